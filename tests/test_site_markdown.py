"""The site shows the Markdown that an author wrote for JupyterLab, formulas untouched."""

import pytest

from gannotes.site.links import LinkTable, slug
from gannotes.site.markdown import Page, one_block, render
from gannotes.site.tex import TypeSetter, WrongTeX


def shown(text):
    """The text with each formula as [tex], so that one sees what reached the typesetter."""
    return render(text, Page(lambda tex, display: f"{'D' if display else ''}[{tex}]"))


@pytest.fixture(scope="module")
def typeset():
    with TypeSetter() as made:
        yield made


@pytest.mark.parametrize("tex", [r"a_b * c_d * e", r"\{x \mid x\}", r"a \\ b", "x' < y", r"\theta_g--b", "|x|"])
def test_a_formula_survives_markdown(tex):
    assert f"[{tex}]" in shown(f"Let ${tex}$ be so, *and* $y_1$ too.")
    assert f"D[{tex}]" in shown(f"$$\n{tex}\n$$")


def test_a_bar_inside_a_formula_does_not_split_a_table_cell():
    row = shown("| a | b |\n|---|---|\n| $|x|$ | $p(y \\mid x)$ |")
    assert "<td>[|x|]</td>" in row
    assert row.count("<td>") == 2


def test_money_and_code_are_no_formulas():
    assert "[" not in shown(r"It costs \$5 or \$6, and `$x$` is code.")


def test_a_name_above_a_formula_names_it():
    made = shown('<a id="eq-2-1"></a>\n\n$$\nV \\tag{2.1}\n$$')
    assert made == '<div class="equation" id="eq-2-1">D[V \\tag{2.1}]</div>'


@pytest.mark.parametrize("kind", ["Note", "Warning", "Exercise 2.1"])
def test_a_quotation_that_begins_in_bold_is_a_box(kind):
    assert f'<div class="note note-{kind.split()[0].lower()}" role="note">' in shown(f"> **{kind}.** Mind the gap.")


def test_other_quotations_stay():
    assert "<blockquote>" in shown("> Said someone.")


def test_links_to_notebooks_lead_to_pages():
    places = LinkTable(frozenset({"02_the_game.ipynb", "C_references.md"}))
    assert places.address("02_the_game.ipynb#The-two-coins") == "02_the_game.html#the-two-coins"
    assert places.address("C_references.md#goodfellow2014") == "C_references.html#goodfellow2014"
    assert places.address("solutions/02_the_game.ipynb") == "solutions/02_the_game.ipynb"
    assert places.address("#eq-2-1") == "#eq-2-1"
    assert places.address("https://example.org/a.ipynb#B") == "https://example.org/a.ipynb#B"


def test_a_number_in_prose_becomes_a_link_where_the_book_has_it():
    numbers = {"(2.5)": "02_the_game.html#eq-2-5", "Figure 2.1": "02_the_game.html#fig-2-1"}
    page = Page(lambda tex, display: tex, LinkTable(numbers=numbers))
    made = render("See (2.5), (2.6) and Figure 2.1, `(2.5)`.\n\n## By (2.5)\n\n**Figure 2.1.** [(2.5)](x)", page)
    assert made.startswith('<p>See <a href="02_the_game.html#eq-2-5">(2.5)</a>, (2.6) and ')
    assert made.count("<a href") == 3
    assert "<strong>Figure 2.1.</strong>" in made


def test_headings_have_names_and_no_two_share_one():
    made = shown("# The game\n\n## Why?\n\n## Why?")
    assert [f'id="{name}"' in made for name in ("the-game", "why", "why-1")] == [True] * 3
    assert slug("Step 1: D & G") == "step-1-d-g"


def test_code_is_coloured_and_unknown_languages_are_not():
    assert '<span class="k">def</span>' in shown("```python\ndef f(): ...\n```")
    assert "<code" in shown("```nonsense\n<a>\n```")
    assert "&lt;a&gt;" in shown("```nonsense\n<a>\n```")


def test_a_name_in_a_line_may_break_after_its_underscores():
    assert shown("`optimal_discriminator`") == "<p><code>optimal_<wbr>discriminator</code></p>\n"
    assert shown("`x < 0.5`") == "<p><code>x &lt; 0.5</code></p>\n"


def test_one_block_leaves_no_empty_line_for_mdbook_to_end_it_at():
    made = one_block("<p>a</p>\n\n<pre><code>x\n\n\ny</code></pre>")
    assert "\n\n" not in made
    assert made.replace("&#10;", "\n") == "<p>a</p>\n<pre><code>x\n\n\ny</code></pre>"


def test_formulas_are_typeset_with_words_for_the_search_and_no_source(typeset):
    made = typeset(r"\operatorname{JSD}(p\,\|\,q) = \log 2 \tag{2.1}", True)
    assert 'aria-hidden="true"' in made
    assert "<mtext>(2.1)</mtext>" in made or ">2.1<" in made
    assert "> <" in made
    assert "operatorname" not in made


@pytest.mark.parametrize("tex", [r"\frac{1}", r"\KL(p)", "x \\tag{1}"])
def test_wrong_tex_is_refused_with_its_source(typeset, tex):
    with pytest.raises(WrongTeX, match="KaTeX can't read"):
        typeset(tex)
