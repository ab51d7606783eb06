"""The recorded runs of chapter 16: what a painter's units stand for while it learns, and if it must paint all seasons.

    python -m experiments.ch16_dissection.runs NAME

    history    the painter of seed 0 at some rounds of its training
    seasons    a painter of the whole little world, all seasons, day and night

writes <name>.json and, for the first, pictures beside it in history.npz.
IoU is that of gannotes.dissect on 500 scenes; a unit is held to speak as often as the concept is seen.
"""

import copy

import torch
from torch import Tensor, nn

from experiments import tasks
from experiments.pictures import as_bytes
from gannotes import dissect
from gannotes.data import latents, world
from gannotes.models.painter import LATENT, SUMMER_DAY
from gannotes.recipes.scenes import ROUNDS, at_rest, painting

LAYERS = ("4x4", "8x8", "16x16")
LOOKS = (25, 50, 100, 200, 400, 800, 1600, ROUNDS)


def best(maps: Tensor, masks: Tensor, names: list[str]) -> dict[str, float]:
    """The largest IoU that any unit has with each concept; 0 for a concept that is not seen in every 10,000th pixel."""
    shares = masks.double().mean((0, 2, 3))
    seen = shares > 1e-4
    found = torch.zeros(len(names), dtype=torch.float64)
    found[seen] = dissect.iou(maps, masks[:, seen], shares[seen]).double().amax(0)
    return {name: round(value, 3) for name, value in zip(names, found.tolist(), strict=True)}


@torch.no_grad()
def scenes_of(G: nn.Module, n: int = 500) -> tuple[Tensor, dict[str, Tensor]]:
    z = latents.normal(LATENT, torch.Generator().manual_seed(16))
    with dissect.recording(G, *LAYERS) as seen:
        return G(z(n)), seen


def look(turn: int, x: Tensor, seen: dict[str, Tensor]) -> dict[str, object]:
    """What the units stand for after so many rounds, and what the scenes show."""
    reading = world.read(x, **SUMMER_DAY)
    masks = world.object_masks(reading.mask)
    areas = dict(zip(world.THINGS, masks.double().mean((0, 2, 3)).tolist(), strict=True))
    return {
        "round": turn,
        "doubt": round(reading.palette_distance.mean().item(), 3),
        "areas": {name: round(area, 4) for name, area in areas.items()},
        "iou": {layer: best(seen[layer], masks, list(world.THINGS)) for layer in LAYERS},
    }


def history(run: tasks.Run) -> dict:
    (seed,), rounds, looks = run.seeds([0]), run.rounds(ROUNDS), []
    for turn, average in enumerate(painting(seed, rounds, **SUMMER_DAY), start=1):
        if turn in (*LOOKS, rounds):
            x, seen = scenes_of(at_rest(copy.deepcopy(average)))
            looks.append(look(turn, x, seen))
            run.arrays[str(turn)] = as_bytes(x[:6])
            print(looks[-1], flush=True)
    return {"rounds": rounds, "seed": seed, "looks": looks}


def seasons(run: tasks.Run) -> dict:
    """Trees as one concept, and the trees of each season and time as one each."""
    (seed,), rounds = run.seeds([0]), run.rounds(ROUNDS)
    for last in painting(seed, rounds):  # noqa: B007
        pass
    x, seen = scenes_of(at_rest(last))
    reading = world.read(x)
    tree = world.object_masks(reading.mask)[:, list(world.THINGS).index("tree")]
    masks = {"tree": tree}
    for s, season in enumerate(world.SEASONS):
        for t, time_of_day in enumerate(world.TIMES):
            there = (reading.season == s) & (reading.time == t)
            masks[f"tree, {season} {time_of_day}"] = tree & there[:, None, None]
    stacked = torch.stack(list(masks.values()), 1)
    return {
        "rounds": rounds,
        "seed": seed,
        "iou": {layer: best(seen[layer], stacked, list(masks)) for layer in LAYERS},
    }


TASKS = {"history": history, "seasons": seasons}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
