"""The recorded runs of chapter 12: generators that are told what to draw, on the shipped digits, three seeds each.

    python -m experiments.ch12_conditions.digits NAME

    labels     seven ways to treat labels: labels.json, .npz
    codes      InfoGAN: codes.json, .npz
    hundred    a classifier with 100 labels, alone and with a generator

The first 4,000 digits train, the last 1,000 judge. Distances are on the features of the book's classifier.
"""

from experiments import tasks
from experiments.ch12_conditions.codes import codes
from experiments.ch12_conditions.hundred import hundred
from experiments.ch12_conditions.labels import labels

TASKS = {"labels": labels, "codes": codes, "hundred": hundred}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
