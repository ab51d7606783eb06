"""One game twice: in the page's JavaScript, and by the package. For V8 alone, and for a browser."""

import json
from functools import partial

import torch

from gannotes import divergences as d
from gannotes import games, losses, penalties, train
from gannotes.data import toy
from gannotes.models import mlp
from gannotes.models.spectral import spectral_normalized
from gannotes.site.playground import joined

F64, ROUNDS, N = torch.float64, 200, 16
PLAY = """
const { makeNetwork } = $network, { makeGame } = $game, { LOSSES } = $losses, { adam } = $optimizers;
const { clip, noPenalty, r1, wganGp } = $penalties, { makeChance } = $chance;
function layersOf(network, given) {
    network.layers.forEach((layer, at) => {
        for (const [name, numbers] of Object.entries(given[at])) layer[name] = Float64Array.from(numbers);
    });
    return network;
}
function played({ sizes, G, D, loss, penalty, weight, k, rate, betas, n, rounds, x, z, t }) {
    const none = makeChance(0), next = (rows) => () => Float64Array.from(rows.shift());
    const forger = layersOf(makeNetwork(sizes.G, none), G), officer = layersOf(makeNetwork(sizes.D, none), D);
    const made = makeGame({
        G: forger, D: officer, loss: LOSSES[loss], k, n, deal: next(x), latent: next(z),
        penalty: { r1: r1(weight), wgan_gp: wganGp(weight, () => t.shift()) }[penalty] ?? noPenalty,
        project: penalty === "clip" ? clip(officer, weight) : () => {},
        stepD: adam(officer, rate, betas), stepG: adam(forger, rate, betas),
    });
    const paid = [];
    for (let turn = 0; turn < rounds; turn++) { made.round(); paid.push([made.paid.D, made.paid.G]); }
    const weights = (network) => network.layers.map(({ weight, bias }) => [...weight, ...bias]).flat();
    return { G: weights(forger), D: weights(officer), paid };
}
"""
LOSSES = {
    "minimax": losses.minimax(),
    "non_saturating": losses.non_saturating(),
    "least_squares": losses.least_squares(),
    "wasserstein": losses.wasserstein(),
    "hinge": losses.hinge(),
    "relativistic": losses.relativistic(),
    "f_kl": losses.f_gan(d.f_kl()),
    "f_reverse_kl": losses.f_gan(d.f_reverse_kl()),
    "f_pearson": losses.f_gan(d.f_pearson()),
    "f_hellinger": losses.f_gan(d.f_hellinger()),
    "f_js": losses.f_gan(d.f_js()),
}
SETTINGS = {
    **{name: (name, "none", 0.0, 1) for name in LOSSES},
    "R1": ("non_saturating", "r1", 1.0, 1),
    "R1, k = 2": ("non_saturating", "r1", 1.0, 2),
    "R1, relativistic": ("relativistic", "r1", 1.0, 1),
    "GP, k = 2": ("wasserstein", "wgan_gp", 10.0, 2),
    "clip, k = 2": ("wasserstein", "clip", 0.05, 2),
    "spectral norm": ("hinge", "spectral", 0.0, 1),
    "spectral norm, relativistic": ("relativistic", "spectral", 0.0, 1),
}


def given(network):
    """Each layer's numbers as V8 gets them; v is spectral normalisation's, of the iteration before."""
    layers = [part for part in network.modules() if isinstance(part, torch.nn.Linear)]
    found = []
    for layer in layers:
        spectral = getattr(layer, "parametrizations", None)
        weight = spectral.weight.original if spectral else layer.weight
        found.append({"weight": weight.flatten().tolist(), "bias": layer.bias.tolist()})
        if spectral:
            found[-1]["v"] = spectral.weight[0]._v.tolist()
    return found


def numbers(network):
    return [number for layer in given(network) for name in ("weight", "bias") for number in layer[name]]


def dealt(k):
    """Batches and noise, as many as the rounds take."""
    rng, turns = torch.Generator().manual_seed(5), ROUNDS * (k + 1)
    x = [toy.ring(std=0.1, dtype=F64).sample(N, rng) for _ in range(turns)]
    return x, [torch.randn(N, 2, generator=rng, dtype=F64) for _ in range(turns)]


def start(penalty):
    """Both networks as they are before the first round."""
    torch.manual_seed(1)
    G = mlp.Generator(2, (2,), hidden=(8, 8)).double()
    D = mlp.Discriminator((2,), hidden=(8, 8), layer=mlp.relu_layer).double()
    return G, spectral_normalized(D) if penalty == "spectral" else D


def on_segments(k):
    return torch.rand(ROUNDS * k * N, generator=torch.Generator().manual_seed(7), dtype=F64)


SCRIPT = joined("game", "penalties", "optimizers", "chance") + PLAY


def in_javascript(name):
    """A line that plays the game and gives its weights, and what was paid, as JSON; the script comes first."""
    loss, penalty, weight, k = SETTINGS[name]
    G, D = start(penalty)
    x, z = ([batch.flatten().tolist() for batch in batches] for batches in dealt(k))
    call = {"loss": loss, "penalty": penalty, "weight": weight, "k": k, "rate": 1e-3, "betas": [0.5, 0.9]}
    call |= {"G": given(G), "D": given(D), "sizes": {"G": [2, 8, 8, 2], "D": [2, 8, 8, 1]}}
    call |= {"n": N, "rounds": ROUNDS, "x": x, "z": z, "t": on_segments(k).tolist()}
    return f"JSON.stringify(played({json.dumps(call)}))"


def by_the_package(name):
    """The same: weights of G and D, and what was paid in each round."""
    loss, penalty, weight, k = SETTINGS[name]
    G, D = start(penalty)
    x, z = dealt(k)
    noise = iter(z)
    players = games.gan(
        G,
        D,
        LOSSES[loss],
        lambda n: next(noise),
        partial(torch.optim.Adam, lr=1e-3, betas=(0.5, 0.9)),
        k,
        {
            "r1": penalties.r1(weight),
            "wgan_gp": penalties.wgan_gp(weight, torch.Generator().manual_seed(7)),
        }.get(penalty, penalties.no_penalty),
        penalties.clip(D, weight) if penalty == "clip" else train.no_projection,
    )
    paid = [[each["D"], each["G"]] for each in train.play(players, ((batch,) for batch in x), ROUNDS)]
    return {"G": numbers(G), "D": numbers(D), "paid": paid}
