"""Reviews of a meal, in English and Chinese: negative and positive sentences, whose true partners are known."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from gannotes.data.languages import Language, evenly

Strings = Float[Tensor, "n length symbols"]


@dataclass(frozen=True)
class Reviews:
    """Two languages over the same symbols. Row i of either is the other's partner: all but the last word is the same.

    The last word is one of as many negative as positive ones, each the opposite of one on the other side.
    """

    negative: Language
    positive: Language

    def partner(self, x: Strings) -> Strings:
        """The positive sentence that says of the same dish the opposite. ValueError for what is no negative one."""
        at = self.negative.find(x)
        if (at < 0).any():
            raise ValueError("only a negative review has a partner here: take x from reviews.negative")
        return self.positive.strings()[at]


def _reviews(slots: list[list[str]], negative: list[str], positive: list[str], between: str, dtype: torch.dtype):
    """Any word of each slot, then a judgement: all sentences of a side are equally likely."""
    words = [*(word for slot in slots for word in slot), *negative, *positive]
    before = [torch.tensor([words.index(word) for word in slot]) for slot in slots]
    sides = [torch.tensor([words.index(word) for word in side]) for side in (negative, positive)]
    return Reviews(*(evenly(torch.cartesian_prod(*before, side), words, dtype, between) for side in sides))


def english(dtype: torch.dtype = torch.float32) -> Reviews:
    """Thirty-two sentences of five words on either side: "the soup was very cold", "the soup was very warm"."""
    slots = [["the"], ["soup", "tea", "bread", "fish"], ["was"], ["very", "rather"]]
    return _reviews(slots, ["cold", "stale", "bland", "burnt"], ["warm", "fresh", "tasty", "crisp"], " ", dtype)


def chinese(dtype: torch.dtype = torch.float32) -> Reviews:
    """The same in Chinese, four words each: "这汤很凉", "这汤很热"."""
    slots = [["这"], ["汤", "茶", "面包", "鱼"], ["很", "有点"]]
    return _reviews(slots, ["凉", "陈", "淡", "焦"], ["热", "新鲜", "香", "脆"], "", dtype)
