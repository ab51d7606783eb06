"""Small languages whose every string is known, with its probability: so what a generator writes can be judged.

A string is a tensor (length, symbols) of one-hots.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor
from torch.nn.functional import one_hot

Strings = Float[Tensor, "n length symbols"]


@dataclass(frozen=True)
class Language:
    """All its strings, as numbers of symbols, and the probability of each; dtype and device are the weights'."""

    numbers: Int[Tensor, "m length"]
    weights: Float[Tensor, "m"]
    words: tuple[str, ...]  # what the symbols are written as
    between: str = ""  # and what stands between them

    def __post_init__(self):
        if (self.weights < 0).any() or abs(self.weights.sum().item() - 1) > 1e-5:
            raise ValueError(f"the weights must be non-negative and sum to 1, got a sum of {self.weights.sum().item()}")
        if len(self.numbers.unique(dim=0)) < len(self.numbers):
            raise ValueError("a string stands twice in the language: give it once, with the sum of its weights")

    @property
    def length(self) -> int:
        return self.numbers.shape[1]

    def written(self, numbers: Int[Tensor, "n length"]) -> Strings:
        return one_hot(numbers, len(self.words)).to(self.weights.dtype)

    def strings(self) -> Strings:
        """Each string of the language once."""
        return self.written(self.numbers)

    def conceivable(self) -> Strings:
        """Each string that its symbols can be put together to, most of them wrong."""
        symbols = torch.arange(len(self.words), device=self.numbers.device)
        return self.written(torch.cartesian_prod(*[symbols] * self.length).view(-1, self.length))

    def sample(self, n: int, generator: Generator | None = None) -> Strings:
        return self.written(self.numbers[self.weights.multinomial(n, replacement=True, generator=generator)])

    def find(self, x: Strings) -> Int[Tensor, "n"]:
        """Each string's row in `numbers`, or -1 if it is none of the language's. A relaxed token counts as its peak."""
        places = len(self.words) ** torch.arange(self.length, device=x.device)
        known, order = (self.numbers * places).sum(dim=1).sort()
        asked = (x.argmax(dim=2) * places).sum(dim=1)
        at = torch.searchsorted(known, asked).clamp(max=len(known) - 1)
        return torch.where(known[at] == asked, order[at], -1)

    def probability(self, x: Strings) -> Float[Tensor, "n"]:
        """0 for what is no string of the language."""
        at = self.find(x)
        return torch.where(at >= 0, self.weights[at.clamp(min=0)], 0.0)

    def text(self, x: Strings) -> list[str]:
        return [self.between.join(self.words[number] for number in row) for row in x.argmax(dim=2).tolist()]


def evenly(numbers: Int[Tensor, "m length"], words: Sequence[str], dtype: torch.dtype, between: str = "") -> Language:
    """All strings equally likely."""
    return Language(numbers, torch.full((len(numbers),), 1 / len(numbers), dtype=dtype), tuple(words), between)


def counting(symbols: int = 5, length: int = 4, dtype: torch.dtype = torch.float32) -> Language:
    """Each symbol is the one before plus one, in a circle: as many strings as symbols, all equally likely."""
    numbers = (torch.arange(symbols)[:, None] + torch.arange(length)) % symbols
    return evenly(numbers, [str(symbol) for symbol in range(symbols)], dtype)


def walks(symbols: int = 5, length: int = 6, up: float = 0.5, dtype: torch.dtype = torch.float32) -> Language:
    """Each symbol is the one before plus one, with probability `up`, or minus one, in a circle."""
    if symbols < 3:
        raise ValueError(f"plus one and minus one differ only among three symbols or more, got {symbols}")
    starts = torch.arange(symbols)[:, None]
    signs = torch.cartesian_prod(*[torch.tensor([1, -1])] * (length - 1)).view(-1, length - 1)
    steps = torch.cat([torch.zeros(len(signs), 1, dtype=torch.long), signs.cumsum(dim=1)], dim=1)
    ups = (signs > 0).sum(dim=1).to(dtype)
    weights = up**ups * (1 - up) ** (length - 1 - ups) / symbols
    numbers = ((starts[:, None] + steps) % symbols).flatten(0, 1)
    return Language(numbers, weights.repeat(symbols), tuple(str(symbol) for symbol in range(symbols)))
