"""The page of sources, made from the bibliography:  python -m gannotes.site.references

A chapter cites `[Goodfellow et al., 2014](C_references.md#goodfellow2014)`; the key is the entry's in references.bib.
"""

import re
from pathlib import Path

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
HEAD = """# References

<!-- Made from references.bib by python -m gannotes.site.references: add a source there. -->

The sources of the book, by author and year.
"""


def entries(bib: str) -> dict[str, dict[str, str]]:
    """The bibliography's entries, by key."""
    found = {}
    for key, inside in re.findall(r"(?ms)^@\w+\{([^,\s]+),\n(.*?)^\}", bib):
        if key in found:
            raise ValueError(f"references.bib has {key} twice")
        fields = re.findall(r"(?m)^ *(\w+) *= *\{(.*)\},?$", inside)
        found[key] = {name: re.sub("[{}]", "", value) for name, value in fields}  # braces only keep BibTeX's capitals
        missing = {"author", "title", "year"} - set(found[key])
        if missing:
            raise ValueError(f"{key} in references.bib lacks {', '.join(sorted(missing))}, each on a line of its own")
    return found


def authors(entry: dict[str, str]) -> list[str]:
    """Each author's name as it is spoken: given names first."""
    return [" ".join(reversed(name.split(", "))) for name in entry["author"].split(" and ")]


def short(entry: dict[str, str]) -> str:
    """How a chapter cites it: Goodfellow et al., 2014."""
    family = [name.split(", ")[0] for name in entry["author"].split(" and ")]
    who = " and ".join(family) if len(family) < 3 else f"{family[0]} et al."
    return f"{who}, {entry['year']}"


def listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def where(entry: dict[str, str]) -> str:
    """The place where it appeared; for a preprint, its address is enough."""
    number = f"{entry.get('volume', '')}{'(' + entry['number'] + ')' if 'number' in entry else ''}"
    place = " ".join(filter(None, [entry.get("booktitle") or entry.get("journal", ""), number]))
    pages = "pages " + entry["pages"].replace("--", "\N{EN DASH}") if "pages" in entry else ""
    return ", ".join(filter(None, [place, entry.get("series"), pages]))


def line(key: str, entry: dict[str, str]) -> str:
    addresses = {"doi": "https://doi.org/", "eprint": "https://arxiv.org/abs/"}
    links = [
        f"[{'arXiv' if kind == 'eprint' else kind}:{entry[kind]}]({address}{entry[kind]})"
        for kind, address in addresses.items()
        if kind in entry
    ]
    said = [f"{listed(authors(entry))} ({entry['year']})", f"*{entry['title']}*", where(entry), ", ".join(links)]
    return f'<a id="{key}"></a>' + " ".join(part.rstrip(".") + "." for part in said if part).replace("?*.", "?*")


def page(bib: str) -> str:
    """C_references.md as it should be."""
    known = entries(bib)
    order = sorted(known, key=lambda key: (known[key]["author"].split(",")[0].lower(), known[key]["year"], key))
    return HEAD + "".join(f"\n{line(key, known[key])}\n" for key in order)


def main() -> None:
    bib = (NOTEBOOKS / "references.bib").read_text(encoding="utf-8")
    (NOTEBOOKS / "C_references.md").write_text(page(bib), encoding="utf-8")


if __name__ == "__main__":
    main()
