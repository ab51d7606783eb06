"""Each chapter's page as readers meet it: offline, on a desk and on a phone, by mouse, by keyboard and by ear."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from desk import DESKTOP, PHONE

TEX = re.compile(r"\$\S|\\[a-zA-Z]+[{_^(]|\\(frac|mathbb|log|sim|text|tag|theta|sigma)\b")
READ = """() => { const page = document.querySelector("main").cloneNode(true);
    page.querySelectorAll("pre, code, script").forEach((part) => part.remove()); return page.textContent }"""
PIXELS = """(picture) => { const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth; canvas.height = picture.naturalHeight;
    canvas.getContext("2d").drawImage(picture, 0, 0);
    return canvas.width && canvas.toDataURL() }"""
UNFOLD = """() => { const folds = [...document.querySelectorAll("details:not([open])")];
    return Promise.all(folds.map((fold) => new Promise((done) => {
        fold.addEventListener("toggle", done, { once: true });
        fold.open = true }))) }"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
TOO_WIDE = """() => [...document.querySelectorAll("main *")]
    .filter((part) => !part.closest("pre, svg, .katex-mathml"))
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 1
        || (part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === "auto"))
    .map((part) => `${part.tagName}.${part.className}: ${part.textContent.slice(0, 60)}`)"""
# What axe need not see twice. Half of a page's parts are the coloured words of its code: of each colour on each ground,
# one stays. A formula is heard from its MathML, so its look is no matter.
THIN = """() => { const seen = new Set();
    for (const part of [...document.querySelectorAll("main pre span")].reverse()) {
        let kind = "";
        for (let at = part; at.tagName !== "MAIN"; at = at.parentElement) kind += `${at.tagName}.${at.className} `;
        if (seen.has(kind)) part.replaceWith(...part.childNodes);
        seen.add(kind) }
    document.querySelectorAll(".katex-html").forEach((formula) => formula.replaceChildren()) }"""


@pytest.fixture(scope="module")
def page(window_for_all, address, chapter):
    """One visit of a chapter, for all that is seen there."""
    page = window_for_all()
    page.goto(address(chapter))
    yield page
    page.context.close()


def look(page, size, dark=False):
    """The page anew on another screen: it decides at its start whether its sidebar is open."""
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    page.set_viewport_size(size)
    page.reload()


def test_a_chapter_opens_from_a_folder_with_every_formula_typeset(window, site, chapter):
    page = window()
    page.goto(f"{site.as_uri()}/{chapter}.html")
    text = page.evaluate(READ)
    assert len(text) > 100
    assert not TEX.search(text), f"left as TeX: {TEX.search(text)}"
    assert page.locator(".katex-error").count() == 0


def test_an_interactive_figure_answers_to_the_keyboard(page, chapter):
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


def test_an_interactive_figure_plays_and_steps(page, chapter):
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


def test_on_a_phone_nothing_scrolls_sideways_but_code(page):
    look(page, PHONE)
    page.evaluate(UNFOLD)
    page.evaluate(DRAWN)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize(("size", "dark"), [(PHONE, True), (DESKTOP, False)], ids=["phone and dark", "desk and light"])
def test_a_chapter_has_no_serious_accessibility_fault(page, size, dark):
    look(page, size, dark)
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.evaluate(THIN)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        f"{fault['id']}: {fault['help']}: {node['html'][:200]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"][:3]
    ]
    assert not serious, "\n".join(serious)


def test_a_chapters_pictures_are_small(site, chapter):
    text = (site / f"{chapter}.html").read_text(encoding="utf-8")
    used = set(re.findall(r"_figures/\w+\.\w+", text))
    assert sum((site / file).stat().st_size for file in used) + len(text.encode()) < 3e6
