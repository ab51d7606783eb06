"""The page of sources, made from the bibliography:  python -m gannotes.site.references

A chapter cites `[Goodfellow et al., 2014](C_references.md#goodfellow2014)`; the key is the entry's in references.bib.
"""

import re
import sys
from dataclasses import dataclass

from pybtex.database import Entry, Person, parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from gannotes.site.formats import NOTEBOOKS, characters

HEAD = """# References

<!-- Made from references.bib by python -m gannotes.site.references: add a source there. -->

The sources of the book, by author and year.
"""
KEY = re.compile(r"\s*@\w+\s*[{(]\s*([^,\s]+)\s*,")
NEEDED = ("author", "title", "year")
ADDRESSES = {"doi": "https://doi.org/", "eprint": "https://arxiv.org/abs/"}


@dataclass(frozen=True)
class Source:
    """An entry of the bibliography as a page shows it: Unicode, no braces. An author is a given and a family name."""

    fields: dict[str, str]
    authors: list[tuple[str, str]]


def entries(bib: str) -> dict[str, Source]:
    """The bibliography's entries, by key; ValueError, with the line, if it can't be read."""
    try:
        found = parse_string(bib, "bibtex").entries
    except PybtexError as problem:
        raise ValueError(f"references.bib: {problem}{place(bib, str(problem))}") from None
    return {key: source(key, entry) for key, entry in found.items()}


def place(bib: str, said: str) -> str:
    """The line of the entry that a message names by its key, where the message has no line itself."""
    lines = bib.splitlines()
    named = [number for number, line in enumerate(lines, 1) if (key := KEY.match(line)) and key[1] in said.split()]
    return "" if " line " in said or not named else f" (line {named[-1]})"


def source(key: str, entry: Entry) -> Source:
    people = entry.persons.get("author", [])
    there = {*(name.lower() for name in entry.fields), *(["author"] if people else [])}
    if missing := [name for name in NEEDED if name not in there]:
        raise ValueError(f"references.bib: {key} lacks {', '.join(missing)}")
    fields = {name.lower(): value for name, value in entry.fields.items()}
    read = {name: verbatim(value) if name in ADDRESSES else unicode(key, value) for name, value in fields.items()}
    return Source(read, [names(key, person) for person in people])


def names(key: str, person: Person) -> tuple[str, str]:
    """Given and family name: Jos{\\'e} de la Cruz, Jr. is (José, de la Cruz Jr.)."""
    given = [*person.first_names, *person.middle_names]
    family = [*person.prelast_names, *person.last_names, *person.lineage_names]
    return unicode(key, " ".join(given)), unicode(key, " ".join(family))


def unicode(key: str, latex: str) -> str:
    """LaTeX's accents as letters; braces only keep BibTeX's capitals."""
    text = " ".join(str(Text.from_latex(latex)).split())
    if command := re.search(r"\\\w*", re.sub(r"\$[^$]*\$", "", text)):
        raise ValueError(f"references.bib: {key} has {command[0]}, which has no letter of its own: write it plainly")
    return text


def verbatim(address: str) -> str:
    return re.sub(r"[{}\\]", "", address)


def short(entry: Source) -> str:
    """How a chapter cites it: Goodfellow et al., 2014."""
    family = [family for _, family in entry.authors]
    who = " and ".join(family) if len(family) < 3 else f"{family[0]} et al."
    return f"{who}, {entry.fields['year']}"


def listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def where(fields: dict[str, str]) -> str:
    """The place where it appeared; for a preprint, its address is enough."""
    number = f"{fields.get('volume', '')}{'(' + fields['number'] + ')' if 'number' in fields else ''}"
    place = " ".join(filter(None, [fields.get("booktitle") or fields.get("journal", ""), number]))
    pages = f"pages {fields['pages']}" if "pages" in fields else ""
    return ", ".join(filter(None, [place, fields.get("series"), pages]))


def line(key: str, entry: Source) -> str:
    fields = entry.fields
    links = [
        f"[{'arXiv' if kind == 'eprint' else kind}:{fields[kind]}]({address}{fields[kind]})"
        for kind, address in ADDRESSES.items()
        if kind in fields
    ]
    people = listed([f"{given} {family}".strip() for given, family in entry.authors])
    said = [f"{people} ({fields['year']})", f"*{fields['title']}*", where(fields), ", ".join(links)]
    return f'<a id="{key}"></a>' + " ".join(part.rstrip(".") + "." for part in said if part).replace("?*.", "?*")


def page(bib: str) -> str:
    """C_references.md as it should be."""
    known = entries(bib)
    order = sorted(known, key=lambda key: (known[key].authors[0][1].lower(), known[key].fields["year"], key))
    return HEAD + "".join(f"\n{line(key, known[key])}\n" for key in order)


def main() -> None:
    try:
        made = page(characters(NOTEBOOKS / "references.bib"))
    except ValueError as problem:
        sys.exit(f"{str(problem) if 'references.bib' in str(problem) else f'references.bib {problem}'}")
    (NOTEBOOKS / "C_references.md").write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
