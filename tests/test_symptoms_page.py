"""The page of symptoms: each link leads somewhere, and what people ask in public leads to its entry by its words."""

import math
import re
from collections import Counter
from pathlib import Path

import pytest

from gannotes.site.rules.links import anchors_of

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
PAGE = (NOTEBOOKS / "E_symptoms.md").read_text(encoding="utf-8")
ENTRIES = {part.partition("\n")[0]: part for part in re.split(r"^### ", PAGE, flags=re.M)[1:]}

# A tracker and a number, the question in our words, and how the entry begins to which it should lead.
QUESTIONS = {
    "pytorch-CycleGAN-and-pix2pix 30": ("is my monet2photo training loss what it should be?", "Which loss"),
    "pytorch-CycleGAN-and-pix2pix 31": ("which loss should we monitor, G_A does not fall", "Which loss"),
    "pytorch-CycleGAN-and-pix2pix 158": ("which losses should go down, and which go up, after training", "Which loss"),
    "pytorch-CycleGAN-and-pix2pix 166": ("how do I know that training should stop, without validation", "Which loss"),
    "pytorch-CycleGAN-and-pix2pix 806": ("do the D and G losses converge to some value", "Which loss"),
    "pytorch-CycleGAN-and-pix2pix 1096": ("how do I understand if training is good, by its curves", "Which loss"),
    "SDV 812": (
        "D's loss goes up and down around 0: what do the curves of a table's losses mean",
        "A loss is negative",
    ),
    "pytorch-CycleGAN-and-pix2pix 303": ("the GAN loss keeps increasing while D's is low", "The generator loss keeps"),
    "pytorch-CycleGAN-and-pix2pix 874": ("D's loss is nearly zero, has my system collapsed", "The discriminator loss"),
    "ganhacks 14": ("G's loss keeps increasing, what does it mean", "The generator loss keeps"),
    "ganhacks 29": ("D's loss increases and the generator's goes to 0 at the beginning", "The generator loss goes"),
    "ganhacks 32": ("the generator loss falls steadily: is D fooled by garbage", "The generator loss goes"),
    "ganhacks 36": ("why is a discriminator loss of zero a failure", "The discriminator loss"),
    "ganhacks 40": ("a failure, a loss of zero: go back a few epochs and restart?", "The discriminator loss"),
    "magvit2-pytorch 16": ("the discriminator loss goes to zero early in training", "The discriminator loss"),
    "CTGAN 28": ("negative losses of generator and discriminator, should they not be positive", "A loss is negative"),
    "wavegan 35": ("what do negative values of G's and D's loss mean, Wasserstein", "A loss is negative"),
    "SDV 336": ("the losses explode: D's falls to minus 180 and grows without end", "The critic's loss"),
    "taming-transformers 44": ("reconstruction is ruined when the discriminator starts", "Reconstruction"),
    "taming-transformers 73": ("D inside the tokenizer is not trained: its hinge cost rests at 1", "Reconstruction"),
    "taming-transformers 93": ("confused by the discriminator's hinge loss and the adaptive weight", "Reconstruction"),
    "latent-diffusion 350": ("the reconstruction loss rises when D kicks in", "Reconstruction"),
    "hifi-gan 100": ("the discriminator loss is too small, D may be too strong", "The discriminator loss"),
    "hifi-gan 165": ("obvious harmonics in the sound that is generated", "Checkerboard"),
    "R3GAN 9": ("the penalties make each step slow", "A gradient penalty"),
    "stylegan2-ada-pytorch 25": ("my data set has 2,000 images, and FID stays at 60", "A small data set"),
    "stylegan2-ada-pytorch 255": (
        "does it overfit a data set of 1,000, are samples copies",
        "A small data set",
    ),
    "unet-stylegan2 6": ("mode collapse, every sample the same", "Mode collapse"),
    "pytorch-fid 11": ("is the FID score of this implementation different from the other tool's", "Two FID"),
    "pytorch-fid 14": ("bilinear resize differs between the two FID tools", "Two FID"),
}


def words(text):
    """A text's words without their endings, so that loss and losses are one."""
    return [re.sub(r"(ing|es|s|ed|e)$", "", word) for word in re.findall(r"[a-z0-9]+", text.lower().replace("'s", ""))]


def search(question):
    """The entries, the likeliest first: by the words that they share with the question, rare ones and headings most."""
    bags = {heading: Counter(words(text) + 3 * words(heading)) for heading, text in ENTRIES.items()}
    holding = Counter(word for bag in bags.values() for word in bag)
    worth = {word: math.log(len(bags) / count) for word, count in holding.items()}

    def score(heading):
        bag = bags[heading]
        return sum(worth[w] * bag[w] / (bag[w] + 1.5) for w in set(words(question)) & set(bag))

    return sorted(bags, key=score, reverse=True)


def test_there_are_thirty_questions():
    assert len(QUESTIONS) == 30


@pytest.mark.parametrize("asked", QUESTIONS)
def test_each_public_question_leads_to_its_entry(asked):
    question, entry = QUESTIONS[asked]
    found = search(question)[:2]
    assert any(heading.startswith(entry) for heading in found), f"{question!r} leads to {found}"


def test_a_question_of_something_else_does_not():
    assert not search("blurred pictures in translation")[0].startswith("Two FID")


@pytest.mark.parametrize("heading", ENTRIES)
def test_each_entry_says_what_it_may_be_how_to_tell_and_where_to_read(heading):
    for part in ("it may be", "how to tell", "read"):
        assert part in ENTRIES[heading].lower()


@pytest.mark.parametrize(("text", "target"), re.findall(r"\[([^\]]+)\]\(([^()]*(?:\([^()]*\)[^()]*)*)\)", PAGE))
def test_each_link_leads_to_a_heading(text, target):
    file, _, fragment = target.partition("#")
    assert fragment in anchors_of(NOTEBOOKS / file), f"{text} leads to {target}, where no such heading is"


@pytest.mark.parametrize("chapter", sorted(NOTEBOOKS.glob("[0-9][0-9]_*.md")), ids=lambda path: path.stem)
def test_what_a_chapter_says_of_symptoms_stands_on_the_page_too(chapter):
    _, head, table = chapter.read_text(encoding="utf-8").partition("| you see | it may be | how to tell | read |\n")
    rows = table.split("\n\n")[0].splitlines()[1:] if head else []
    assert [row for row in rows if row not in PAGE] == []
