"""Each chapter as a deck: one file, offline, and no slide that runs off the screen."""

import re

import pytest
from desk import ROOT

from gannotes.site import slides

SCREEN = {"width": 1280, "height": 720}
OVERFLOW = """() => { const bench = Object.assign(document.createElement("div"), { className: "bench" });
    document.body.append(bench);
    const found = [...document.querySelectorAll(".slides section section > .leaf")].map((leaf, at) => {
        const place = leaf.parentNode, next = leaf.nextSibling;
        bench.append(leaf);
        const parts = [...leaf.querySelectorAll("*")].filter((part) => !part.closest(".katex-mathml, svg"));
        const right = Math.max(...parts.map((part) => part.getBoundingClientRect().right));
        const size = [at + 1, leaf.offsetHeight, Math.round(right), leaf.textContent.trim().slice(0, 60)];
        place.insertBefore(leaf, next);
        return size;
    }).filter(([at, height, width]) => height > 720 || width > 1280);
    bench.remove();
    return found }"""


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    slides.write(folder, slides.chosen([]))
    return folder


@pytest.fixture(scope="module", params=[path.stem for path in sorted((ROOT / "notebooks").glob("[0-9A-Z]*.ipynb"))])
def deck(request, decks, window_for_all):
    """One deck, opened once for all its tests: each puts back what it moved."""
    page = window_for_all(SCREEN)
    page.goto((decks / f"{request.param}.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    yield page
    page.context.close()


def test_no_slide_overflows(deck):
    found = deck.evaluate(OVERFLOW)
    assert not found, "\n".join(f"slide {at} is {width} x {height}: {text}" for at, height, width, text in found)


def test_keys_lead_through_every_slide(deck):
    seen = {deck.evaluate("Reveal.getSlidePastCount()")}
    for _ in range(deck.evaluate("Reveal.getTotalSlides() + document.querySelectorAll('.fragment').length")):
        deck.keyboard.press("Space")
        seen.add(deck.evaluate("Reveal.getSlidePastCount()"))
    assert len(seen) == deck.evaluate("Reveal.getTotalSlides()")


SMALL = """() => { const bench = Object.assign(document.createElement("div"), { className: "leaf" });
    document.body.append(bench);
    const found = [...document.querySelectorAll(".slides img.figure")].filter((picture) => {
        const place = picture.parentNode, next = picture.nextSibling;
        bench.append(picture);
        const scale = picture.offsetWidth / picture.naturalWidth;
        place.insertBefore(picture, next);
        return scale < 0.65 }).map((picture) => picture.alt);
    bench.remove();
    return found }"""


def test_figures_are_large_enough_for_the_back_of_the_room(deck):
    """Text of 12 points is 24 pixels high in the file, and at this scale 16 of a slide's 720."""
    assert deck.evaluate(SMALL) == []


def test_a_deck_is_one_file(decks):
    for file in decks.glob("*.html"):
        page = re.sub(r"(?s)<script>.*</script>", "", file.read_text(encoding="utf-8"))
        asked = re.findall(r'(?:src="(?!data:)|href="(?!https:|#))([^"]*)"', page)
        assert not asked, f"{file.name} needs {asked}"
