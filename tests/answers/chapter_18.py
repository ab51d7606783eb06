"""Chapter 18: what is right, and what is not."""

import torch
from torch.nn.functional import cross_entropy


def by_cross_entropy(logits, chosen, worth):
    advantage = worth - (worth.sum() - worth) / (len(worth) - 1)
    return (advantage.detach() * cross_entropy(logits, chosen, reduction="none")).mean()


def by_hand(logits, chosen, worth):
    n = len(worth)
    p = (chosen * logits.exp()).sum(dim=1) / logits.exp().sum(dim=1)
    each = [(worth[i] - (worth.sum() - worth[i]) / (n - 1)) * p[i].log() for i in range(n)]
    return -sum(each) / n


def with_own_mean(logits, chosen, worth):
    return ((worth - worth.mean()) * cross_entropy(logits, chosen, reduction="none")).mean()


def relaxed(logits, u, temperature):
    return torch.softmax((logits - torch.log(-torch.log(u))) / temperature, dim=-1)


def by_gumbel(logits, u, temperature):
    return relaxed(logits / 1, u, temperature.clone())


RIGHT = {
    "18.1": [2 / 3, 0.6667, torch.tensor(2 / 3)],
    "18.2": [7 / 8, 0.875],
    "18.3": ["b", " B "],
    "18.4": [by_cross_entropy, by_hand],
    "18.5": [relaxed, by_gumbel],
    "18.6": [40320, 40320.0],
}
WRONG = {
    "18.1": {"the others' slope": -1 / 3, "the worth": 3, "p times the worth": 1, "the mean": 1 / 3},
    "18.2": {"what is missing": 1 / 8, "the variance's factor": 8 / 7, "nothing is missing": 1},
    "18.3": {"a": "a", "c": "c", "no option": "d"},
    "18.4": {
        "uphill": lambda logits, chosen, worth: -by_cross_entropy(logits, chosen, worth),
        "its own worth in the mean": with_own_mean,
        "no baseline": lambda logits, chosen, worth: (worth * cross_entropy(logits, chosen, reduction="none")).mean(),
        "a sum": lambda logits, chosen, worth: len(worth) * by_cross_entropy(logits, chosen, worth),
        "no slope": lambda logits, chosen, worth: by_cross_entropy(logits.detach(), chosen, worth),
    },
    "18.5": {
        "the logits alone are cooled": lambda logits, u, t: (logits / t - (-u.log()).log()).softmax(1),
        "the noise's sign": lambda logits, u, t: ((logits + (-u.log()).log()) / t).softmax(1),
        "over the strings": lambda logits, u, t: ((logits - (-u.log()).log()) / t).softmax(0),
        "a temperature that multiplies": lambda logits, u, t: ((logits - (-u.log()).log()) * t).softmax(1),
        "straight through": lambda logits, u, t: torch.eye(3).double()[(logits - (-u.log()).log()).argmax(1)],
    },
    "18.6": {"the events": 6, "the files": 8, "that keep the places": 2**3 * 6, "all functions": 8**8},
}
