"""A book of two tiny chapters, built as `make book` builds the real one."""

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gannotes.site import mdbook

ROOT = Path(__file__).parents[1]
DOT = base64.b64encode(b"not really a picture").decode()


def write(root, name, *cells):
    nbformat.write(new_notebook(cells=list(cells)), root / "notebooks" / name)


def figure(**words):
    return new_output("display_data", {"image/png": DOT, "text/plain": "Bars."}, metadata={"image/png": words})


def game(*more):
    return (
        new_markdown_cell("# 2. The game\n\nReading 5 min, running 1 s."),
        new_code_cell("draw()", outputs=[figure(alt="Bars.")], execution_count=1),
        new_markdown_cell('**Figure 2.1.** Bars.\n\n<a id="eq-2-1"></a>\n\n$$ V(D) = \\log 4 \\tag{2.1} $$'),
        *more,
    )


@pytest.fixture
def book(tmp_path):
    shutil.copy(ROOT / "book.toml", tmp_path)
    (tmp_path / "gannotes").symlink_to(ROOT / "gannotes")
    (tmp_path / "notebooks").mkdir()
    summary = "[Start](00_start_here.ipynb)\n# I\n- [The game](02_the_game.ipynb)\n- [Later]()\n---\n[Sources](C.md)\n"
    (tmp_path / "notebooks" / "SUMMARY.md").write_text(summary)
    (tmp_path / "notebooks" / "C.md").write_text("# Sources\n\nSee (2.1).\n")
    write(tmp_path, "00_start_here.ipynb", new_markdown_cell("# Start\n\nSee [(2.1)](02_the_game.ipynb#eq-2-1)."))
    write(tmp_path, "02_the_game.ipynb", *game())
    return tmp_path


def build(root):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [Path(sys.executable).parent / "mdbook", "build", root]
    return subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=600)


def test_the_site_has_each_chapter_with_its_figures_numbers_and_links(book):
    done = build(book)
    assert done.returncode == 0, done.stderr
    assert "WARN" not in done.stderr
    page = (book / "site" / "02_the_game.html").read_text()
    (picture,) = re.findall(r'src="(_figures/\w+\.png)"', page)
    assert (book / "site" / picture).read_bytes() == b"not really a picture"
    assert 'id="eq-2-1"' in page
    assert 'href="02_the_game.html#eq-2-1"' in (book / "site" / "00_start_here.html").read_text()
    assert 'href="02_the_game.html#eq-2-1"' in (book / "site" / "C.html").read_text()
    assert (book / "site" / "02_the_game.ipynb").exists(), "the run box offers it"
    contents = next((book / "site").glob("toc-*.js")).read_text()
    assert '<strong aria-hidden="true">2.</strong> The game' in contents, "chapter 2 is 2, though 1 is not there"
    assert not (book / "site" / "print.html").exists(), "no browser should meet all chapters on one page"
    for file in [*(book / "site").rglob("*.html"), *(book / "site").rglob("*.css")]:
        asked = re.findall(r'(?:src="|url\(["\']?|@import ["\']?|<link[^>]*href=")(https?:[^"\')]*)', file.read_text())
        assert not asked, f"{file.name} asks the network for {asked}"


def chapter(path, content, *inside):
    return {"Chapter": {"path": path, "content": content, "number": None, "sub_items": list(inside)}}


def context(root):
    return {"root": str(root), "config": {"book": {"src": "."}, "preprocessor": {"gannotes": {}}}}


WRONG = {
    "raised ZeroDivisionError": new_code_cell(
        "1 / 0", execution_count=2, outputs=[new_output("error", ename="ZeroDivisionError", evalue="", traceback=[])]
    ),
    "was not executed": new_code_cell("run()"),
    "without alt text": new_code_cell("draw()", execution_count=2, outputs=[figure()]),
    "no heading and no": new_markdown_cell("[(2.7)](#eq-2-7)"),
    "KaTeX can't read": new_markdown_cell("$\\frac{1}$"),
}


@pytest.mark.parametrize("todo", WRONG)
def test_a_fault_is_said_with_its_notebook_and_cell(tmp_path, todo):
    content = nbformat.writes(new_notebook(cells=list(game(WRONG[todo]))))
    with pytest.raises(mdbook.Unfit, match=r"02_the_game(\.ipynb)?, ") as told:
        mdbook.process(context(tmp_path), {"items": [chapter("02_the_game.ipynb", content)]})
    assert todo in str(told.value)


def test_a_fault_stops_the_build_at_once(book):
    write(book, "02_the_game.ipynb", *game(WRONG["KaTeX can't read"]))
    done = build(book)
    assert done.returncode != 0
    assert "02_the_game.ipynb, " in done.stderr
    assert "KaTeX can't read" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (book / "site").exists()


def test_it_speaks_mdbooks_protocol(monkeypatch, capsys, tmp_path):
    for renderer, code in (("html", "0"), ("epub", "1")):
        monkeypatch.setattr(sys, "argv", ["mdbook", "supports", renderer])
        with pytest.raises(SystemExit, match=code):
            mdbook.main()
    monkeypatch.setattr(sys, "argv", ["mdbook"])
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps([context(tmp_path), {"items": [chapter("C.md", "# C")]}])))
    mdbook.main()
    assert '<h1 id="c">' in json.loads(capsys.readouterr().out)["items"][0]["Chapter"]["content"]
    monkeypatch.setattr(
        sys, "stdin", io.StringIO(json.dumps([context(tmp_path), {"items": [chapter("C.md", "[c](x.md)")]}]))
    )
    with pytest.raises(SystemExit, match=r"can't be built:\nC, "):
        mdbook.main()


def test_nested_chapters_and_those_without_a_file(tmp_path):
    inner = chapter("03_b.md", "# B")
    (tmp_path / "03_b.md").write_text("# B")
    book = {"items": ["Separator", chapter(None, ""), chapter("00_a.md", "# A\n\n[b](03_b.md)", inner)]}
    made = mdbook.process(context(tmp_path), book)
    outer = made["items"][2]["Chapter"]
    assert outer["number"] is None
    assert outer["sub_items"][0]["Chapter"]["number"] == [3]
    assert 'href="03_b.html"' in outer["content"]


def test_all_chapters_that_are_no_notebooks_are_named():
    pages = [{"path": f"0{number}_x.ipynb", "content": content} for number, content in enumerate(["{", "[]", "x"])]
    with pytest.raises(mdbook.Unfit) as found:
        mdbook.readable(pages)
    assert [line.split(" is no notebook")[0] for line in str(found.value).splitlines()] == [p["path"] for p in pages]
