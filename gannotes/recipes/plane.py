"""A recipe played on a distribution in the plane, by several seeds at once."""

from collections.abc import Callable, Iterator, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gannotes import train
from gannotes.data import latents, streams
from gannotes.models import mlp
from gannotes.models.ensemble import stack
from gannotes.recipes import Recipe, averaged, gan_players, scheduled


def networks(make: Callable[[], nn.Module], seeds: Sequence[int]) -> nn.Module:
    """One network for each seed, together: what a seed starts from does not hang on what ran before."""
    members = []
    with torch.random.fork_rng(devices=[]):
        for seed in seeds:
            torch.manual_seed(seed)
            members.append(make())
    return stack(members)


def play_together(
    recipe: Recipe,
    target: streams.Source,
    seeds: Sequence[int],
    rounds: int,
    batch_size: int = 128,
    hidden: Sequence[int] = (64, 64),
) -> Iterator[tuple[nn.Module, nn.Module, dict[str, float]]]:
    """One game for each seed, all of them at once, on a law in the plane; after each round the averaged G, D, and what
    both paid on average. What G and D are given and give is in blocks, one for each seed: `samples` parts them.

    Each player has its own weights, noise and data; the first seed rolls the dice for all noise and data.
    """
    rng = torch.Generator().manual_seed(seeds[0])
    G = networks(lambda: mlp.Generator(2, (2,), hidden), seeds)
    D = recipe.parametrize(networks(lambda: mlp.Discriminator((2,), hidden, mlp.relu_layer), seeds))
    players = gan_players(recipe, G, D, latents.normal(2, rng))
    turns = train.play(players, streams.fresh(target, batch_size * len(seeds), rng), rounds)
    for mean_G, paid in averaged(scheduled(turns, players, rounds, recipe.schedule), G, recipe.ema_decay):
        yield mean_G, D, paid


@torch.no_grad()
def samples(
    G: nn.Module, members: int, n: int, generator: torch.Generator | None = None
) -> Float[Tensor, "members n 2"]:
    """n samples of each member's generator."""
    return G(latents.normal(2, generator)(members * n)).unflatten(0, (members, n))
