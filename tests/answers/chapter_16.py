"""Chapter 16: what is right, and what is not."""

import torch


def _in_a_copy(maps, units, values, place):
    edited = maps.clone()
    edited[:, units, place[0], place[1]] = values
    return edited


def _by_a_mask(maps, units, values, place):
    here = torch.zeros_like(maps)
    here[:, units, place[0], place[1]] = 1
    new = torch.zeros_like(maps)
    new[:, units] = values[:, None, None]
    return torch.where(here > 0, new, maps)


def _everywhere(maps, units, values, place):
    edited = maps.clone()
    edited[:, units] = values[:, None, None]
    return edited


def _all_units(maps, units, values, place):
    edited = maps.clone()
    edited[:, :, place[0], place[1]] = values[0]
    return edited


def _rows_for_columns(maps, units, values, place):
    return _in_a_copy(maps, units, values, place.flip(0))


RIGHT = {
    "16.1": [0.5, 2 / 4],
    "16.2": [0.125, torch.tensor(1 / 8)],
    "16.3": [
        lambda a, b: (a & b).sum() / (a | b).sum(),
        lambda a, b: (a & b).sum().double() / (a | b).sum(),
        lambda a, b: a.clone().logical_and_(b).sum() / b.logical_or_(a).sum(),
        lambda a, b: (a * b).sum() / (a.sum() + b.sum() - (a * b).sum()),
    ],
    "16.4": [_in_a_copy, _by_a_mask],
    "16.5": ["b", " B "],
}
WRONG = {
    "16.1": {"pixel accuracy": 4 / 6, "over one mask": 2 / 3, "Dice": 4 / 6, "the union's complement": 2 / 6},
    "16.2": {"the unit's share": 0.005, "upside down": 8.0, "over the sum": 0.005 / 0.045},
    "16.3": {
        "averaged over pictures": lambda a, b: ((a & b).sum((1, 2)) / (a | b).sum((1, 2)).clamp(min=1)).mean(),
        "over the concept alone": lambda a, b: (a & b).sum() / b.sum(),
        "Dice": lambda a, b: 2 * (a & b).sum() / (a.sum() + b.sum()),
    },
    "16.4": {"everywhere": _everywhere, "all units": _all_units, "rows for columns": _rows_for_columns},
    "16.5": {"a": "a", "c": "c", "no option": "d"},
}
