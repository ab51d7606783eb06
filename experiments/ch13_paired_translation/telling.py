"""Caption to scene, and sound to scene: generators that are told in words or tones, tried on what they never met."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from experiments import tasks
from gannotes import games, losses, train
from gannotes.data import captioned, latents, streams, world
from gannotes.data.streams import mismatched
from gannotes.games.gan_cls import interpolating_generator
from gannotes.recipes import averaged, captions, scheduled
from gannotes.recipes.averages import batch_norm_measured_again

Said = Callable[[world.Scenes], Tensor]


def near_misses(scenes: world.Scenes, said: Said, rng: torch.Generator) -> Iterator[tuple[Tensor, ...]]:
    """Pictures, what is said of them, and what is said of scenes that differ in one thing."""
    wrong = said(captioned.hard_negatives(scenes, rng))
    return streams.shuffled(world.pixels(scenes), said(scenes), wrong, batch_size=64, generator=rng)


def others(scenes: world.Scenes, said: Said, rng: torch.Generator) -> Iterator[tuple[Tensor, ...]]:
    """Pictures, what is said of them, and what is said of another picture."""
    return mismatched(streams.shuffled(world.pixels(scenes), said(scenes), batch_size=32, generator=rng))


def matching(*game: Any, generator: torch.Generator) -> list[train.Player]:
    return games.gan_cls(*game)


def between(*game: Any, generator: torch.Generator) -> list[train.Player]:
    """The same, and G also draws for mixtures of two captions in shares that are diced."""
    return games.gan_cls(
        *game, player_of_G=partial(interpolating_generator, share=lambda n: torch.rand(n, 1, generator=generator))
    )


def taught(
    G: nn.Module, D: nn.Module, said: Said, stream: Callable, game: Callable, seed: int, rounds: int
) -> nn.Module:
    """The averaged generator, trained on the combinations that are not kept for the test."""
    rng = torch.Generator().manual_seed(seed)
    scenes = world.scenes(8000, rng, **captioned.LAND)
    scenes = scenes[~captioned.held_out(scenes)]
    z = latents.normal(captions.LATENT, rng)
    adam = partial(torch.optim.Adam, betas=(0.0, 0.99), fused=True)
    players = game(G, D, losses.non_saturating(), z, adam, generator=rng)
    for player, rate in zip(players, (1e-3, 2e-3), strict=True):
        player.optimizer.param_groups[0]["lr"] = rate
    turns = scheduled(train.play(players, stream(scenes, said, rng), rounds), players, rounds)
    for average, _ in averaged(turns, G):  # noqa: B007
        pass
    return batch_norm_measured_again(average, ((z(len(part)), part) for part in said(scenes)[:2000].split(500)))


def correlation(x: Tensor, y: Tensor) -> float | None:
    """Pearson's; None where there are fewer than two points, or where all have one value."""
    if len(x.unique()) < 2 or len(y.unique()) < 2:
        return None
    return torch.corrcoef(torch.stack([x.double(), y.double()]))[0, 1].item()


@torch.no_grad()
def told_test(G: nn.Module, said: Said) -> dict:
    """On 500 scenes of combinations that G never met."""
    scenes = world.scenes(4000, torch.Generator().manual_seed(1000), **captioned.LAND)
    scenes = scenes[captioned.held_out(scenes)][list(range(500))]
    z = latents.normal(captions.LATENT, torch.Generator().manual_seed(5))
    made, again = G(z(500), said(scenes)), G(z(500), said(scenes))
    heights = world.read(made).height()
    there = ~heights.isnan()
    return {
        **captioned.caption_accuracy(made, scenes),
        "height": correlation(heights[there], scenes.height[there]),
        "varies": (made - again).abs().mean().item(),
    }


def spoken(scenes: world.Scenes) -> Tensor:
    return world.tokens(world.english(scenes))


@dataclass(frozen=True)
class Plan:
    """A way to learn from what is said: the batches, the game, and how many seeds play it."""

    stream: Callable
    game: Callable
    seeds: int


def told(
    run: tasks.Run, networks: Callable[[], tuple[nn.Module, nn.Module]], said: Said, usual: int, plans: dict[str, Plan]
) -> dict[str, dict]:
    """Each plan; the first G of the first is kept, in half precision."""
    found, rounds = {}, run.rounds(usual)
    for name, plan in plans.items():
        found[name] = {}
        for seed in run.seeds(range(plan.seeds)):
            torch.manual_seed(seed)
            start = time.process_time()
            G = taught(*networks(), said, plan.stream, plan.game, seed, rounds)
            seconds = round(time.process_time() - start, 1)
            found[name][str(seed)] = {**told_test(G, said), "rounds": rounds, "seconds": seconds}
            print(name, seed, found[name][str(seed)], flush=True)
            if not run.arrays:
                state = G.state_dict().items()
                run.arrays |= {key: value.half().numpy() for key, value in state if value.is_floating_point()}
    return {"runs": found}


def by_captions(run: tasks.Run) -> dict[str, dict]:
    plans = {"and between two": Plan(near_misses, between, 3), "captions alone": Plan(near_misses, matching, 3)}
    return told(run, captions.by_words, spoken, 3000, plans)


def by_sounds(run: tasks.Run) -> dict[str, dict]:
    return told(run, captions.by_sound, world.tones, 1000, {"another's sound": Plan(others, matching, 1)})
