"""The page of the faces shows what the data and the records hold: its pictures and its numbers are theirs."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from experiments.faces import sheets

PAGE = (sheets.PAGES / "F_faces.md").read_text(encoding="utf-8")
FOUND = json.loads((sheets.FOLDER / "judged.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sheets.SHEETS)
def test_each_sheet_is_the_one_that_the_data_and_the_records_draw(name):
    shown = np.asarray(Image.open(sheets.PAGES / f"{name}.png").convert("RGB"))
    assert np.array_equal(shown, sheets.SHEETS[name]())
    assert f"({name}.png)" in PAGE


@pytest.mark.parametrize("row", [name for name in FOUND if " " in name])
def test_each_row_of_the_table_is_the_records(row):
    of = FOUND[row]
    copies = [] if row.startswith("real") else [str(of["copies"]), f"{of['nearer to training']:.0%}"]
    numbers = [
        f"{of['all parts']:.1%}",
        f"{of['whole']:.1%}",
        f"{of['frechet']:.1f}",
        f"{of['precision']:.2f}",
        f"{of['recall']:.2f}",
        *copies,
    ]
    lines = [line for line in PAGE.splitlines() if line.startswith(f"| {row} |")]
    told = [cell.strip() for line in lines for cell in line.strip("|").split("|")[1:]]  # two tables, for narrow pages
    assert told[: len(numbers)] == numbers


@pytest.mark.parametrize(("row", "judge"), [("pixels", "components"), ("digits", "digit classifier")])
def test_the_rows_about_clothes_are_the_records(row, judge):
    of = json.loads((sheets.FOLDER / "clothes.json").read_text(encoding="utf-8"))[judge]
    made = of["samples"]
    distance = f"{made['frechet']:.2f} ({of['real']['frechet']:.2f})"
    assert f"| {row} | {distance} | {made['precision']:.2f} | {made['recall']:.2f} |" in PAGE


@pytest.mark.parametrize("record", ["pixel.json", "usual.json", "drawn.json", "judged.json", "clothes.json"])
def test_the_page_names_each_record(record):
    assert f"experiments/faces/{record}" in PAGE
    assert (Path(sheets.FOLDER) / record).is_file()
