"""REINFORCE is the slope of an expectation: held against the exact sum over all strings."""

from functools import partial

import pytest
import torch

from gannotes import games, losses
from gannotes.data import languages, latents
from gannotes.games.reinforce import MovingMean, leave_one_out, no_baseline, probability, returns, surrogate
from gannotes.models.sequence import Reader, Rewriter, WholeReader, Writer

F64 = torch.float64


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def flat(slopes):
    return torch.cat([slope.flatten() for slope in slopes])


def exact(G, x, worth):
    """The slope of the expected worth, summed over every string that there is."""
    return flat(torch.autograd.grad((G.log_probs(x).sum(dim=1).exp() * worth).sum(), list(G.parameters())))


def estimates(G, noise, worth_of, baseline, batch_size):
    """REINFORCE's slope from each batch, as rows; `worth_of` gives rewards (n, spoken)."""
    rows = []
    for dice in noise.split(batch_size):
        written = G(dice).detach()
        gained = returns(worth_of(written), written.shape[1])
        cost = surrogate(G.log_probs(written), gained - baseline(gained))
        rows.append(-flat(torch.autograd.grad(cost, list(G.parameters()))))
    return torch.stack(rows)


def off(rows, truth):
    """How many standard errors the mean is off, weight by weight."""
    return (rows.mean(dim=0) - truth).abs() / (rows.std(dim=0) / len(rows) ** 0.5).clamp(min=1e-12)


CASES = {  # the strings' length, and what each is worth: of the whole, token by token, of the last token alone
    "one token": (1, lambda x: x[:, 0] @ torch.tensor([[0.0], [1], [2]], dtype=F64)),
    "dense": (2, lambda x: x @ torch.tensor([0.0, 1, 3], dtype=F64)),
    "whole": (3, lambda x: (x[:, 0] * x[:, 2]).sum(dim=1, keepdim=True)),
}


@pytest.mark.parametrize(
    ("case", "baseline"), [("one token", no_baseline), ("dense", leave_one_out), ("whole", MovingMean())]
)
def test_the_mean_estimate_is_the_exact_slope(case, baseline):
    length, worth = CASES[case]
    torch.manual_seed(2)
    G = Writer(3, width=2).to(F64)
    x = languages.counting(3, length, F64).conceivable()
    noise = latents.gumbel(length, 3, rng(), F64)(4 * 250)
    truth = exact(G, x, worth(x).sum(dim=1))
    rows = estimates(G, noise, worth, baseline, batch_size=4)
    assert truth.abs().max() > 0.05
    assert off(rows, truth).max() < 4


def test_a_baseline_that_sees_the_token_biases():
    """The batch's own mean makes (n - 1)/n of the slope; a baseline equal to the return leaves nothing."""
    length, worth = CASES["dense"]
    torch.manual_seed(2)
    G = Writer(3, width=2).to(F64)
    x = languages.counting(3, length, F64).conceivable()
    noise = latents.gumbel(length, 3, rng(), F64)(2 * 400)
    truth = exact(G, x, worth(x).sum(dim=1))
    own_mean = estimates(G, noise, worth, lambda gained: gained.mean(dim=0), batch_size=2)
    assert off(own_mean, truth).max() > 4
    assert off(own_mean, truth / 2).max() < 4
    assert estimates(G, noise[:8], worth, lambda gained: gained, batch_size=4).abs().max() == 0


def test_a_baseline_takes_variance_away():
    length, worth = CASES["dense"]
    torch.manual_seed(2)
    G = Writer(3, width=2).to(F64)
    noise = latents.gumbel(length, 3, rng(), F64)(16 * 60)
    far = lambda x: worth(x) + 10
    bare, held = (estimates(G, noise, far, b, 16).var(dim=0).sum() for b in (no_baseline, leave_one_out))
    assert bare > 20 * held


def test_a_token_is_credited_with_what_comes_later_and_not_with_what_came_before():
    rewards = torch.tensor([[1.0, 2, 4]])
    assert returns(rewards, 3).tolist() == [[7, 6, 4]]
    assert returns(rewards, 3, discount=0.5).tolist() == [[3, 4, 4]]
    assert returns(rewards[:, :1], 3, discount=0.5).tolist() == [[0.25, 0.5, 1]]
    with pytest.raises(ValueError, match="each of the 2 tokens, but it gave 3"):
        returns(rewards, 2)


def test_others_have_a_mean_without_the_own_one():
    gained = torch.tensor([[1.0, 0], [3, 2], [8, 4]])
    assert leave_one_out(gained).tolist() == [[5.5, 3], [4.5, 2], [2, 1]]
    with pytest.raises(ValueError, match="two strings at least"):
        leave_one_out(gained[:1])


def test_a_moving_mean_knows_only_the_rounds_before():
    mean = MovingMean(decay=0.75)
    assert mean(torch.full((2, 2), 8.0)).tolist() == [[0, 0], [0, 0]]
    assert mean(torch.full((2, 2), 8.0)).unique().tolist() == [2]
    other = MovingMean(decay=0.75)
    other.load_state_dict(mean.state_dict())
    assert other(torch.zeros(1, 1)).item() == 3.5


def test_a_reward_is_two_d_minus_one():
    assert probability(torch.tensor([0.0])).item() == 0
    assert probability(torch.tensor([3.0]).log()).item() == pytest.approx(0.5)


def test_what_a_writer_writes_is_as_frequent_as_it_says():
    torch.manual_seed(0)
    G = Writer(3, width=4).to(F64)
    with torch.no_grad():
        for weight in G.parameters():
            weight *= 3
        law = languages.counting(3, 2, F64)
        x, n = law.conceivable(), 20_000
        written = G(latents.gumbel(2, 3, rng(), F64)(n))
        counts = (written.flatten(1) @ x.flatten(1).T == 2).sum(dim=0)
        expected = n * G.log_probs(x).sum(dim=1).exp()
    assert counts.sum() == n
    assert ((counts - expected) ** 2 / expected).sum() < 26  # chi-squared with 8 degrees: once in 1,000
    assert expected.std() > 500


def test_cold_logits_sharpen_each_step_of_the_law():
    torch.manual_seed(0)
    G = Writer(3, width=4).to(F64)
    x = languages.counting(3, 2, F64).conceivable()
    warm, cold = (G.log_probs(x, temperature).sum(dim=1).exp() for temperature in (1.0, 0.1))
    assert cold.sum().item() == pytest.approx(1)
    assert cold.max() > warm.max() + 0.1
    last = G.logits(x)[:, 1] / 0.1
    torch.testing.assert_close(G.log_probs(x, 0.1)[:, 1], (x[:, 1] * last.log_softmax(1)).sum(1))


def test_a_reader_judges_beginnings_by_what_has_been_read():
    torch.manual_seed(0)
    D = Reader(3, width=4).to(F64)
    x = languages.counting(3, 3, F64).strings()[[0, 0]]
    x[1, 2] = x[1, 1]
    one, other = D(x).unflatten(0, (2, 3))
    torch.testing.assert_close(one[:2], other[:2])
    assert (one[2] - other[2]).abs() > 1e-3
    whole = WholeReader(3, width=4).to(F64)
    whole.load_state_dict(D.state_dict())
    torch.testing.assert_close(whole(x), torch.stack([one[2], other[2]]))


def test_a_network_that_cannot_say_how_likely_its_tokens_were_is_refused():
    with pytest.raises(ValueError, match="log_probs"):
        games.reinforce(
            torch.nn.Linear(2, 2), Reader(2), losses.hinge(), latents.gumbel(2, 2), partial(torch.optim.Adam)
        )


def test_the_cycle_of_tokens_is_the_surprise_at_what_comes_back():
    """G writes the likeliest tokens; what F then thinks of x, and G of y, is a cross-entropy in nats a token."""
    torch.manual_seed(0)
    G, F = Rewriter(3, 2, width=4).to(F64), Rewriter(3, 2, width=4).to(F64)
    x, y = (languages.counting(3, 2, F64).conceivable()[rows] for rows in ([0, 5], [3, 7]))
    paid = games.token_cycle(2.0)(G, F, x, y)
    there = torch.nn.functional.one_hot(G.logits(x).argmax(2), 3).to(F64)
    back = torch.nn.functional.one_hot(F.logits(y).argmax(2), 3).to(F64)
    ce = lambda net, read, wanted: torch.nn.functional.cross_entropy(
        net.logits(read).flatten(0, 1), wanted.argmax(2).flatten()
    )
    torch.testing.assert_close(paid, 2 * (ce(F, there, x) + ce(G, back, y)))
    assert torch.equal(G(x), there)
    slopes = torch.autograd.grad(ce(F, G(x), x), list(G.parameters()))
    assert max(slope.abs().max() for slope in slopes) > 1e-3, "a slope comes back through the tokens"
