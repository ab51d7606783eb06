"""What the page shows of a game: its data, the best D, distances, the verdict and the settings, against the package."""

import itertools
import json
import math
import re
from dataclasses import asdict

import pytest
import torch
from py_mini_racer import MiniRacer

from gannotes import diagnose, divergences, dynamics, losses, metrics, penalties, watch
from gannotes.data import toy
from gannotes.models import mlp
from gannotes.site import playground
from gannotes.site.chapter import read
from gannotes.site.crossrefs import captions
from gannotes.site.formats import NOTEBOOKS
from gannotes.site.playground import SMALL, joined, with_scripts, with_small_game

F64 = torch.float64
LOSSES = {
    "minimax": losses.minimax(),
    "non_saturating": losses.non_saturating(),
    "least_squares": losses.least_squares(),
    "f_kl": losses.f_gan(divergences.f_kl()),
    "f_reverse_kl": losses.f_gan(divergences.f_reverse_kl()),
    "f_pearson": losses.f_gan(divergences.f_pearson()),
    "f_hellinger": losses.f_gan(divergences.f_hellinger()),
    "f_js": losses.f_gan(divergences.f_js()),
}


@pytest.fixture(scope="module")
def page():
    """What a line of JavaScript gives, with the playground's modules at hand."""
    with MiniRacer() as v8:
        v8.eval(joined("table", "settings", "field", "diagnose"))
        yield lambda code: json.loads(v8.eval(f"JSON.stringify({code})"))


def floats(tensor):
    return f"Float64Array.from({json.dumps(tensor.flatten().tolist())})"


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("normal", toy.normal(1.0, 1.0, F64)),
        ("two_normals", toy.two_normals(4.0, 0.7, F64)),
        ("ring", toy.ring(8, 2.0, 0.1, F64)),
        ("grid", toy.grid(5, 1.0, 0.1, F64)),
    ],
)
def test_the_data_are_those_of_the_package(page, name, law):
    axes = law.means.shape[1]
    places = torch.linspace(-2.5, 2.5, 42, dtype=F64).reshape(-1, axes)
    blurred = toy.mixture(law.means, math.hypot(law.std, 0.2))
    heights = page(f"[...$data.blurred($data.LAWS.{name}(), 0.2, {floats(places)})]")
    assert heights == pytest.approx(blurred.density(places).tolist(), rel=1e-9, abs=1e-12)
    drawn = page(f"[...$data.sample($data.LAWS.{name}(), 4000, $chance.makeChance(3))]")
    drawn, fair = torch.tensor(drawn, dtype=F64).reshape(-1, axes), law.sample(4000, torch.Generator().manual_seed(1))
    assert drawn.mean(dim=0) == pytest.approx(fair.mean(dim=0), abs=0.1)
    assert drawn.std(dim=0) == pytest.approx(fair.std(dim=0), rel=0.05)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("ratio", [0.3, 1.0, 2.0])
def test_the_best_D_is_where_what_D_pays_has_no_slope(page, name, ratio):
    a = torch.tensor(page(f"$losses.LOSSES.{name}.best({ratio})"), dtype=F64, requires_grad=True)
    loss = LOSSES[name]
    (slope,) = torch.autograd.grad(ratio * loss.real(a) + loss.fake(a), a)
    assert slope.item() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("ratio", [0.3, 2.0])
def test_the_best_hinge_and_relativistic_D_pay_least(page, ratio):
    a = torch.linspace(-3, 3, 601, dtype=F64)
    hinge = losses.hinge()
    least = (ratio * hinge.real(a) + hinge.fake(a)).argmin()
    assert page(f"$losses.LOSSES.hinge.best({ratio})") == pytest.approx(a[least].item(), abs=1e-9)
    p, q = torch.tensor([ratio, 1.0], dtype=F64), torch.tensor([1.0, 1.0], dtype=F64)  # two places; the ratio at each
    pairs = (p[:, None] * q).flatten()
    paid = [(pairs * losses.relativistic().curve(torch.stack([0 * x, x, -x, 0 * x]))).sum() for x in a]
    lead = a[torch.stack(paid).argmin()].item()
    best = [page(f"$losses.LOSSES.relativistic.best({u})") for u in (ratio, 1.0)]
    assert best[0] - best[1] == pytest.approx(lead, abs=0.006)


def test_distances_are_those_of_the_package(page):
    rng = torch.Generator().manual_seed(4)
    p, q = torch.rand(9, generator=rng, dtype=F64), torch.rand(9, generator=rng, dtype=F64)
    js = divergences.js(p / p.sum(), q / q.sum()).item()
    assert page(f"$divergences.jensenShannon({floats(p)}, {floats(3 * q)})") == pytest.approx(js, rel=1e-12)
    assert page("$divergences.jensenShannon([1, 0], [0, 1])") == pytest.approx(math.log(2), rel=1e-12)
    x, y = torch.randn(20, 1, generator=rng, dtype=F64), 1 + torch.randn(20, 1, generator=rng, dtype=F64)
    w1 = page(f"$divergences.slicedWasserstein({floats(x)}, {floats(y)}, 20, $divergences.directionsOf(1))")
    assert w1 == pytest.approx(metrics.wasserstein_1(x, y), rel=1e-9)
    assert page("$divergences.slicedWasserstein([0, 0], [3, 4], 1, $divergences.directionsOf(2))") == pytest.approx(
        5 * 2 / math.pi, rel=1e-3
    )


@pytest.mark.parametrize("loss", ["non_saturating", "relativistic"])
def test_a_reading_is_that_of_the_packages_monitor(page, loss):
    torch.manual_seed(2)
    G, D = mlp.Generator(2, (2,), (8,)).double(), mlp.Discriminator((2,), (8,), mlp.relu_layer).double()
    rng = torch.Generator().manual_seed(3)
    real, z = toy.ring(std=0.1, dtype=F64).sample(40, rng), torch.randn(40, 2, generator=rng, dtype=F64)
    monitor = watch.Monitor(G, D, getattr(losses, loss)(), real, z)
    wanted = [asdict(monitor.read())]
    with torch.no_grad():
        G.stack.out.bias += 0.5
    wanted.append(asdict(monitor.read()))

    def layers(network, sizes):
        parts = [part for part in network.modules() if isinstance(part, torch.nn.Linear)]
        given = ", ".join(f"[{floats(part.weight)}, {floats(part.bias)}]" for part in parts)
        return f"""(() => {{ const made = $network.makeNetwork({sizes}, $chance.makeChance(0));
            [{given}].forEach(([weight, bias], at) => Object.assign(made.layers[at], {{ weight, bias }}));
            return made; }})()"""

    with torch.no_grad():
        G.stack.out.bias -= 0.5
    found = page(f"""(() => {{
        const game = {{ G: {layers(G, [2, 8, 2])}, D: {layers(D, [2, 8, 1])}, loss: $losses.LOSSES.{loss} }};
        const ways = {json.dumps(monitor.ways.T.tolist())};
        const monitor = $watch.makeMonitor(game, {floats(real)}, {floats(z)}, 2, ways);
        monitor.read();
        game.G.layers[1].bias = game.G.layers[1].bias.map((entry) => entry + 0.5);
        monitor.read();
        return monitor.history; }})()""")
    for reading, of_package in zip(found, wanted, strict=True):
        assert reading == pytest.approx(of_package, rel=1e-9, abs=1e-12)


def test_every_verdict_is_that_of_the_package(page):
    """Each combination of numbers on either side of the rules' thresholds."""
    names = ("auc", "sliced_w1", "displacement", "spread", "recall", "precision")
    grid = itertools.product((0.6, 0.75, 1.0), (0.2, 1.0), (0.001, 0.1, 0.7), (0.1, 0.9), (0.3, 0.9), (0.3, 0.9))
    rest = {"paid_by_D": 1.0, "paid_by_G": 1.0, "on_real": 0.0, "on_fake": 0.0, "gradient": 0.1}
    readings = [watch.Snapshot(**rest, **dict(zip(names, numbers, strict=True))) for numbers in grid]
    wanted = [diagnose.verdict([reading] * 8).name for reading in readings]
    assert set(wanted) == {"unclear", *(name for name, _ in diagnose.RULES)}
    given = json.dumps([asdict(reading) for reading in readings])
    assert page(f"{given}.map((reading) => $diagnose.verdict(Array(8).fill(reading)).name)") == wanted
    assert page("$diagnose.verdict([]).name") == "too early to say"


def test_a_link_carries_the_settings(page):
    chosen = page("""(() => { const chosen = $settings.read("#data=own&points=0.5,-1;2,0&loss=hinge&k=3&rate=0.01");
        return [chosen, $settings.read($settings.write(chosen))]; })()""")
    assert chosen[0] == chosen[1]
    assert chosen[0]["points"] == [[0.5, -1], [2, 0]]
    assert (chosen[0]["loss"], chosen[0]["k"], chosen[0]["rate"]) == ("hinge", 3, 0.01)
    start = page("$settings.read('')")
    assert page("$settings.read('#data=moon&k=0&rate=fast&beta1=&seed=-1&points=a,b&toString=1')") == start
    assert page("$settings.write($settings.read(''))") == ""


@pytest.mark.parametrize("link", [*(small.settings for small in SMALL.values()), ""])
def test_what_a_small_game_begins_with_can_be_read(page, link):
    assert set(page(f"$settings.write($settings.read('{link}'))").split("&")) == set(link.split("&"))


# Three results of the book, in the page's own games.


def test_far_from_the_data_the_non_saturating_generator_moves_and_the_minimax_one_does_not(page):
    """Chapter 6, Figure 6.2: plain steps, and a D that sees through every fake."""
    link = "data=own&points=2.6,2.6&optimizer=plain&rate=0.1&k=5&ahead=60&loss="
    far = """(() => { const table = $table.setTable($settings.read(LINK)), gap = () => {
            const { fakes } = $field.lookedAt(table, new Float64Array(0));
            return $divergences.slicedWasserstein(fakes, table.real, 256, table.directions); };
        const start = gap();
        for (let turn = 0; turn < 30; turn++) table.game.round();
        return gap() / start; })()"""
    left = {loss: page(far.replace("LINK", f'"{link}{loss}"')) for loss in ("minimax", "non_saturating")}
    assert 0.9 < left["minimax"] < 1
    assert left["non_saturating"] < 0.25


@pytest.mark.parametrize(("penalty", "weight"), [("none", 1), ("r1", 1)])
def test_R1_stops_the_turning_of_the_dirac_gan(page, penalty, weight):
    """Chapter 5, Figure 5.10; the package's own field and rounds are the oracle."""
    link = f"data=dirac&optimizer=plain&rate=0.1&loss=minimax&penalty={penalty}&weight={weight}"
    trail = page(f"""(() => {{ const table = $table.setTable($settings.read("{link}"));
        for (let turn = 0; turn < 300; turn++) $table.playRound(table);
        return table.trail; }})()""")
    game = dynamics.dirac(losses.minimax(), *([penalties.r1(weight)] if penalty == "r1" else []))
    start = torch.tensor([[1.0, 0.0]], dtype=F64)
    path = dynamics.trajectory(dynamics.alternating(game, 0.1), start, 300)[:, 0]
    assert torch.tensor(trail, dtype=F64) == pytest.approx(path, abs=1e-9)
    distance = math.hypot(*trail[-1])
    assert distance < 0.01 if penalty == "r1" else 0.8 < distance < 1.2


def test_the_clip_holds_most_of_the_critic_at_its_walls(page):
    """Chapter 9, Figure 9.4; a critic whose slope is charged has none of its numbers there."""
    for penalty, least, most in (("clip", 0.8, 1), ("none", 0, 0)):
        link = f"data=two_normals&loss=wasserstein&penalty={penalty}&weight=0.01"
        share = page(f"""(() => {{ const table = $table.setTable($settings.read("{link}"));
            for (let turn = 0; turn < 100; turn++) table.game.moveD();
            return $penalties.shareAtWalls(table.game.D, 0.01); }})()""")
        assert least <= share <= most


# The scripts as one, and the pages that have it.


def test_the_script_holds_every_module_once_and_what_it_needs_before_it():
    script = joined("playground")
    order = re.findall(r"^const \$(\w+) = ", script, re.M)
    assert sorted(order) == sorted(path.stem for path in playground.FOLDER.glob("*.js"))
    for name in order:
        text = (playground.FOLDER / f"{name}.js").read_text(encoding="utf-8")
        needed = re.findall(r'from "\./(\w+)\.js"', text)
        assert all(order.index(other) < order.index(name) for other in needed)
        assert text.count("import {") == len(needed)
    assert not re.search(r"^(import|export) ", script, re.M)


def test_a_small_game_stands_below_its_figure_and_brings_the_script():
    kept = []
    store = lambda data, kind: kept.append((data.decode(), kind)) or "_figures/x.js"
    page = '<p>a</p><figure id="fig-9-4"><img></figure><p>b</p>'
    made = with_scripts(with_small_game(page, "09_wasserstein"), store)
    assert re.search(
        r'</figure><p class="plays">A clipped.*?<div class="live-game" data-small data-settings="data=two_normals&amp;',
        made,
    )
    assert made.endswith('<p>b</p><script defer src="_figures/x.js"></script>')
    assert kept == [(joined("playground"), "text/javascript")]
    assert with_scripts(with_small_game(page, "01_generators"), store) == page
    assert with_scripts(with_small_game(page, "02_the_game"), store) == page, "it has no such figure here"


@pytest.mark.parametrize("name", SMALL)
def test_the_figure_above_a_small_game_is_in_its_chapter(name):
    assert SMALL[name].below in dict(captions(read(NOTEBOOKS / f"{name}.ipynb"))).values()
