"""What is said of a face, in English and in Chinese: "long red hair, glasses, sad"."""

from jaxtyping import Int
from torch import Tensor

ENGLISH = {
    "hair": ("brown hair", "blond hair", "black hair", "red hair", "blue hair", "green hair"),
    "long": ("short", "long"),
    "skin": ("light skin", "tan skin", "brown skin", "dark skin"),
    "glasses": ("", "glasses"),
    "happy": ("sad", "happy"),
    "beard": ("", "beard"),
    "hat": ("", "hat"),
}
CHINESE = {
    "hair": ("棕发", "金发", "黑发", "红发", "蓝发", "绿发"),
    "long": ("短", "长"),
    "skin": ("浅色皮肤", "小麦色皮肤", "棕色皮肤", "深色皮肤"),
    "glasses": ("", "戴眼镜"),
    "happy": ("难过", "开心"),
    "beard": ("", "有胡子"),
    "hat": ("", "戴帽子"),
}


def captions(factors: dict[str, Int[Tensor, "n"]]) -> list[tuple[str, str]]:
    """Of each face one caption in English and one in Chinese. What a face lacks is not said."""
    return [
        (said(ENGLISH, face, space=" ", comma=", "), said(CHINESE, face, space="", comma="，"))
        for face in ({name: int(values[i]) for name, values in factors.items()} for i in range(len(factors["hair"])))
    ]


def said(words: dict[str, tuple[str, ...]], face: dict[str, int], space: str, comma: str) -> str:
    """The words for each factor's value, the hair's length before its colour."""
    spoken = {name: words[name][value] for name, value in face.items()}
    hair = spoken.pop("long") + space + spoken.pop("hair")
    return comma.join([hair, *filter(None, spoken.values())])
