"""Runs that take longer than a page may: a folder for each chapter, its scripts beside what they measured.

`python -m experiments.ch10_images.runs long`, from the repository's root, repeats one; `tasks` says what else a script
can be asked, `record` how it is kept, and `over_seeds` repeats a chapter's own cells.
"""
