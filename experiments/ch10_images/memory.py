"""Adam's two memories, each by itself: DCGAN's rules at four pairs of beta1 and beta2, three seeds each.

    python -m experiments.ch10_images.memory        two minutes of one core

writes memory.json. The games and the distances are those of `runs rules`: 500 rounds, all rules.
"""

from dataclasses import replace

from experiments import tasks
from experiments.ch10_images.game import PAPER
from experiments.ch10_images.runs import first_digits, history
from experiments.judging import Judge

PAIRS = {f"{beta1}, {beta2}": (beta1, beta2) for beta2 in (0.999, 0.99) for beta1 in (0.5, 0.0)}


def memory(run: tasks.Run) -> dict[str, object]:
    real, found, rounds = first_digits(), {}, run.rounds(500)
    judge = Judge(real)
    for name, betas in run.chosen(PAIRS).items():
        settings = replace(PAPER, betas=betas)
        seeds = run.seeds(range(3))
        found[name] = {str(seed): history(settings, judge, real, seed, rounds, looks=1)[0] for seed in seeds}
        print(name, [one["frechet"] for one in found[name].values()], flush=True)
    return {"runs": found}


TASKS = {"memory": memory}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
