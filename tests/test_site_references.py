"""The page of sources says what the bibliography says, and a chapter cites as the bibliography would."""

import re

import pytest

from gannotes.site import references
from gannotes.site.chapter import chapters, read
from gannotes.site.references import NOTEBOOKS, entries, line, page, short

BIB = (NOTEBOOKS / "references.bib").read_text(encoding="utf-8")
PREPRINT = (
    "@misc{lim2017,\n  author = {Lim, Jae Hyun and Ye, Jong Chul},\n  title = {Geometric GAN},\n  year = {2017}\n}\n"
)


def test_the_page_is_current():
    page_there = (NOTEBOOKS / "C_references.md").read_text(encoding="utf-8")
    assert page_there == page(BIB), "run python -m gannotes.site.references"


def test_the_command_writes_the_page(tmp_path, monkeypatch):
    (tmp_path / "references.bib").write_text(PREPRINT)
    monkeypatch.setattr(references, "NOTEBOOKS", tmp_path)
    references.main()
    assert (tmp_path / "C_references.md").read_text() == page(PREPRINT)


def test_an_entry_becomes_a_line_that_can_be_linked_to():
    made = line("wang2019", entries(BIB)["wang2019"])
    assert made == (
        '<a id="wang2019"></a>Chaoyue Wang, Chang Xu, Xin Yao and Dacheng Tao (2019). '
        "*Evolutionary Generative Adversarial Networks*. "
        "IEEE Transactions on Evolutionary Computation 23(6), pages 921\N{EN DASH}934. "
        "[doi:10.1109/TEVC.2019.2895748](https://doi.org/10.1109/TEVC.2019.2895748), "
        "[arXiv:1803.00657](https://arxiv.org/abs/1803.00657)."
    )


def test_a_title_that_asks_ends_with_its_question_mark():
    assert "Converge?* International" in line("mescheder2018", entries(BIB)["mescheder2018"])


def test_braces_that_keep_capitals_are_not_shown():
    assert "*Geometric GAN*" in line(
        "lim2017", entries(PREPRINT.replace("Geometric GAN", "Geometric {GAN}"))["lim2017"]
    )


def test_citations_are_short():
    known = entries(BIB)
    assert short(known["goodfellow2014"]) == "Goodfellow et al., 2014"
    assert short(known["kingma2014adam"]) == "Kingma and Ba, 2015"


AS_SHOWN = {
    "a brace that ends the entry on its last field's line": (
        "@misc{a,\n author = {Good, A.},\n title = {T},\n year = {2014}}\n@misc{b, author={B}, title={Two}, year=1}",
        ["A. Good (2014). *T*.", "B (1). *Two*."],
    ),
    "an entry on one line, indented": (
        "   @misc{a, author={Good, A.}, title={T}, year=2014}",
        ["A. Good (2014). *T*."],
    ),
    "accents": (
        r"""@misc{a, author={Schr{\"o}dinger, E. and Erd\H{o}s, P\'al}, title={\"Uber \& {\c C}a}, year={1}}""",
        ["E. Schrödinger and Pál Erdős (1). *Über & Ça*."],
    ),
    "nested braces, quotes and blanks": (
        '@misc{a, author="Good, A.", title={A {{G}AN}\n  of {two {words}}}, year="2014"}',
        ["A. Good (2014). *A GAN of two words*."],
    ),
    "strings that are joined": (
        '@string{icml = "ICML"}@misc{a, author={A}, title={T}, booktitle = icml # { 3}, year=1}',
        ["A (1). *T*. ICML 3."],
    ),
    "names of several parts": (
        "@misc{a, author={de la Cruz, Ana and {The Team of X} and King, Jr., Martin Luther}, title={T}, year=1}",
        ["Ana de la Cruz, The Team of X and Martin Luther King Jr. (1). *T*."],
    ),
    "pages, and an address as it is written": (
        r"@misc{a, author={A}, title={T}, journal={J}, pages={1--2}, doi={10.1/x\_y--z}, year=1}",
        ["A (1). *T*. J, pages 1\N{EN DASH}2. [doi:10.1/x_y--z](https://doi.org/10.1/x_y--z)."],
    ),
}


@pytest.mark.parametrize("name", AS_SHOWN)
def test_bibtex_is_read_as_bibtex_is_written(name):
    bib, shown = AS_SHOWN[name]
    assert [re.sub("<a.*</a>", "", line(key, entry)) for key, entry in entries(bib).items()] == shown


BROKEN = {
    "repeated bibliography entry: lim2017 (line 6)": PREPRINT + PREPRINT,
    "lim2017 lacks year": PREPRINT.replace("year", "when"),
    "lim2017 lacks author, title": "@misc{lim2017, year = 1}",
    "lim2017 has \\foo": PREPRINT.replace("Geometric", r"\foo{x}"),
    "syntax error in line 7: '}' expected": PREPRINT.replace("GAN}", "GAN") + "\n@misc{b, title={x}}",
    "undefined string in line 2: foo": "\n@misc{b, title = foo}",
    "premature end of file": "@misc",
}


@pytest.mark.parametrize("said", BROKEN)
def test_a_faulty_bibliography_is_refused_by_its_line_or_key(said, tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=re.escape(said)):
        entries(BROKEN[said])
    (tmp_path / "references.bib").write_text(BROKEN[said])
    monkeypatch.setattr(references, "NOTEBOOKS", tmp_path)
    with pytest.raises(SystemExit, match=r"references\.bib"):
        references.main()
    assert not (tmp_path / "C_references.md").exists()


def test_a_bibliography_that_is_no_text_is_named(tmp_path, monkeypatch):
    (tmp_path / "references.bib").write_bytes(b"@misc{a\xe9")
    monkeypatch.setattr(references, "NOTEBOOKS", tmp_path)
    with pytest.raises(SystemExit, match=r"references\.bib is not in UTF-8 \(byte 0xe9 in line 1"):
        references.main()


def test_chapters_cite_sources_by_the_names_they_have():
    known = entries(BIB)
    for chapter in chapters():
        for file in (chapter, chapter.with_suffix(".md")):
            cells = read(file).cells if file.exists() else []
            for words, key in re.findall(r"\[([^\]]*)\]\(C_references\.md#(\w+)\)", "\n".join(c.source for c in cells)):
                assert key in known, f"{file.name} cites {key}: add it to references.bib"
                assert short(known[key]).split(",")[0] in words, (
                    f"{file.name} cites {key} as {words}: {short(known[key])}"
                )
