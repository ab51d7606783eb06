"""Chapter 20: what is right, and what is not. What is wrong are the suite's own mutants, too."""

import math
import pkgutil

import torch
from torch.nn.functional import logsigmoid, softplus

from gannotes import games
from gannotes.data import toy
from gannotes.exercises.broken.dealt import deal
from gannotes.exercises.chapter_20 import CASES, LAST
from gannotes.losses import AdversarialLoss
from gannotes.train import Descent

BOOK, CLASS = deal(20), deal(7)


def _usual():
    return AdversarialLoss(
        real=lambda a: -logsigmoid(a), fake=lambda a: -logsigmoid(-a), generator=lambda a: softplus(-a)
    )


def _generators_turn(G, D, loss, latent, optimizer):
    return Descent("G", lambda x: loss.for_generator(D(G(latent(len(x))))), optimizer)


def _discriminators_turn(G, D, loss, latent, optimizer, k=1, penalty=games.no_penalty):
    def for_D(x):
        fake = G(latent(len(x))).detach()
        return penalty(D, x, fake) + loss.for_discriminator(D(x), D(fake))

    return Descent("D", for_D, optimizer, steps=k)


def _two_players(G, D, loss, latent, optimize, k=1, penalty=games.no_penalty):
    for_D, for_G = optimize(D.parameters()), optimize(G.parameters())
    return [_discriminators_turn(G, D, loss, latent, for_D, k, penalty), _generators_turn(G, D, loss, latent, for_G)]


def _steepness(D, x):
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(D(x).sum(), x, create_graph=True)
    return gradient.square().flatten(1).sum(dim=1).sqrt()


def _heaps(modes=8, radius=2.0, std=0.1, dtype=torch.float64):
    angle = torch.linspace(0, 2 * math.pi, modes + 1, dtype=dtype)[1:]
    return toy.mixture(radius * torch.stack([angle.cos(), angle.sin()], dim=1), std)


def _scaled(pictures, labels, dtype=torch.float64):
    return 2 * torch.tensor(pictures).unsqueeze(1).to(dtype) / 255 - 1, torch.tensor(labels).long()


OTHER_WORDS = {
    "a": _generators_turn,
    "b": _usual,
    "c": _discriminators_turn,
    "d": _usual,
    "e": _usual,
    "f": _steepness,
    "g": _steepness,
    "h": _two_players,
    "i": _heaps,
    "j": _scaled,
    "k": lambda loss, real_logits, fake_logits: (
        loss.real(real_logits).sum() / len(real_logits) + loss.fake(fake_logits).mean()
    ),
    "l": lambda self, x: self.stack(x.flatten(1)).flatten(),
}


def fault_of(case):
    return case.faults[0]


def mutant_of(fault):
    """The suite's own, by its file and its name."""
    file, _, name = fault.mutant.partition(".")
    return pkgutil.resolve_name(f"mutants.{file}:{name}").faulty


def _last(case, *letters):
    return case.named(*(letters or [fault.letter for fault in case.faults]))


RIGHT = {
    **{f"20.{n}": [BOOK[n].named(fault_of(BOOK[n]).letter), CLASS[n].named(fault_of(CLASS[n]).letter)] for n in CASES},
    **{
        f"20.{n}.repair": [
            BOOK[n].repaired(fault_of(BOOK[n]).right),
            BOOK[n].repaired(OTHER_WORDS[fault_of(BOOK[n]).letter]),
            CLASS[n].repaired(OTHER_WORDS[fault_of(CLASS[n]).letter]),
        ]
        for n in CASES
    },
    f"20.{LAST}": [_last(BOOK[LAST]), BOOK[LAST].named(*[fault.letter.upper() for fault in BOOK[LAST].faults[::-1]])],
}
WRONG = {
    **{
        f"20.{n}": {
            "a fault that none of them has": BOOK[n].named("n"),
            "another case": BOOK[n % 12 + 1].named(fault_of(BOOK[n % 12 + 1]).letter),
            "a bare letter": fault_of(BOOK[n]).letter,
            "two letters": BOOK[n].named(fault_of(BOOK[n]).letter, "m"),
            "no letter of the list": BOOK[n].named("z"),
        }
        for n in CASES
    },
    **{
        f"20.{n}.repair": {
            "as it was": BOOK[n].repaired(fault_of(BOOK[n]).part),
            "the suite's mutant": BOOK[n].repaired(mutant_of(fault_of(BOOK[n]))),
            "no function": BOOK[n].repaired("b"),
            "one that breaks": BOOK[n].repaired(lambda *_, **__: 1 / 0),
            "another case": BOOK[n % 12 + 1].repaired(fault_of(BOOK[n]).right),
        }
        for n in CASES
    },
    f"20.{LAST}": {
        "the first alone": BOOK[LAST].named("m"),
        "one of two": BOOK[LAST].named("m", "n"),
        "neither": BOOK[LAST].named("n", "o"),
    },
}
