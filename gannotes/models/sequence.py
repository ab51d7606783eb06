"""Strings of tokens: a generator that writes one token after another, and discriminators that read along.

A string is a tensor (length, symbols) of one-hots; a relaxed one lies between them, and passes through the same layers.
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gannotes.models.mlp import Generator as Mlp
from gannotes.models.tokens import Pick, gumbel_max, straight_through

Strings = Float[Tensor, "n length symbols"]
STRAIGHT = straight_through()


class Writer(nn.Module):
    """An autoregressive generator: Gumbel noise (n, length, symbols) -> strings, each token picked given those before.

    With `gumbel_max` the strings are samples of the law that `log_probs` gives; other picks relax them.
    """

    reach = (0.0, 1.0)  # of one-hots, and of what lies between them

    def __init__(self, symbols: int, width: int = 32, pick: Pick = gumbel_max):
        super().__init__()
        self.memory = nn.GRU(symbols, width, batch_first=True)
        self.out = nn.Linear(width, symbols)
        self.pick = pick

    def forward(self, gumbel: Strings) -> Strings:
        token, state, written = torch.zeros_like(gumbel[:, 0]), None, []
        for noise in gumbel.unbind(dim=1):
            seen, state = self.memory(token[:, None], state)
            token = self.pick(self.out(seen[:, 0]), noise)
            written.append(token)
        return torch.stack(written, dim=1)

    def logits(self, x: Strings) -> Strings:
        """Of each token, given the tokens of x before it (teacher forcing)."""
        before = torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], dim=1)
        return self.out(self.memory(before)[0])

    def log_probs(self, x: Strings, temperature: float = 1.0) -> Float[Tensor, "n length"]:
        """log p of each token given those before, in nats: their sum is the string's. A low temperature sharpens."""
        return (x * (self.logits(x) / temperature).log_softmax(dim=-1)).sum(dim=-1)


class Reader(nn.Module):
    """A discriminator with a logit for each beginning of a string, flattened to (n * length,): dense rewards."""

    def __init__(self, symbols: int, width: int = 32, dropout: float = 0.0):
        super().__init__()
        self.memory = nn.GRU(symbols, width, batch_first=True)
        self.out = nn.Sequential(nn.Dropout(dropout), nn.Linear(width, 1))

    def beginnings(self, x: Strings) -> Float[Tensor, "n length"]:
        return self.out(self.memory(x)[0]).squeeze(2)

    def forward(self, x: Strings) -> Float[Tensor, "n_length"]:
        return self.beginnings(x).flatten()


class WholeReader(Reader):
    """The same network, but it speaks only when the string has ended: one logit each, of shape (n,)."""

    def forward(self, x: Strings) -> Float[Tensor, "n"]:
        return self.beginnings(x)[:, -1]


class Rewriter(nn.Module):
    """String -> string of the same length: for each place, the likeliest token, given all that was read.

    It throws no dice. With `straight_through` a string of true tokens is written, and a slope comes back.
    """

    def __init__(self, symbols: int, length: int, width: int = 64, pick: Pick = STRAIGHT):
        super().__init__()
        self.body = Mlp(length * symbols, (length, symbols), hidden=(width,))
        self.pick = pick

    def logits(self, x: Strings) -> Strings:
        return self.body(x.flatten(1))

    def forward(self, x: Strings) -> Strings:
        logits = self.logits(x)
        return self.pick(logits, torch.zeros_like(logits))
