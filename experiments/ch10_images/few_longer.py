"""The games on 256 faces of `few`, played on to three times as many rounds, with the changes and without them.

    python -m experiments.ch10_images.few_longer        six minutes of one core

The first seed's, so that the first third is that of `few`; measured in the same way. Writes few_longer.json.
"""

from functools import partial

from experiments import tasks
from experiments.ch10_images.few import FEW, MANY, ROWS, SETTINGS, UNSEEN, Judge, played
from gannotes.data import faces
from gannotes.models.classifier import in_batches
from gannotes.models.eyes import pixel_face_eye

ROUNDS = 3 * SETTINGS.rounds


def few_longer(run: tasks.Run) -> dict[str, object]:
    of = faces.pixel_faces().scaled()
    look, n = partial(in_batches, pixel_face_eye().features), run.samples(UNSEEN)
    judge = Judge(look, of[: run.samples(FEW)], of[MANY : MANY + n])
    (seed,) = run.seeds([0])
    chosen = run.chosen({name: row for name, row in ROWS.items() if name in ("256 faces", "256 faces, changed")})
    return {
        "runs": {name: {str(seed): played(row, of, judge, seed, run.rounds(ROUNDS))[0]} for name, row in chosen.items()}
    }


TASKS = {"few_longer": few_longer}

if __name__ == "__main__":
    tasks.main(__spec__.name, __doc__, TASKS)
