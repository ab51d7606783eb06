"""A press that loses what an author made, or stops where it should go on."""

import io
import shutil
import sys

import nbformat
from PIL import Image

from gannotes.site import execute, formats, mdbook, slides, survives
from mutants.mutant import mutant

UNFIT = survives.unfit


@mutant(
    trap=45,
    place="site.survives.unfit",
    truth="A pasted picture lives in the notebook alone: no text holds it, so the pair is not written without a word.",
    killer="test_execute.py::test_what_would_be_lost_is_refused_by_name_and_no_byte_changes",
)
def pasted_pictures_dropped(cell):
    return UNFIT(nbformat.from_dict({**cell, "attachments": {}}))


@mutant(
    trap=45,
    place="site.survives.is_empty",
    truth="A form feed is no blank: jupytext would end a line at it, and so it is refused, not thrown away.",
    killer="test_site_survives.py::test_only_blanks_make_a_cell_empty",
)
def a_form_feed_is_nothing(cell):
    return not cell.source.strip() and not cell.get("attachments")


@mutant(
    trap=45,
    place="site.survives.is_empty",
    truth="A cell without words may hold a pasted picture.",
    killer="test_site_survives.py::test_only_blanks_make_a_cell_empty",
)
def a_cell_of_pictures_is_nothing(cell):
    return not cell.source.strip(" \t\n")


@mutant(
    trap=45,
    place="site.rules.page.address",
    truth="A picture by a pasted name, ![](attachment:a.png), is on no page: JupyterLab alone shows it.",
    killer="test_site_checks.py::test_a_fault_is_found_and_said",
)
def pictures_without_an_address(token):
    return ""


@mutant(
    trap=45,
    place="site.outputs.unshown",
    truth="An output of a kind that no page shows is a fault: readers of the site would miss it and never know.",
    killer="test_site_checks.py::test_a_fault_is_found_and_said",
)
def everything_is_shown(output):
    return []


@mutant(
    trap=45,
    place="site.rules.links.links",
    truth="A link that leads nowhere, or to another number than it says, stops the build.",
    killer="test_site_checks.py::test_a_fault_is_found_and_said",
)
def links_left_unfollowed(chapter):
    yield from ()


@mutant(
    trap=45,
    place="site.outputs.picture_kind",
    truth="A GIF is a picture, too.",
    killer="test_site_page.py::test_a_gif_moves_on_the_page",
)
def png_or_nothing(output):
    return "image/png" if "image/png" in output.get("data", {}) else None


@mutant(
    trap=45,
    place="frames.webp",
    truth="Frames keep every pixel: a lossy picture has halos around its digits.",
    killer="test_site_page.py::test_frames_hold_one_picture_for_each_combination",
)
def frames_with_a_loss(png):
    buffer = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(buffer, "WEBP", quality=60)
    return buffer.getvalue()


@mutant(
    trap=45,
    place="site.page.caption_below",
    truth="A caption belongs to the figure above it, and is taken from the next cell: without one it is only prose.",
    killer="test_site_page.py::test_a_figure_has_its_words_its_width_and_its_caption",
)
def figures_without_captions(cell, following):
    return None


@mutant(
    trap=45,
    place="site.markdown.one_block",
    truth="An empty line inside a listing is kept: as a character that mdBook doesn't take for a block's end.",
    killer="test_site_markdown.py::test_one_block_leaves_no_empty_line_for_mdbook_to_end_it_at",
)
def listings_without_their_empty_lines(text):
    return "\n".join(line for line in text.splitlines() if line.strip())


@mutant(
    trap=45,
    place="site.chapter.save",
    truth="Both files or none: where the disk fills after the first, the pair would say two things.",
    killer="test_execute.py::test_a_disk_that_fills_between_the_two_files_leaves_both_as_they_were",
)
def one_file_after_the_other(notebook, path):
    path.with_suffix(".md").write_bytes(formats.to_text(notebook).encode())
    path.write_bytes(formats.to_json(notebook).encode())


@mutant(
    trap=45,
    place="site.chapter.keep_aside",
    truth="What was kept aside once stays when more is.",
    killer="test_execute.py::test_what_is_kept_aside_stays_when_more_is",
)
def the_last_one_kept(file):
    attic = file.parent / ".ipynb_checkpoints"
    attic.mkdir(exist_ok=True)
    shutil.copy2(file, attic / f"{file.stem}-replaced{file.suffix}")


@mutant(
    trap=45,
    place="site.execute.main",
    truth="A chapter that can't be run stops no other: the author learns of all of them at once.",
    killer="test_execute.py::test_one_bad_chapter_stops_no_other",
)
def the_first_bad_chapter_ends_the_run(arguments=None):
    for name in arguments:
        try:
            execute.execute(execute.find(name))
        except Exception as problem:
            print(problem, file=sys.stderr)
            return 1
    return 0


@mutant(
    trap=45,
    place="site.mdbook.readable",
    truth="All chapters that are no notebooks are named, not the first alone.",
    killer="test_site_mdbook.py::test_all_chapters_that_are_no_notebooks_are_named",
)
def the_first_that_is_no_notebook(found):
    for chapter in found:
        try:
            mdbook.as_notebook(chapter["path"], chapter["content"])
        except ValueError as problem:
            raise mdbook.Unfit(f"{chapter['path']} {problem}") from None


@mutant(
    trap=45,
    place="site.slides.write",
    truth="One chapter that can't be shown stops no other deck.",
    killer="test_site_slides.py::test_one_chapter_that_can_not_be_shown_stops_no_other",
)
def decks_until_the_first_fault(folder, paths):
    folder.mkdir(parents=True, exist_ok=True)
    with slides.TypeSetter() as typeset:
        for path in paths:
            try:
                text = slides.made(path, typeset)
            except Exception as problem:
                sys.exit(slides.about(path, problem))
            (folder / f"{slides.named(path)}.html").write_text(text, encoding="utf-8")


@mutant(
    trap=45,
    place="site.slides.named",
    truth="A chapter and its solutions have one stem: of one name, the second deck replaces the first.",
    killer="test_site_slides.py::test_solutions_have_decks_of_their_own_name",
)
def decks_named_by_their_stems(path):
    return path.stem


@mutant(
    trap=45,
    place="site.chapter.find",
    truth="0 is no chapter where there are 00 and 02: a name that is none is answered with those there are.",
    killer="test_site_slides.py::test_a_chapter_that_is_none_is_answered_with_those_there_are",
)
def whatever_begins_so(name):
    return next((path for path in slides.chapters() if path.stem.startswith(name)), slides.chapters()[0])


@mutant(
    trap=45,
    place="site.references.unicode",
    truth="LaTeX's accents are letters, and braces only keep capitals: neither is shown.",
    killer="test_site_references.py::test_bibtex_is_read_as_bibtex_is_written",
)
def braces_cut_and_nothing_else(key, latex):
    return latex.replace("{", "").replace("}", "")


@mutant(
    trap=45,
    place="site.references.names",
    truth="A name may have parts before and after the family's: de la Cruz, King Jr.",
    killer="test_site_references.py::test_bibtex_is_read_as_bibtex_is_written",
)
def the_last_word_of_a_name(key, person):
    return " ".join(person.first_names), person.last_names[-1]


@mutant(
    trap=45,
    place="site.formats.characters",
    truth="What is not UTF-8 is said with its line, and not read with other letters in its place.",
    killer="test_site_references.py::test_a_bibliography_that_is_no_text_is_named",
)
def other_letters_in_their_place(file):
    return file.read_bytes().decode("utf-8", errors="replace")
