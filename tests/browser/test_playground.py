"""The game that trains in the page: it is the package's, and it answers to mouse and keyboard."""

import json
import re

import numpy
import played_twice
import pytest
from axe_playwright_python.sync_playwright import Axe
from desk import PHONE, chapter_names

from gannotes.site.playground import SMALL

TABLE = "document.querySelector('.live-game').game.table()"


@pytest.fixture(scope="module")
def page(window_for_all, address):
    page = window_for_all()
    page.goto(address("playground"))
    yield page
    page.context.close()


def said(page):
    return page.locator(".live-game .said").text_content()


def test_in_the_browser_too_the_rounds_are_the_packages(page):
    name = "R1, k = 2"
    made = page.evaluate("(code) => (0, eval)(code)", played_twice.SCRIPT + played_twice.in_javascript(name))
    made, package = json.loads(made), played_twice.by_the_package(name)
    for what in ("G", "D", "paid"):
        assert numpy.array(made[what]) == pytest.approx(numpy.array(package[what]), rel=0, abs=1e-6)


def test_R1_stops_the_turning(page):
    """From a button in the prose, by the button that plays."""
    distances = {}
    for words in ("without a penalty", "with R1"):
        page.get_by_role("button", name=words, exact=True).click()
        page.get_by_label("speed").select_option("100000")
        page.get_by_role("button", name="play", exact=True).click()
        page.wait_for_function(f"{TABLE}.rounds > 250")
        page.get_by_role("button", name="pause", exact=True).click()
        distances[words] = numpy.hypot(*page.evaluate(f"{TABLE}.trail.at(-1)"))
    assert distances["with R1"] < 0.01
    assert 0.8 < distances["without a penalty"] < 1.2
    assert "G says" in said(page)


def test_each_player_moves_by_itself_and_by_keyboard(page):
    page.evaluate("location.hash = '#data=two_normals'")
    page.wait_for_function(f"{TABLE}.law.means.length === 2")
    weights = (
        f"(() => {{ const {{ G, D }} = {TABLE}.game; return [G, D].map((player) => player.layers[0].weight[0]); }})()"
    )
    before = page.evaluate(weights)
    page.get_by_role("button", name="step D", exact=True).focus()
    page.keyboard.press("Enter")
    after_D = page.evaluate(weights)
    assert after_D[0] == before[0]
    assert after_D[1] != before[1]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    after_G = page.evaluate(weights)
    assert after_G[0] != before[0]
    assert after_G[1] == after_D[1]
    assert said(page).startswith("Round 1.")


def test_a_chosen_setting_is_played_and_stands_in_the_link(page, window, address):
    page.evaluate("location.hash = '#data=ring'")
    page.wait_for_function(f"{TABLE}.law.means.length === 8")
    page.get_by_label("penalty").select_option("spectral")
    page.get_by_label("k, D's steps a round").fill("0")
    page.get_by_label("k, D's steps a round").blur()
    assert page.get_by_label("k, D's steps a round").input_value() == "1", "k = 0 is no game"
    page.get_by_label("seed").fill("7")
    page.get_by_label("seed").blur()
    link = page.locator(".share a").get_attribute("href")
    other = window()
    other.goto(address("playground") + link)
    assert other.evaluate(f"{TABLE}.settings") == page.evaluate(f"{TABLE}.settings")
    assert other.get_by_label("penalty").input_value() == "spectral"
    for each in (page, other):
        each.get_by_role("button", name="step D", exact=True).click()
    first = f"[...{TABLE}.game.D.layers[1].weight]"
    assert page.evaluate(first) == other.evaluate(first), "one link, one game"


def test_points_are_put_by_keyboard_and_by_mouse_and_a_letter_opens_no_search(page, address):
    page.get_by_label("data").select_option("own")
    field = page.locator("canvas.field")
    field.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Enter", "ArrowLeft", "Enter", "Backspace", "s"):
        page.keyboard.press(key)
    assert page.evaluate(f"{TABLE}.law.means") == [[0.4, 0.2]]
    box = field.bounding_box()
    field.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    assert page.evaluate(f"{TABLE}.law.means")[1] == pytest.approx([0, 0], abs=0.06)
    assert "points=0.4,0.2;" in page.locator(".share a").get_attribute("href")
    assert page.url.startswith(address("playground"))
    assert not page.locator("#mdbook-searchbar").is_visible()
    found = Axe().run(page, context=".live-game", options={"resultTypes": ["violations"]}).response["violations"]
    assert [fault["id"] for fault in found] == []


def test_a_game_that_runs_away_says_so_and_stops(page):
    page.evaluate("location.hash = '#data=dirac&loss=minimax&optimizer=plain&rate=1&penalty=r1&weight=100'")
    page.wait_for_function(f"{TABLE}.settings.weight === 100")
    page.get_by_role("button", name="play", exact=True).click()
    page.wait_for_function("document.querySelector('.said').textContent.includes('run away')")
    assert page.get_by_role("button", name="play", exact=True).count() == 1


@pytest.mark.parametrize("name", SMALL)
def test_a_chapters_small_game_plays(window, address, name):
    page = window(PHONE)
    page.goto(address(name))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(".live-game").get_by_role("button", name="step G").click()
    assert said(page).startswith("Round 1.")
    assert page.locator(".share a").get_attribute("href").startswith("playground.html#data=")


def test_the_front_page_plays_and_leads_to_every_chapter(window, server):
    page = window()
    page.goto(f"{server}/index.html")
    page.locator(".live-game").get_by_role("button", name="step G").click()
    assert said(page).startswith("Round 1.")
    assert page.locator(".live-game form").count() == 0
    leads = [link.get_attribute("href") for link in page.locator(".chapters a").all()]
    numbered = [name for name in chapter_names() if re.match(r"(?!00)\d\d_", name)]
    assert leads == [f"{name}.html" for name in numbered]
    page.locator(".chapters a").last.scroll_into_view_if_needed()
    page.wait_for_function("[...document.querySelectorAll('.chapters img')].every((image) => image.naturalWidth)")


def test_the_front_page_plays_by_itself_but_not_for_a_reader_who_asked_for_less_motion(window, server):
    page = window()
    page.goto(f"{server}/index.html")
    assert page.evaluate(f"{TABLE}.rounds") == 0
    page.emulate_media(reduced_motion="no-preference")
    page.reload()
    page.wait_for_function(f"{TABLE}.rounds > 2")
    page.get_by_role("button", name="pause", exact=True).click()


def test_a_page_without_a_game_has_no_script_for_one(site):
    for name in set(chapter_names()) - {*SMALL, "playground", "front"}:
        assert not re.search(r"_figures/\w+\.js", (site / f"{name}.html").read_text(encoding="utf-8"))
