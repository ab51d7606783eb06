"""What chapter 18 measures of strings: ways through a token, what each part of ScratchGAN brings, real words, reviews.

    python -m experiments.ch18_sequences.runs counting

In `counting` and `parts` all strings of the language are known, and the writer's law is summed over all that its
symbols can be put together to.
"""

from functools import partial

import torch
from torch import Tensor

from experiments import tasks
from experiments.ch18_sequences.rewriting import ROWS, rewritten
from experiments.ch18_sequences.ways import F64, WAYS, Written, by_likelihood, by_reinforce
from gannotes.data import words
from gannotes.data.languages import Language, counting, walks
from gannotes.games import no_baseline
from gannotes.models.sequence import WholeReader

SAMPLES = 2000
PARTS = {
    "all": {},
    "without the large batch": {"batch_size": 16},
    "without dense rewards": {"reader": WholeReader},
    "without dropout": {"dropout": 0.0},
    "without the baseline": {"baseline": no_baseline},
}


def judged(made: Written, language: Language) -> dict[str, float]:
    """Shares of its strings that are valid, and of the valid ones that it writes; and KL(language || law) in nats."""
    at = language.find(made.write(SAMPLES))
    found = {
        "valid": round((at >= 0).double().mean().item(), 4),
        "covered": round(at[at >= 0].unique().numel() / len(language.weights), 4),
    }
    if made.log_probs is None:
        return found
    missed = language.weights @ (language.weights.log() - made.log_probs(language.strings()))
    return {**found, "KL": round(missed.item(), 4)}


def by_seed(run: tasks.Run, rows: dict, language: Language, rounds: int, seeds: range) -> dict[str, list]:
    rounds = run.rounds(rounds)
    return {
        name: [judged(way(language, seed, rounds), language) for seed in run.seeds(seeds)] for name, way in rows.items()
    }


def ways(run: tasks.Run) -> dict[str, object]:
    """Each way through a token, on the language of five strings among 625; REINFORCE with five seeds more."""
    found = by_seed(run, run.chosen(WAYS), counting(dtype=F64), 150, range(5))
    fresh = by_seed(run, {"REINFORCE": WAYS["REINFORCE"]}, counting(dtype=F64), 150, range(5, 10))
    return {"ways": found, "seeds that nothing was chosen on": fresh["REINFORCE"]}


def parts(run: tasks.Run) -> dict[str, object]:
    """REINFORCE from scratch on walks, 40 strings among 625, with one part taken away at a time."""
    usual = {"batch_size": 128, "dropout": 0.1, "lr": 0.004}
    rows = {name: partial(by_reinforce, **{**usual, **taken}) for name, taken in PARTS.items()}
    rows["likelihood"] = partial(by_likelihood, batch_size=128)
    rows["likelihood, then REINFORCE"] = partial(by_reinforce, **{**usual, "before": run.rounds(200)})
    return {"parts": by_seed(run, run.chosen(rows), walks(5, 4, 0.7, F64), 200, range(5))}


def halves(language: Language, known: float = 0.75) -> tuple[Language, Tensor]:
    """The words that are learnt from, and the rows of the others."""
    order = torch.randperm(len(language.weights), generator=torch.Generator().manual_seed(0))
    cut = int(known * len(order))
    weights = torch.full((cut,), 1 / cut, dtype=F64)
    return Language(language.numbers[order[:cut]], weights, language.words), order[cut:]


def told(made: Written, language: Language, known: Language, others: Tensor) -> dict[str, object]:
    """Of the strings written: known words, words held out, different ones; and the surprise at words held out."""
    x = made.write(SAMPLES)
    at = language.find(x)
    return {
        "known": round((known.find(x) >= 0).double().mean().item(), 4),
        "held out": round(torch.isin(at, others).double().mean().item(), 4),
        "different": round(x.argmax(2).unique(dim=0).shape[0] / SAMPLES, 4),
        "nats for a held-out word": round(-made.log_probs(language.strings()[others]).mean().item(), 3),
        "first": language.text(x[:12]),
    }


def real(run: tasks.Run) -> dict[str, object]:
    """English names and Chinese nouns: a quarter of them is held out."""
    steps, more = run.rounds(250), run.rounds(100)
    rows = {
        "likelihood": partial(by_likelihood, rounds=steps),
        "likelihood, then REINFORCE": partial(by_reinforce, rounds=more, before=steps, dropout=0.1, lr=0.001),
        "REINFORCE": partial(by_reinforce, rounds=steps, batch_size=128, dropout=0.1, lr=0.004),
    }
    found: dict[str, object] = {}
    for name, language in {"names": words.names(F64), "nouns": words.nouns(F64)}.items():
        known, others = halves(language)
        found[name] = {
            row: [told(way(known, seed), language, known, others) for seed in run.seeds(range(5))]
            for row, way in rows.items()
        }
    return found


def style(run: tasks.Run) -> dict[str, object]:
    """Negative to positive reviews by a cycle, in English and Chinese."""
    rounds, rows = run.rounds(400), run.chosen(ROWS)
    return {
        "rows": {name: [rewritten(*row, seed, rounds) for seed in run.seeds(range(5))] for name, row in rows.items()}
    }


TASKS = {"ways": ways, "parts": parts, "real": real, "style": style}

if __name__ == "__main__":
    tasks.main("experiments.ch18_sequences.runs", __doc__, TASKS)
