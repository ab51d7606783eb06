"""Remakes gannotes/data/files/words.json, byte for byte, from the sources of names 0.3.0 and jieba 0.42.1.

`gannotes/data/files/README.md` says how to get them, and under which licences they come.
"""

import hashlib
import json
import sys
import tarfile
from collections import Counter
from pathlib import Path

WORDS = Path(__file__).parents[1] / "gannotes" / "data" / "files" / "words.json"
SOURCES = {
    "names-0.3.0/names/dist.female.first": "bd2f310fc4e5d5e5ea122c9d4342c9821145823118eb20db1647f305ec77b358",
    "jieba-0.42.1/jieba/dict.txt": "7197c3211ddd98962b036cdf40324d1ea2bfaa12bd028e68faa70111a88e12a8",
}
NAMES, LETTERS = 400, range(3, 6)
NOUNS, CHARACTERS = 3000, 60


def rows(archive: Path, member: str) -> list[list[str]]:
    """The lines of one file in the archive, split at blanks. ValueError if it is not the file that is known."""
    with tarfile.open(archive) as opened:
        content = opened.extractfile(member).read()
    found = hashlib.sha256(content).hexdigest()
    if found != SOURCES[member]:
        raise ValueError(
            f"{member} should have SHA-256 {SOURCES[member]}, but has {found}: is {archive} the right one?"
        )
    return [line.split() for line in content.decode().splitlines()]


def names(table: list[list[str]]) -> list[str]:
    """The commonest of three to five letters; the census has them in that order."""
    return [row[0].lower() for row in table if len(row[0]) in LETTERS][:NAMES]


def nouns(table: list[list[str]]) -> list[str]:
    """Of the commonest nouns of two characters, those made of the characters that stand in most of them."""
    found = [(int(row[1]), row[0]) for row in table if len(row) == 3 and row[2] == "n" and len(row[0]) == 2]
    common = [word for _, word in sorted(found, key=lambda row: (-row[0], row[1]))[:NOUNS]]
    used = sorted(Counter("".join(common)).items(), key=lambda row: (-row[1], row[0]))
    kept = {character for character, _ in used[:CHARACTERS]}
    return [word for word in common if set(word) <= kept]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python tools/make_words.py names-0.3.0.tar.gz jieba-0.42.1.tar.gz")
    tables = [rows(Path(archive), member) for archive, member in zip(sys.argv[1:], SOURCES, strict=True)]
    found = {"names": " ".join(names(tables[0])), "nouns": " ".join(nouns(tables[1]))}
    WORDS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{hashlib.sha256(WORDS.read_bytes()).hexdigest()}  {WORDS.name}, {WORDS.stat().st_size} bytes")
