"""45 runs that the rules and thresholds of gannotes.diagnose were found on."""

from collections.abc import Iterator

from experiments.ch06_when_it_fails.cases import CALM, MEMORY, R1, Case, adam, sgd
from experiments.ch06_when_it_fails.networks import Mover, first_axis, linear, no_sign


def designed() -> Iterator[Case]:
    """45 runs; the rules and thresholds of gannotes.diagnose were found on these."""
    for seed in (0, 1, 2):
        goes = {"made": "healthy", "seed": seed, "fading": True}
        yield Case(law="normal", penalty=R1(0.05), rounds=1500, **goes)
        yield Case(law="two hills", penalty=R1(0.05), rounds=1500, **goes)
        yield Case(law="ring of 8", penalty=R1(0.1), rounds=2500, **goes)
        goes = {"made": "saturated", "seed": seed, "loss": "minimax", "for_G": sgd(0.05), "turns_of_D": 3, "ahead": 500}
        yield Case(law="normal", for_D=sgd(0.05), away=6.0, rounds=300, **goes)
        yield Case(law="two hills", away=8.0, rounds=300, **goes)
        yield Case(law="ring of 8", away=5.0, rounds=300, **goes)
        goes = {"made": "collapsed", "seed": seed, "rounds": 300}
        yield Case(law="two hills", turns_of_G=10, loss="minimax", **goes)
        yield Case(law="ring of 8", turns_of_G=20, **goes)
        yield Case(law="two hills", for_D=sgd(0.0), ahead=300, **goes)
        goes = {"made": "oscillating", "seed": seed}
        yield Case(law="sharp ring of 8", rounds=1500, **MEMORY, **goes)
        yield Case(
            law="normal", G=Mover, D=linear, loss="wasserstein", for_G=sgd(0.05), for_D=sgd(0.05), rounds=600, **goes
        )
        yield Case(law="normal", loss="wasserstein", for_G=adam(1e-3, 0.5), for_D=adam(1e-3, 0.5), **goes)
        goes = {"made": "D too weak", "seed": seed}
        yield Case(law="two hills", D=linear, penalty=R1(1.0), for_G=adam(3e-4), for_D=adam(3e-4), fading=True, **goes)
        yield Case(law="two hills", D=no_sign, penalty=R1(0.1), fading=True, **goes)
        yield Case(law="ring of 8", D=first_axis, **CALM, **goes)
