"""Bytes, spoilt at random."""


def spoilt(content: bytes, dice) -> bytes:
    """Cut, with other bytes in some places, with a run of noise, with more behind, or, at times, as they were."""
    return dice.choice([whole, whole, cut, flipped, flipped, noisy, longer])(content, dice)


def whole(content, dice):
    return content


def cut(content, dice):
    return content[: dice.randrange(len(content) + 1)]


def flipped(content, dice):
    altered = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 8])):
        if altered:
            altered[place(len(altered), dice)] = dice.randrange(256)
    return bytes(altered)


def noisy(content, dice):
    start = place(max(len(content), 1), dice)
    noise = dice.randbytes(dice.randrange(1, 40))
    return content[:start] + noise + content[start + len(noise) :]


def longer(content, dice):
    return content + dice.randbytes(dice.randrange(1, 20))


def place(length, dice):
    """Anywhere; half of the time among the first hundred bytes, where headers are."""
    return dice.randrange(min(length, 100)) if dice.random() < 0.5 else dice.randrange(length)
