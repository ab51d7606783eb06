"""The game in the page is the package's: the same weights, batches and settings lead to the same weights.

Its scripts run in V8, which the build has for KaTeX. All is in float64; what V8 and torch round otherwise is all that
may part them.
"""

import json
from functools import partial

import pytest
import torch
from py_mini_racer import MiniRacer

from gannotes import games, losses, penalties, train
from gannotes import divergences as d
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
        for (const name of ["weight", "bias", "v"]) if (given[at][name]) layer[name] = Float64Array.from(given[at][name]);
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


@pytest.fixture(scope="module")
def engine():
    v8 = MiniRacer()
    v8.eval(joined("game", "penalties", "optimizers", "chance") + PLAY)
    yield v8
    v8.close()


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
    """Batches, noise and GP's places on the segments, as many as the rounds take."""
    rng, turns = torch.Generator().manual_seed(5), ROUNDS * (k + 1)
    x = [toy.ring(std=0.1, dtype=F64).sample(N, rng) for _ in range(turns)]
    return x, [torch.randn(N, 2, generator=rng, dtype=F64) for _ in range(turns)]


@pytest.mark.parametrize("name", SETTINGS)
def test_200_rounds_in_the_page_are_200_rounds_of_the_package(engine, name, as_readers_run):
    loss, penalty, weight, k = SETTINGS[name]
    torch.manual_seed(1)
    G = mlp.Generator(2, (2,), hidden=(8, 8)).double()
    D = mlp.Discriminator((2,), hidden=(8, 8), layer=mlp.relu_layer).double()
    if penalty == "spectral":
        spectral_normalized(D)
    x, z = dealt(k)
    t = torch.rand(ROUNDS * k * N, generator=torch.Generator().manual_seed(7), dtype=F64).tolist()
    call = dict(loss=loss, penalty=penalty, weight=weight, k=k, rate=1e-3, betas=[0.5, 0.9], n=N, rounds=ROUNDS, t=t)
    call |= dict(sizes={"G": [2, 8, 8, 2], "D": [2, 8, 8, 1]}, G=given(G), D=given(D))
    call |= {"x": [batch.flatten().tolist() for batch in x], "z": [batch.flatten().tolist() for batch in z]}
    page = json.loads(engine.eval(f"JSON.stringify(played({json.dumps(call)}))"))
    noise, batches = iter(z), iter((batch,) for batch in x)
    on_segments = penalties.wgan_gp(weight, torch.Generator().manual_seed(7))
    players = games.gan(
        G,
        D,
        LOSSES[loss],
        lambda n: next(noise),
        partial(torch.optim.Adam, lr=1e-3, betas=(0.5, 0.9)),
        k,
        {"r1": penalties.r1(weight), "wgan_gp": on_segments}.get(penalty, penalties.no_penalty),
        penalties.clip(D, weight) if penalty == "clip" else train.no_projection,
    )
    paid = [[each["D"], each["G"]] for each in train.play(players, batches, ROUNDS)]
    for network, weights in ((G, page["G"]), (D, page["D"])):
        assert weights == pytest.approx(numbers(network), rel=0, abs=1e-6)
    assert torch.tensor(page["paid"], dtype=F64) == pytest.approx(torch.tensor(paid, dtype=F64), rel=0, abs=1e-6)
