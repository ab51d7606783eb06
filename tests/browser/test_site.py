"""The site as a whole: its search, its ways from page to page, what it remembers, what it weighs."""

import re

from desk import chapter_names

FOUND = "(words) => document.querySelector('#mdbook-searchresults-header').textContent.includes(`'${words}'`)"


def search(page, words):
    """Types words into the open search; the links found."""
    page.locator("#mdbook-searchbar").fill("")
    page.locator("#mdbook-searchbar").press_sequentially(words)
    page.wait_for_function(FOUND, arg=words)
    return [link.get_attribute("href") for link in page.locator("#mdbook-searchresults li a").all()]


def test_search_finds_words_and_words_of_formulas(window, address):
    page = window()
    page.goto(address("02_the_game"))
    in_formulas = page.evaluate("[...document.querySelectorAll('mtext, mi')].map((part) => part.textContent)")
    page.goto(address("C_references"))
    page.locator("#mdbook-search-toggle").click()
    for word in ["discriminator", *sorted(w for w in set(in_formulas) if re.fullmatch(r"[a-zA-Z]{3,}", w))]:
        assert any("02_the_game" in link for link in search(page, word)), f"{word} is not found in chapter 2"


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
    names = chapter_names()
    at = names.index("02_the_game")
    for way, name, words in (("previous", names[at - 1], "Previous: "), ("next", names[at + 1], "Next: ")):
        link = page.locator(f".nav-chapters.{way}").first
        assert link.get_attribute("href") == f"{name}.html"
        title = page.locator(f'#mdbook-sidebar a[href="{name}.html"]').first.text_content()
        assert link.get_attribute("aria-label") == link.get_attribute("title") == f"{words}{title.strip()}"
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
