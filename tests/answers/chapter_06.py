"""Chapter 06: what is right, and what is not."""

import math

import torch

from gannotes.divergences import js, kl

RIGHT = {
    "6.1": [math.exp(6), 403.43, torch.tensor(403.4288)],
    "6.2": [(0.6 * math.log(3 / 4) + 0.4 * math.log(2) + math.log(5 / 4)) / 2, 0.1639, 0.16],
    "6.3": [22, 2 * (1 + 4 + 6)],
    "6.4": [
        lambda p, q: (torch.xlogy(p + q, p + q) - torch.xlogy(p + q, 2 * p)).sum(),
        lambda p, q: kl(q, p) - 2 * js(q, p),
        lambda p, q: torch.where(p + q > 0, (p + q) * torch.log((p + q) / (2 * p)), 0).sum(),
    ],
    "6.5": ["c", " C "],
}
WRONG = {
    "6.1": {"the sign turned": math.exp(-6), "one over D": 1 + math.exp(6), "the slope itself": -0.9975},
    "6.2": {
        "the share that is missing": 0.4 * math.log(2),
        "twice JS": 0.3278,
        "reverse KL": math.log(5 / 3),
        "in bits": 0.2365,
    },
    "6.3": {"half": 11, "one dimension less": 10, "all": 32, "n for n - 1": 32, "the share": 22 / 32},
    "6.4": {
        "half of it": lambda p, q: (torch.xlogy(p + q, p + q) - torch.xlogy(p + q, 2 * p)).sum() / 2,
        "2 JS": lambda p, q: (
            (2 * torch.xlogy(p + q, 2) + torch.xlogy(p, p) + torch.xlogy(q, q)).sum()
            - 2 * torch.xlogy(p + q, p + q).sum()
        ),
        "reverse KL": lambda p, q: (torch.xlogy(q, q) - torch.xlogy(q, p)).sum(),
        "nan where a face is missing": lambda p, q: ((p + q) * torch.log((p + q) / (2 * p))).sum(),
        "the roles exchanged": lambda p, q: (torch.xlogy(p + q, p + q) - torch.xlogy(p + q, 2 * q)).sum(),
    },
    "6.5": {"a": "a", "b": "b", "d": "d", "no option": "e"},
}
