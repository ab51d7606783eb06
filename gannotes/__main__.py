"""python -m gannotes, or gannotes: train a GAN on your own pictures, translate, sample, judge, look."""

from gannotes.recipes.commands import main

if __name__ == "__main__":
    main()
