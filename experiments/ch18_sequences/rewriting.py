"""Negative to positive reviews, without pairs: by a game alone, with a cycle of tokens, or with one of embeddings."""

from functools import partial

import torch
from torch.optim import Adam

from gannotes import games, losses, penalties, train
from gannotes.data import reviews, streams
from gannotes.models import mlp
from gannotes.models.sequence import Rewriter

F64 = torch.float64
CYCLES = {
    "no cycle": {"cycle": 0.0},
    "tokens": {"cycle": 0.0, "extra": games.token_cycle(1.0)},
    "one-hots as embeddings": {"cycle": 10.0},
}
ROWS = {
    f"{language}, {cycle}": (made, terms)
    for language, made in {"English": reviews.english, "Chinese": reviews.chinese}.items()
    for cycle, terms in CYCLES.items()
}


def rewritten(made, terms: dict, seed: int, rounds: int) -> dict[str, object]:
    """Of all 32 negative reviews: those that become positive ones, come back, and become their true partner."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    text = made(F64)
    shape = text.negative.length, len(text.negative.words)
    G, F = (Rewriter(shape[1], shape[0]).to(F64) for _ in range(2))
    D_X, D_Y = (mlp.Discriminator(shape, hidden=(64,)).to(F64) for _ in range(2))
    players = games.cyclegan(
        G,
        F,
        D_X,
        D_Y,
        losses.non_saturating(),
        partial(Adam, lr=0.002, betas=(0.5, 0.99)),
        penalty=penalties.r1(0.1),
        pool=lambda: games.no_pool,
        **terms,
    )
    for _ in train.play(players, streams.fresh_unpaired(text.negative, text.positive, 64, rng), rounds):
        pass
    x = text.negative.strings()
    with torch.no_grad():
        y, back = G(x), F(G(x))
    same = (y * text.partner(x)).sum(dim=2)
    at = text.positive.find(y)
    return {
        "positive": (at >= 0).double().mean().item(),
        "different": at[at >= 0].unique().numel(),
        "back": (text.negative.find(back) == torch.arange(len(x))).double().mean().item(),
        "partner": (text.positive.find(y) == torch.arange(len(x))).double().mean().item(),
        "dish": same[:, 1].mean().item(),
        "judgement": same[:, -1].mean().item(),
        "first": text.positive.text(y[::9][:4]),
    }
