"""45 runs that gannotes.diagnose was tried on: other data and seeds, mostly other losses and optimisers."""

from collections.abc import Iterator
from functools import partial

from experiments.ch06_when_it_fails.cases import CALM, MEMORY, R1, Case, adam, sgd
from experiments.ch06_when_it_fails.networks import Mover, first_axis, linear, middle_only, no_direction, no_sign
from gannotes import penalties


def tried() -> Iterator[Case]:
    """45 runs on other data, with other seeds, mostly with other losses and optimisers."""
    goes = {"made": "healthy", "fading": True}
    yield Case(law="three hills", seed=100, loss="hinge", penalty=R1(0.05), rounds=2000, **goes)
    yield Case(law="narrow normal", seed=101, loss="minimax", penalty=R1(0.05), rounds=1500, **goes)
    yield Case(law="uneven hills", seed=102, loss="least_squares", penalty=R1(0.05), rounds=2000, **goes)
    yield Case(law="blob", seed=103, loss="hinge", penalty=R1(0.05), rounds=1500, **goes)
    yield Case(law="ring of 6", seed=104, penalty=R1(0.1), rounds=2500, **goes)
    yield Case(
        law="ring of 6", seed=105, loss="wasserstein", penalty=penalties.wgan_gp(1.0), turns_of_D=3, rounds=1500, **goes
    )
    yield Case(law="grid of 9", seed=106, penalty=R1(0.1), rounds=3000, **goes)
    yield Case(law="grid of 25", seed=107, penalty=R1(0.05), rounds=4000, **goes)
    yield Case(law="spiral", seed=108, loss="minimax", penalty=R1(0.1), rounds=3000, **goes)
    goes = {"made": "saturated", "loss": "minimax", "turns_of_D": 3, "rounds": 300}
    yield Case(law="three hills", seed=110, for_G=sgd(0.05), ahead=500, away=9.0, **goes)
    yield Case(law="narrow normal", seed=111, for_G=sgd(0.02, 0.5), ahead=500, away=5.0, **goes)
    yield Case(law="uneven hills", seed=112, for_G=sgd(0.05), for_D=adam(1e-3, 0.5), ahead=800, away=7.0, **goes)
    yield Case(law="blob", seed=113, for_G=sgd(0.05), for_D=sgd(0.05, 0.5), ahead=500, away=5.0, **goes)
    yield Case(law="ring of 6", seed=114, for_G=sgd(0.1), for_D=adam(1e-3, 0.5), ahead=1000, away=4.0, **goes)
    yield Case(law="grid of 9", seed=115, for_G=sgd(0.02), ahead=500, away=7.0, **goes)
    yield Case(law="grid of 25", seed=116, for_G=sgd(0.01, 0.9), ahead=500, away=10.0, **goes)
    yield Case(law="spiral", seed=117, for_G=sgd(0.05), ahead=500, away=5.0, **goes)
    yield Case(law="spiral", seed=118, for_G=sgd(0.05, 0.5), for_D=adam(2e-3), ahead=800, away=-5.0, **goes)
    goes = {"made": "collapsed", "rounds": 300}
    yield Case(law="three hills", seed=120, turns_of_G=30, **goes)
    yield Case(law="uneven hills", seed=121, loss="hinge", turns_of_G=15, **goes)
    yield Case(law="narrow normal", seed=122, loss="minimax", turns_of_G=25, **goes)
    yield Case(law="blob", seed=123, turns_of_G=25, **goes)
    yield Case(law="ring of 6", seed=124, loss="least_squares", turns_of_G=20, **goes)
    yield Case(law="ring of 6", seed=125, for_D=sgd(0.0), ahead=500, **goes)
    yield Case(law="grid of 9", seed=126, loss="minimax", turns_of_G=20, **goes)
    yield Case(law="grid of 25", seed=127, turns_of_G=30, **goes)
    yield Case(law="spiral", seed=128, loss="hinge", turns_of_G=20, **goes)
    goes = {"made": "oscillating"}
    yield Case(
        law="blob",
        seed=130,
        G=Mover,
        D=linear,
        loss="wasserstein",
        for_G=sgd(0.05),
        for_D=sgd(0.05),
        rounds=600,
        **goes,
    )
    yield Case(
        law="narrow normal",
        seed=131,
        G=partial(Mover, std=0.5),
        D=linear,
        loss="wasserstein",
        for_G=sgd(0.1),
        for_D=sgd(0.1),
        rounds=400,
        **goes,
    )
    yield Case(law="three hills", seed=132, loss="wasserstein", for_G=adam(1e-3, 0.5), for_D=adam(1e-3, 0.5), **goes)
    yield Case(law="blob", seed=133, loss="wasserstein", for_G=adam(1e-3, 0.5), for_D=adam(1e-3, 0.5), **goes)
    yield Case(law="ring of 6", seed=134, loss="minimax", rounds=1500, **MEMORY, **goes)
    yield Case(law="ring of 6", seed=135, for_D=adam(1e-4), **goes)
    yield Case(law="grid of 9", seed=136, rounds=1500, **MEMORY, **goes)
    yield Case(
        law="grid of 25", seed=137, for_G=adam(2e-3, 0.9, 0.999), for_D=adam(5e-4, 0.9, 0.999), rounds=1500, **goes
    )
    yield Case(law="spiral", seed=138, loss="hinge", rounds=1500, **MEMORY, **goes)
    goes = {"made": "D too weak"}
    yield Case(law="three hills", seed=140, D=no_sign, penalty=R1(0.1), fading=True, **goes)
    yield Case(law="uneven hills", seed=141, D=no_sign, loss="hinge", penalty=R1(0.1), fading=True, **goes)
    yield Case(law="three hills", seed=142, D=middle_only, penalty=R1(0.1), fading=True, **goes)
    yield Case(law="ring of 6", seed=143, D=first_axis, **CALM, **goes)
    yield Case(law="ring of 6", seed=144, D=no_sign, loss="minimax", **CALM, **goes)
    yield Case(law="grid of 9", seed=145, D=first_axis, loss="least_squares", **CALM, **goes)
    yield Case(law="grid of 25", seed=146, D=no_sign, **CALM, **goes)
    yield Case(law="spiral", seed=147, D=first_axis, **CALM, **goes)
    yield Case(law="blob", seed=148, D=no_direction, loss="minimax", **CALM, **goes)
