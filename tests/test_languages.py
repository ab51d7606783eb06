"""Languages whose every string is known: what is sampled, found and called likely is what they say."""

import hashlib
import itertools

import pytest
import scipy.stats
import torch

from gannotes.data import reviews, words
from gannotes.data.languages import Language, counting, walks

F64 = torch.float64
LANGUAGES = {
    "counting": counting(dtype=F64),
    "walks": walks(4, 5, 0.7, F64),
    "english": reviews.english(F64).negative,
    "chinese": reviews.chinese(F64).positive,
    "names": words.names(F64),
    "nouns": words.nouns(F64),
}
EACH = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)


@EACH
def test_samples_come_as_often_as_the_weights_say(language):
    n = 100 * len(language.weights)
    x = language.sample(n, torch.Generator().manual_seed(1))
    counts = torch.bincount(language.find(x), minlength=len(language.weights))
    expected = n * language.weights
    usual = expected >= 5
    seen, wanted = (torch.cat([side[usual], side[~usual].sum()[None] + 1e-9]) for side in (counts, expected))
    assert scipy.stats.chisquare(seen, wanted * seen.sum() / wanted.sum()).pvalue > 0.005


@EACH
def test_each_string_is_found_at_its_row_and_probabilities_sum_to_one(language):
    x = language.strings()
    assert x.shape == (len(language.weights), language.length, len(language.words))
    assert language.find(x).tolist() == list(range(len(x)))
    torch.testing.assert_close(language.probability(x), language.weights)
    assert language.weights.sum().item() == pytest.approx(1)


@pytest.mark.parametrize("name", ["counting", "walks"])
def test_of_all_conceivable_strings_the_rule_picks_the_languages_own(name):
    language = LANGUAGES[name]
    x = language.conceivable()
    symbols = len(language.words)
    assert len(x) == symbols**language.length
    allowed = {1} if name == "counting" else {1, symbols - 1}
    lawful = [{(b - a) % symbols for a, b in itertools.pairwise(row)} <= allowed for row in x.argmax(2).tolist()]
    assert (language.find(x) >= 0).tolist() == lawful
    assert language.probability(x).sum().item() == pytest.approx(1)
    assert language.probability(x)[~torch.tensor(lawful)].max() == 0


def test_a_walk_is_as_likely_as_its_steps_together():
    language = walks(5, 4, 0.7, F64)
    walk = language.written(torch.tensor([[4, 0, 1, 0]]))
    assert language.probability(walk).item() == pytest.approx(0.7 * 0.7 * 0.3 / 5)


def test_walks_need_three_symbols():
    with pytest.raises(ValueError, match="three symbols"):
        walks(2)


def test_a_language_has_each_string_once_and_shares_that_sum_to_one():
    numbers = torch.tensor([[0, 1], [1, 0]])
    for bad, said in ((torch.tensor([0.5, 0.6]), "sum to 1"), (torch.tensor([1.5, -0.5]), "non-negative")):
        with pytest.raises(ValueError, match=said):
            Language(numbers, bad, ("a", "b"))
    with pytest.raises(ValueError, match="twice"):
        Language(numbers[[0, 0]], torch.tensor([0.5, 0.5]), ("a", "b"))


@pytest.mark.parametrize(
    ("made", "one", "partner"),
    [
        (reviews.english(), "the soup was very cold", "the soup was very warm"),
        (reviews.chinese(), "这汤很凉", "这汤很热"),
    ],
)
def test_a_partner_says_the_opposite_of_the_same_dish(made, one, partner):
    x = made.negative.strings()
    said = made.negative.text(x)
    assert len(set(said)) == 32
    assert made.negative.text(made.partner(x))[said.index(one)] == partner
    assert (made.partner(x)[:, :-1] == x[:, :-1]).all()
    assert (made.negative.find(made.partner(x)) == -1).all()
    with pytest.raises(ValueError, match="only a negative review"):
        made.partner(made.positive.strings())


def test_words_are_those_that_the_readme_counts():
    names, nouns = words.names(), words.nouns()
    assert names.text(names.strings())[:2] == ["mary.", "linda"]
    assert nouns.text(nouns.strings())[:2] == ["国家", "地方"]
    assert (len(names.weights), len(nouns.weights), len(nouns.words)) == (400, 224, 61)
    packed = words.WORDS.read_bytes()
    readme = (words.WORDS.parent / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(packed).hexdigest() in readme
    assert f"{len(packed):,} bytes" in readme
