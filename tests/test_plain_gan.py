"""The GAN that chapter 2 gives away stands on its own: plain PyTorch, forty lines at most."""

import ast
from pathlib import Path

import pytest
import torch

from experiments.over_seeds import tagged_cells

CHAPTER = Path(__file__).parent.parent / "notebooks" / "02_the_game.md"


@pytest.fixture(scope="module")
def program():
    return tagged_cells(CHAPTER.stem, "carry-away")


def test_it_has_at_most_forty_lines_and_needs_torch_alone(program):
    imports = [node for node in ast.walk(ast.parse(program)) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {getattr(node, "module", None) or node.names[0].name for node in imports}
    assert {module.split(".")[0] for module in modules} == {"torch"}
    assert 20 < len([line for line in program.splitlines() if line.strip()]) <= 40


def test_it_runs_as_a_file_of_its_own_and_its_fakes_come_to_the_data(program, capsys):
    names = {}
    with torch.random.fork_rng():
        exec(compile(program, "gan.py", "exec"), names)
    said = capsys.readouterr().out
    assert said.startswith("mean ")
    assert abs(names["made"].mean() - 3) < 0.5
    assert names["made"].shape == (10_000, 1)
