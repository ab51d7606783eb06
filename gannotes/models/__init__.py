"""Generators and discriminators: plain modules, `G(z, *y) -> x` and `D(x, *y) -> logits`."""
