"""An exercise's hints, folded below it: a page has no kernel that could give them one by one."""

import re

from gannotes.site.markdown import Page, render

CHECK = re.compile(r'^check\("([\w.]+)"', re.MULTILINE)


def hints(source: str, page: Page) -> str:
    """The hints of each exercise that a cell checks, from the book's own list of them, as HTML."""
    checked = CHECK.findall(source)
    if not checked:
        return ""
    from gannotes.exercises import find  # here, for it needs torch, and most cells check nothing

    made = []
    for name in checked:
        listed = "\n".join(f"{number}. {hint}" for number, hint in enumerate(find(name).hints, start=1))
        made.append(f'<details class="hints"><summary>Hints for {name}</summary>{render(listed, page)}</details>')
    return "".join(made)
