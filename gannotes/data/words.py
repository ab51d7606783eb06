"""Real words that come with the package: English given names, and Chinese nouns of two characters."""

import json
from pathlib import Path

import torch

from gannotes.data.languages import Language, evenly

WORDS = Path(__file__).parent / "files" / "words.json"
BLANK = "."  # fills a short word up; the end of a name is a letter too


def language(words: list[str], dtype: torch.dtype = torch.float32) -> Language:
    """Words as strings of one length over the letters that they use, all equally likely."""
    longest = max(map(len, words))
    letters = [BLANK, *sorted(set("".join(words)))]
    numbers = [[letters.index(letter) for letter in word.ljust(longest, BLANK)] for word in words]
    return evenly(torch.tensor(numbers), letters, dtype)


def _shipped(kind: str, dtype: torch.dtype) -> Language:
    return language(json.loads(WORDS.read_text(encoding="utf-8"))[kind].split(), dtype)


def names(dtype: torch.dtype = torch.float32) -> Language:
    """400 given names of three to five letters, the commonest of US women in 1990 first."""
    return _shipped("names", dtype)


def nouns(dtype: torch.dtype = torch.float32) -> Language:
    """224 common Chinese nouns of two characters, made of 60 characters, the commonest first."""
    return _shipped("nouns", dtype)
