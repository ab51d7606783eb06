"""What one says of a scene, in English and in Chinese, and the words as numbers."""

import torch
from jaxtyping import Int
from torch import Tensor

from gannotes.data.world.scenes import SEASONS, Scenes

_CHINESE_SEASONS = ("春天", "夏天", "秋天", "冬天")
_COUNTS = (("no trees", "没有树"), ("one tree", "一棵树"), ("two trees", "两棵树"), ("three trees", "三棵树"))


def _said(scenes: Scenes) -> list[tuple[int, bool, bool, int, bool, bool, bool]]:
    columns = (scenes.season, scenes.time == 1, scenes.height > 0.5, scenes.trees)
    return list(zip(*[c.tolist() for c in (*columns, scenes.house, scenes.fence, scenes.cloud)], strict=True))


def english(scenes: Scenes) -> list[str]:
    """Such as: "a winter night, the moon is high, two trees, a house, a cloud"."""
    captions = []
    for season, night, high, trees, house, fence, cloud in _said(scenes):
        said = [f"{'an' if season == 2 else 'a'} {SEASONS[season]} {'night' if night else 'day'}"]
        said += [f"the {'moon' if night else 'sun'} is {'high' if high else 'low'}", _COUNTS[trees][0]]
        said += [name for name, there in (("a house", house), ("a fence", fence), ("a cloud", cloud)) if there]
        captions.append(", ".join(said))
    return captions


def chinese(scenes: Scenes) -> list[str]:
    """The same in Chinese."""
    captions = []
    for season, night, high, trees, house, fence, cloud in _said(scenes):
        said = [f"{_CHINESE_SEASONS[season]}的{'夜晚' if night else '白天'}"]
        said += [f"{'月亮' if night else '太阳'}{'高' if high else '低'}挂", _COUNTS[trees][1]]
        said += [name for name, there in (("一座房子", house), ("一道栅栏", fence), ("一朵云", cloud)) if there]
        captions.append(",".join(said))
    return captions


VOCABULARY = ("", *SEASONS, "day", "night", "sun", "moon", "high", "low", "no", "one", "two", "three",
              "tree", "trees", "house", "fence", "cloud", "a", "an", "the", "is")  # fmt: skip
LONGEST = 15  # words


def tokens(captions: list[str]) -> Int[Tensor, "n words"]:
    """The words of English captions as indices into VOCABULARY, filled up with 0. ValueError for an unknown word."""
    index = {word: i for i, word in enumerate(VOCABULARY)}
    table = torch.zeros(len(captions), LONGEST, dtype=torch.long)
    for row, caption in enumerate(captions):
        words = caption.replace(",", "").split()
        unknown = [word for word in words if word not in index]
        if unknown or len(words) > LONGEST:
            raise ValueError(
                f"a caption has at most {LONGEST} of the words {VOCABULARY[1:]}; {caption!r} has {unknown}"
            )
        table[row, : len(words)] = torch.tensor([index[word] for word in words])
    return table
