"""The page of symptoms: each entry says what it may be, how to tell and where to read; public questions find one."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parent.parent / "notebooks" / "E_symptoms.md").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"^### (.+?)\n(.+?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))

STOP = "The losses go up and down, and I don't know when to stop"
WORSE = "Reconstruction gets worse when D comes in"
TRIVIAL = "D inside my tokenizer, vocoder or distilled model is always right"
FEW = "I have a few hundred pictures, and it gets worse after a while"
TOOLS = "The Fréchet distance differs from the one that others report"
COST = "A round takes much longer than it should"
# Questions of public trackers, and the entry that a reader who has them should find.
ASKED = {
    "junyanz/pytorch-CycleGAN-and-pix2pix": {
        STOP: [30, 31, 158, 166, 288, 303, 910, 1096],
        "Training looks good, new samples are worse": [262],
    },
    "soumith/ganhacks": {STOP: [14, 32, 36, 67]},
    "sdv-dev/CTGAN": {STOP: [28, 51, 391]},
    "xinntao/Real-ESRGAN": {STOP: [205]},
    "CompVis/taming-transformers": {WORSE: [44, 73, 93, 129]},
    "CompVis/latent-diffusion": {WORSE: [350]},
    "jik876/hifi-gan": {TRIVIAL: [64, 100, 165]},
    "tianweiy/DMD2": {TRIVIAL: [7, 48]},
    "brownvc/R3GAN": {COST: [9]},
    "NVlabs/stylegan2-ada-pytorch": {FEW: [25, 159, 199, 255]},
    "mseitzer/pytorch-fid": {TOOLS: [11, 14, 39]},
}
QUESTIONS = [
    pytest.param(entry, id=f"{tracker} {number}")
    for tracker, leads in ASKED.items()
    for entry, numbers in leads.items()
    for number in numbers
]


@pytest.mark.parametrize("entry", QUESTIONS)
def test_a_public_question_leads_to_an_entry(entry):
    assert len(QUESTIONS) >= 30
    assert entry in ENTRIES


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_each_entry_says_what_it_may_be_how_to_tell_and_where_to_read(entry):
    parts = re.findall(r"^- \*\*(.+?)\*\*", entry, re.MULTILINE)
    assert [part.strip(".") for part in parts] == ["It may be", "How to tell", "Read"]
    assert re.search(r"\]\(\w+\.ipynb|`gannotes\.", entry.rpartition("**Read**")[2])


def test_no_entry_comes_twice():
    headings = re.findall(r"^### (.+)", PAGE, re.MULTILINE)
    assert len(headings) == len(set(headings)) == len(ENTRIES)
