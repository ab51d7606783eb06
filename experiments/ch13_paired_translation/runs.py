"""The recorded runs of chapter 13: what takes longer than a page may.

    python -m experiments.ch13_paired_translation.runs NAME

    weights     masks alone, with weights from 0 to 100, and L1 alone: 3 seeds
    skips       the chapter's mask to scene without the U-Net's bridges: 1 seed
    captions    caption to scene, with and without what lies between captions: 3 seeds
    sounds      sound to scene: 1 seed

writes <name>.json, and for weights, captions and sounds <name>.npz: sheets of pictures, or the weights
of the first seed's generator.
"""

from experiments import tasks
from experiments.ch13_paired_translation.masks import skips, weights
from experiments.ch13_paired_translation.telling import by_captions, by_sounds

TASKS = {"weights": weights, "skips": skips, "captions": by_captions, "sounds": by_sounds}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
