"""Twelve games with a fault in each, and one with two: what chapter 20 deals out."""
