"""The ladder of checks: a game that does not train is looked at from its first batch on, each rung with one question.

A rung takes a function that makes the game anew, always from the same seed, and returns what it complains of. So no
rung disturbs another, and the reader's own run is never touched.
"""

from collections.abc import Callable, Iterator

import torch
from torch.nn.functional import cosine_similarity

from gannotes.diagnose import verdict
from gannotes.games.whole import Game, ends_of_reach, slope_in_weights, weights
from gannotes.metrics.two_sample import same_law
from gannotes.train import play
from gannotes.watch import Monitor

Complaints = tuple[str, ...]
Make = Callable[[], Game]
Rung = Callable[[Make], Complaints]
NAMES = ("D", "G")  # of the players, in their order


def the_data(make: Make) -> Complaints:
    """What the batches deal is what is meant to be learnt: one law, by a test of two samples."""
    game = make()
    dealt = game.batch()
    while len(dealt) < len(game.real):
        dealt = torch.cat([dealt, game.batch()])
    share = same_law(dealt[: len(game.real)], game.real)
    return (f"the batches are not of the law of the reals: p = {share:.3f}",) if share <= 0.002 else ()


def one_batch(make: Make) -> Complaints:
    """Shapes, reach, fresh noise, and who moves: a batch, and one turn of either player."""
    game = make()
    x = game.batch()
    fake, found = game.G(game.latent(len(x))), []
    if fake.shape != x.shape:
        return (f"the fakes have shape {tuple(fake.shape)}, and the data {tuple(x.shape)}",)
    if game.D(x).shape != (len(x),):
        return (f"D gives shape {tuple(game.D(x).shape)} for {len(x)} samples, and one logit each is wanted",)
    if torch.equal(game.cost(1, x), game.cost(1, x)):
        found.append("G pays the same twice, to the last digit: its noise is not drawn anew")
    for turn, mover in enumerate(NAMES):
        networks = {"D": game.D, "G": game.G}
        before = {name: [w.detach().clone() for w in weights(network)] for name, network in networks.items()}
        game.players[turn].move((x,))
        for name, network in networks.items():
            moved = any(not torch.equal(a, b) for a, b in zip(before[name], weights(network), strict=True))
            if moved != (name == mover):
                found.append(f"in {mover}'s turn the weights of {name} {'move' if moved else 'stand still'}")
    z = game.latent(len(x))
    if ends := ends_of_reach(game.G, z):
        beyond = ((x < ends[0] - 1e-6) | (x > ends[1] + 1e-6)).double().mean().item()
        if beyond:
            found.append(f"{beyond:.0%} of the data's numbers lie where G can't go: [{ends[0]:.3g}, {ends[1]:.3g}]")
    return tuple(found)


def two_sizes(make: Make, draws: int = 16) -> Complaints:
    """What a player pays is a mean: a batch that holds each sample twice costs the same, but for the noise."""
    found = []
    for turn, player in enumerate(NAMES):
        game = make()
        x = game.batch()
        once, twice = (
            torch.stack([game.cost(turn, sample).detach() for _ in range(draws)]) for sample in (x, torch.cat([x, x]))
        )
        gap, noise = (twice.mean() - once.mean()).abs(), ((once.var() + twice.var()) / draws).sqrt()
        if gap > 6 * noise and gap > 0.2 * once.mean().abs():
            found.append(f"{player} pays {once.mean():.3g} for a batch, and {twice.mean():.3g} if all is there twice")
    return tuple(found)


def overfit_D(make: Make, turns: int = 100) -> Complaints:
    """One batch of reals, again and again: D must learn it, and its logits must be free to grow."""
    game = make()
    x = game.batch()
    for _ in range(turns):
        game.players[0].move((x,))
    told = game.auc(x)
    found = [f"after {turns} turns on one batch D puts a real above a fake {told:.0%} of the time"] * (told < 0.8)
    if ends := ends_of_reach(game.D, x):
        found.append(f"D's logits can't leave [{ends[0]:.3g}, {ends[1]:.3g}], whatever its weights: what ends it?")
    return tuple(found)


def freeze_G(make: Make, turns: int = 200) -> Complaints:
    """G stands still until D is sure. Then G must still hear: its cost falls about as fast as D's logit rises."""
    game = make()
    for _ in range(turns):
        game.players[0].move((game.batch(),))
    x = game.batch()
    logit = game.D(game.G(game.latent(len(x))))
    heard, said = (slope_in_weights(cost, game.G).norm().item() for cost in (game.cost(1, x), logit.mean()))
    if said == 0:
        return ("D is flat where the fakes are: no cost could hear anything",)
    if heard < 0.02 * said:
        return (f"with D's logits at {logit.mean():.3g} for fakes, G's cost hears {heard / said:.1e} of their slope",)
    return ()


def slopes(make: Make, directions: int = 3) -> Complaints:
    """The slope that autograd takes is the one that the cost has: compared with differences, for either player."""
    found = []
    for turn, player in enumerate(NAMES):
        off = []
        for seed in range(directions):
            rng, costs = torch.Generator().manual_seed(seed), []
            for step in (0.0, 1.0, -1.0):  # made anew for each, so that the dice fall alike
                game = make()
                network, x = getattr(game, player), game.batch()
                own, h = weights(network), torch.finfo(x.dtype).eps ** 0.5
                if not step:
                    ways = [torch.randn(weight.shape, generator=rng).to(weight) for weight in own]
                    taken = slope_in_weights(game.cost(turn, x), network) @ torch.cat([way.flatten() for way in ways])
                    continue
                with torch.no_grad():
                    for weight, way in zip(own, ways, strict=True):
                        weight += step * h * way
                costs.append(game.cost(turn, x).item())
            differs = (costs[0] - costs[1]) / (2 * h)
            off.append((abs(taken.item() - differs) / max(abs(differs), 1e-4), taken.item(), differs))
        wrong, said, differs = sorted(off)[directions // 2]
        if wrong > 0.02:
            found.append(f"{player}'s cost has slope {differs:.3g} along a line, and autograd says {said:.3g}")
    return tuple(found)


def swap_labels(make: Make, turns: int = 60) -> Complaints:
    """Which side is up: after D's turns the reals, and G's step lifts its fakes. A swapped label turns one of them."""
    game = make()
    for _ in range(turns):
        game.players[0].move((game.batch(),))
    x, found = game.batch(), []
    if (told := game.auc(x)) < 0.2:
        found.append(f"D is high on fakes: a real is above a fake {told:.0%} of the time")
    up = slope_in_weights(game.D(game.G(game.latent(len(x)))).mean(), game.G)
    if cosine_similarity(slope_in_weights(game.cost(1, x), game.G), up, dim=0) > 0.1:
        found.append("G's step goes down: its fakes' logits fall")
    return tuple(found)


def watched(game: Game, rounds: int = 300, readings: int = 15) -> Iterator[tuple[Monitor, dict[str, float]]]:
    """A whole run, round by round: the monitor, which has read the game before any turn and so often since; what was
    paid.
    """
    monitor = Monitor(game.G, game.D, game.loss, game.real, game.latent(len(game.real)))
    monitor.read()
    for done, paid in enumerate(play(game.players, game.batches, rounds), start=1):
        if done % (rounds // readings) == 0:
            monitor.read()
        yield monitor, paid


def diagnosis(make: Make) -> Complaints:
    """Chapter 6's verdict on a run, with the reals as they are meant for its data."""
    *_, (monitor, _) = watched(make())
    said = verdict(monitor.history)
    return () if said.name == "healthy" else (f"{said.name}: {'; '.join(said.reasons)}",)


RUNGS: tuple[tuple[str, Rung], ...] = (
    ("the data", the_data),
    ("one batch", one_batch),
    ("two sizes", two_sizes),
    ("overfit D", overfit_D),
    ("freeze G", freeze_G),
    ("slopes", slopes),
    ("swap labels", swap_labels),
    ("diagnosis", diagnosis),
)


def climb(make: Make) -> Iterator[tuple[str, Complaints]]:
    """Each rung's name, and what it complains of: the cheapest first. A game that stops by itself is a complaint too.

    Break at the first rung that complains: those above it stand on it.
    """
    for name, rung in RUNGS:
        try:
            yield name, rung(make)
        except FloatingPointError as problem:
            yield name, (f"the game stops: {problem}",)
