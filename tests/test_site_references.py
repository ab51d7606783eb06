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


@pytest.mark.parametrize("bib", [PREPRINT + PREPRINT, PREPRINT.replace("year", "when")])
def test_a_faulty_bibliography_is_refused(bib):
    with pytest.raises(ValueError, match="lim2017"):
        entries(bib)


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
