"""The cheap cells of the notebooks, for `pytest --nbval --cheap`: all above a notebook's first cell that trains.

Those below it need what it left: networks, and how far the generators of chance have come. So the whole rest is left
out. The choice is by what is written in the cells, never by a clock: it is the same on each machine.
"""

import ast

# What trains, or takes so long that it shows a bar: by the name that is called, or by the module that it is asked of.
GAMES = {"play", "play_together", "averaged", "scheduled", "kept"}
TRAINS = GAMES | {"descend", "train", "trained", "simulate", "Descent"}
BARS = {"tqdm", "trange"}
MODULES = {"recipes", "contest", "blobs", "evolution"}


def trains(source: str) -> bool:
    """Whether a cell calls what trains."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return any(
        (isinstance(call, ast.Name) and call.id in TRAINS | BARS)
        or (isinstance(call, ast.Attribute) and (call.attr in TRAINS | BARS or name_of(call.value) in MODULES))
        for call in calls
    )


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def number_of_cheap(sources: list[str]) -> int:
    """How many of a notebook's code cells stand above the first that trains."""
    return next((number for number, source in enumerate(sources) if trains(source)), len(sources))
