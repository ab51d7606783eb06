"""Encoders of captions and sounds: a row of numbers for each, trained with the player that owns them."""

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

WINDOW = 256  # samples of a sound that are heard at once


class Words(nn.Module):
    """Word indices (n, words), filled up with 0, -> (n, embed_dim): a vector for each word, and half their sum.

    A bag of words: the order of words is lost, which these captions can spare. What a word adds is the same in
    every caption, so that captions which were never heard are sums of words which were.
    """

    def __init__(self, vocabulary: int, embed_dim: int = 16):
        super().__init__()
        self.embed_dim = embed_dim
        self.embed = nn.Embedding(vocabulary, embed_dim, padding_idx=0)

    def forward(self, words: Int[Tensor, "n words"]) -> Float[Tensor, "n embed_dim"]:
        if not (words != 0).any(dim=1).all():
            raise ValueError("a caption without a word can't be read: there are rows of zeros only")
        return self.embed(words).sum(dim=1) / 2


def spectrogram(sound: Float[Tensor, "n samples"]) -> Float[Tensor, "n frequencies times"]:
    """How loud each frequency is, over time: log(1 + |STFT|), windows half overlapping."""
    if sound.dim() != 2 or sound.shape[1] < WINDOW:
        raise ValueError(f"sounds have shape (n, samples), {WINDOW} samples at least, got {tuple(sound.shape)}")
    hann = torch.hann_window(WINDOW, device=sound.device, dtype=sound.dtype)
    return torch.stft(sound, WINDOW, WINDOW // 2, window=hann, return_complex=True).abs().log1p()


class Sound(nn.Module):
    """Sounds (n, samples) -> (n, embed_dim): two layers on the spectrogram's mean over time.

    ValueError for sounds shorter than a window.
    """

    def __init__(self, embed_dim: int = 16):
        super().__init__()
        self.embed_dim = embed_dim
        self.layers = nn.Sequential(
            nn.Linear(WINDOW // 2 + 1, embed_dim), nn.ReLU(), nn.Linear(embed_dim, embed_dim), nn.Tanh()
        )

    def forward(self, sound: Float[Tensor, "n samples"]) -> Float[Tensor, "n embed_dim"]:
        return self.layers(spectrogram(sound).mean(dim=2))
