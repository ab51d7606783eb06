"""Bytes, spoilt at random."""


def spoilt(content: bytes, rng) -> bytes:
    """Cut, with other bytes in some places, with a run of noise, with more behind, or, at times, as they were."""
    return rng.choice([whole, whole, cut, flipped, flipped, noisy, longer])(content, rng)


def whole(content, rng):
    return content


def cut(content, rng):
    return content[: rng.randrange(len(content) + 1)]


def flipped(content, rng):
    altered = bytearray(content)
    for _ in range(rng.choice([1, 1, 2, 8])):
        if altered:
            altered[place(len(altered), rng)] = rng.randrange(256)
    return bytes(altered)


def noisy(content, rng):
    start = place(max(len(content), 1), rng)
    noise = rng.randbytes(rng.randrange(1, 40))
    return content[:start] + noise + content[start + len(noise) :]


def longer(content, rng):
    return content + rng.randbytes(rng.randrange(1, 20))


def place(length, rng):
    """Anywhere; half of the time among the first hundred bytes, where headers are."""
    return rng.randrange(min(length, 100)) if rng.random() < 0.5 else rng.randrange(length)
