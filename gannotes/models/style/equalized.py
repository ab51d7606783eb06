"""Layers whose weights start from N(0, 1) and are scaled as they are used, so that Adam moves all alike."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import conv2d, linear

GAIN = math.sqrt(2)  # He's, for layers that a ReLU follows; 1 where none does


class EqualizedLinear(nn.Module):
    """Karras et al. (2018), section 4.1: y = c W x + b with W from N(0, 1) and c = gain / sqrt(fan in).

    `rate` slows the layer down: weights and bias are used `rate` times as large, and start as much larger.
    """

    def __init__(self, before: int, after: int, gain: float = GAIN, start: float = 0.0, rate: float = 1.0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(after, before) / rate)
        self.bias = nn.Parameter(torch.full((after,), start / rate))
        self.scale, self.rate = rate * gain / math.sqrt(before), rate

    def forward(self, x: Float[Tensor, "*n before"]) -> Float[Tensor, "*n after"]:
        return linear(x, self.scale * self.weight, self.rate * self.bias)


class EqualizedConv2d(nn.Module):
    """A convolution whose weights are equalized as those of `EqualizedLinear` are."""

    def __init__(self, before: int, after: int, kernel: int, stride: int = 1, padding: int = 0, gain: float = GAIN):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(after, before, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(after))
        self.scale = gain / math.sqrt(before * kernel**2)
        self.stride, self.padding = stride, padding

    def forward(self, x: Float[Tensor, "n before _ _"]) -> Float[Tensor, "n after _ _"]:
        return conv2d(x, self.scale * self.weight, self.bias, stride=self.stride, padding=self.padding)
