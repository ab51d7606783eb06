"""Chapter 02: what is right, and what is not."""

import math

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid, softplus

from gannotes.data.toy import normal
from gannotes.divergences import optimal_discriminator


def in_the_books_words(x):
    """By laws in float32."""
    return optimal_discriminator(normal(0.0, 1.0).density(x[:, None]), normal(2.0, 1.0).density(x[:, None]))


def in_algorithm_1(D, G, x, z, optimizer):
    V = logsigmoid(D(x)).mean() + logsigmoid(-D(G(z))).mean()
    optimizer.zero_grad()
    (-V).backward()
    optimizer.step()


def with_labels(D, G, x, z, optimizer):
    """As most programs have it; it clears all gradients, and returns what it paid."""
    D.zero_grad()
    with torch.no_grad():
        fake = G(z)
    paid = [
        binary_cross_entropy_with_logits(D(batch), torch.full((len(batch),), label, dtype=batch.dtype))
        for batch, label in ((x, 1.0), (fake, 0.0))
    ]
    sum(paid).backward()
    optimizer.step()
    return sum(paid).item()


def never_cleared(D, G, x, z, optimizer):
    (softplus(-D(x)).mean() + softplus(D(G(z))).mean()).backward()
    optimizer.step()
    optimizer.zero_grad()


def pooled(D, G, x, z, optimizer):
    optimizer.zero_grad()
    softplus(torch.cat([-D(x), D(G(z))])).mean().backward()
    optimizer.step()


def for_G_as_well(D, G, x, z, optimizer):
    in_algorithm_1(D, G, x, z, optimizer)
    for weight in G.parameters():
        weight.data += weight.grad


def downhill(D, G, x, z, optimizer):
    optimizer.zero_grad()
    (logsigmoid(D(x)).mean() + logsigmoid(-D(G(z))).mean()).backward()
    optimizer.step()


def no_step(D, G, x, z, optimizer):
    optimizer.zero_grad()
    (softplus(-D(x)).mean() + softplus(D(G(z))).mean()).backward()


def layers(*last, hidden=32, bend=nn.ReLU, pixels=36):
    return lambda: nn.Sequential(nn.Linear(8, hidden), bend(), nn.Linear(hidden, pixels), *last)


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner, self.outer = nn.Linear(8, 32), nn.Linear(32, 36)

    def forward(self, z):
        return torch.tanh(self.outer(torch.relu(self.inner(z)))).view(len(z), 1, 6, 6)


class Mixing(Small):
    def forward(self, z):
        return super().forward(z - z.mean(0))


PICTURES = nn.Unflatten(1, (1, 6, 6))
RIGHT = {
    "2.1": [math.log(0.16), -1.8326, -1.83],
    "2.2": [2 / 3, torch.tensor(0.6667), 0.67],
    "2.3": [lambda x: 1 / (1 + torch.exp(2 * x - 2)), lambda x: torch.sigmoid(2 - 2 * x), in_the_books_words],
    "2.4": [
        lambda a: softplus(-a).mean(),
        lambda a: -logsigmoid(a).sum() / len(a),
        lambda a: binary_cross_entropy_with_logits(a, torch.ones(len(a))),  # whose target is in float32
        lambda a: softplus(a.neg_()).mean(),
    ],
    "2.5": [999, 0.999 / 0.001],
    "2.6": ["b", " B "],
    "2.7": [in_algorithm_1, with_labels],
    "2.8": [layers(nn.Tanh(), PICTURES), Small, layers(PICTURES, nn.Tanh())],
}
WRONG = {
    "2.1": {"only the real half": math.log(0.8), "the sign turned": -math.log(0.16), "in bits": math.log2(0.16)},
    "2.2": {"the share of fakes": 1 / 3, "no share at all": 0.5, "real to fake": 2.0},
    "2.3": {
        "the fakes' share": lambda x: torch.sigmoid(2 * x - 2),
        "the middle elsewhere": lambda x: torch.sigmoid(-2 * x),
        "half the slope": lambda x: torch.sigmoid(1 - x),
    },
    "2.4": {
        "minimax": lambda a: -softplus(a).mean(),
        "a sum": lambda a: softplus(-a).sum(),
        "the log of a probability": lambda a: -torch.log(torch.sigmoid(a) + 1e-8).mean(),
        "no gradient": lambda a: torch.tensor(softplus(-a).mean().item(), dtype=a.dtype),
    },
    "2.5": {"D at a hundredth": 99, "turned round": 0.001 / 0.999, "1/D": 1001},
    "2.6": {"a": "a", "c": "c", "no option": "d"},
    "2.7": {
        "gradients of G's turn": never_cleared,
        "one mean over both": pooled,
        "G moved as well": for_G_as_well,
        "down V": downhill,
        "no step": no_step,
        "no function": 3.0,
        "an error": lambda D: None,
    },
    "2.8": {
        "no last bend": layers(PICTURES),
        "a sigmoid": layers(nn.Sigmoid(), PICTURES),
        "rows, not pictures": layers(nn.Tanh()),
        "no bend between": layers(nn.Tanh(), PICTURES, bend=nn.Identity),
        "too few units": layers(nn.Tanh(), PICTURES, hidden=16),
        "samples that meet": Mixing,
        "a network, not what makes one": layers(nn.Tanh(), PICTURES)(),
        "no network": lambda: 3.0,
        "an error": lambda z: z,
    },
}
