"""The site as readers meet it: offline, on a desk and on a phone, by mouse, by keyboard and by ear."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from desk import DESKTOP, PHONE, chapter_names

TEX = re.compile(r"\$\S|\\[a-zA-Z]+[{_^(]|\\(frac|mathbb|log|sim|text|tag|theta|sigma)\b")
READ = """() => { const page = document.querySelector("main").cloneNode(true);
    page.querySelectorAll("pre, code, script").forEach((part) => part.remove()); return page.textContent }"""
PIXELS = """(picture) => { const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth; canvas.height = picture.naturalHeight;
    canvas.getContext("2d").drawImage(picture, 0, 0);
    return canvas.width && canvas.toDataURL() }"""
TOO_WIDE = """() => [...document.querySelectorAll("main *")]
    .filter((part) => !part.closest("pre, svg, .katex-mathml"))
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 1
        || (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === "auto"))
    .map((part) => `${part.tagName}.${part.className}: ${part.textContent.slice(0, 60)}`)"""


def test_a_chapter_opens_from_a_folder_with_every_formula_typeset(window, site, chapter):
    page = window()
    page.goto(f"{site.as_uri()}/{chapter}.html")
    text = page.evaluate(READ)
    assert len(text) > 100
    assert not TEX.search(text), f"left as TeX: {TEX.search(text)}"
    assert page.locator(".katex-error").count() == 0


@pytest.mark.parametrize(("size", "dark"), [(DESKTOP, False), (PHONE, True)], ids=["desk and light", "phone and dark"])
def test_a_chapter_has_no_serious_accessibility_fault(window, address, chapter, size, dark):
    page = window(size, dark)
    page.goto(address(chapter))
    page.wait_for_function("document.fonts.status === 'loaded'")
    heard = {"exclude": [".katex-html"]}  # a formula is heard from its MathML
    found = Axe().run(page, context=heard, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        f"{fault['id']}: {fault['help']}: {node['html'][:200]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"][:3]
    ]
    assert not serious, "\n".join(serious)


def test_on_a_phone_nothing_scrolls_sideways_but_code(window, address, chapter):
    page = window(PHONE)
    page.goto(address(chapter))
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(TOO_WIDE) == []


def search(page, words):
    page.locator("#mdbook-search-toggle").click()
    page.locator("#mdbook-searchbar").press_sequentially(words)
    page.locator("#mdbook-searchresults li a").first.wait_for()
    return [link.get_attribute("href") for link in page.locator("#mdbook-searchresults li a").all()]


def test_search_finds_words_and_words_of_formulas(window, address):
    page = window()
    page.goto(address("02_the_game"))
    in_formulas = page.evaluate("[...document.querySelectorAll('mtext, mi')].map((part) => part.textContent)")
    for word in ["discriminator", *sorted(w for w in set(in_formulas) if re.fullmatch(r"[a-zA-Z]{3,}", w))]:
        page.goto(address("C_references"))
        assert any("02_the_game" in link for link in search(page, word)), f"{word} is not found in chapter 2"


def test_an_interactive_figure_answers_to_the_keyboard(window, address, chapter):
    page = window()
    page.goto(address(chapter))
    for player in page.locator(".player").all():
        picture, words, slider = player.locator("img"), player.locator(".words"), player.locator("input").first
        before, said = picture.evaluate(PIXELS), words.text_content()
        assert picture.get_attribute("alt") == said != ""
        slider.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "([picture, before]) => picture.complete && picture.src !== before", arg=[picture.element_handle(), before]
        )
        assert picture.evaluate(PIXELS) != before, "the slider moved, the picture did not"
        assert words.text_content() == picture.get_attribute("alt") != said
        assert page.url.endswith(f"{chapter}.html"), "an arrow key turned the page"


def test_an_interactive_figure_plays_and_steps(window, address, chapter):
    page = window()
    page.goto(address(chapter))
    for player in page.locator(".player").all():
        slider = player.locator("input").first
        for move in player.locator(".move").all():
            slider.fill("0")
            move.focus()
            page.keyboard.press("Enter")
            page.keyboard.press("ArrowRight")
            assert page.url.endswith(f"{chapter}.html"), "an arrow key turned the page"
            assert slider.get_attribute("aria-valuetext") == move.text_content()
            assert player.locator("output").first.text_content().endswith(move.text_content())
        if player.locator(".play").is_visible():
            slider.fill("0")
            player.locator(".play").click()
            page.wait_for_function(
                "(slider) => +slider.value >= 2 || slider.value === slider.max", arg=slider.element_handle()
            )
            player.locator(".play").click()


def test_the_code_of_every_chapter_folds_at_once_and_stays_so(window, address):
    page = window()
    page.goto(address("02_the_game"))
    unfolded = page.locator("details.input[open]").count()
    page.locator(".fold").focus()
    page.keyboard.press("Enter")
    assert page.locator("details.input[open]").count() == 0 < unfolded
    page.reload()
    assert page.locator("details.input[open]").count() == 0
    page.locator(".fold").click()
    assert page.locator("details.input[open]").count() == unfolded


def test_what_was_read_is_remembered(window, address):
    page = window()
    page.goto(address("02_the_game"))
    button = page.locator(".done button")
    assert button.get_attribute("aria-pressed") == "false"
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    page.goto(address("00_start_here"))
    assert "You have read 1 of" in page.locator(".progress").text_content()
    assert page.locator("#mdbook-sidebar a.read").count() == 1


def test_a_chapter_can_be_reached_from_its_neighbours_and_run(window, address):
    page = window()
    page.goto(address("02_the_game"))
    for way in ("previous", "next"):
        assert page.locator(f".nav-chapters.{way}").first.get_attribute("href").endswith(".html")
    assert "make lab" in page.locator(".run").text_content()
    assert page.locator('.run a[href="02_the_game.ipynb"]').count() == 1


def test_the_site_is_light(window, site, server):
    whole = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    assert whole < 3e6 * len(chapter_names()) + 15e6, "3 MB a chapter, and what they share: fonts, search, scripts"
    page, weights = window(), []
    page.on("response", lambda got: weights.append(len(got.body())))
    page.goto(f"{server}/index.html")
    page.wait_for_load_state("networkidle")
    assert sum(weights) < 1e6


@pytest.mark.parametrize("name", chapter_names())
def test_a_chapters_pictures_are_small(site, name):
    text = (site / f"{name}.html").read_text(encoding="utf-8")
    used = set(re.findall(r"_figures/\w+\.\w+", text))
    assert sum((site / file).stat().st_size for file in used) + len(text.encode()) < 3e6
