"""Distillation: any teacher of pictures and words into a small fast encoder that needs neither torch nor a network."""

from vsearch.training.distill.run import Distilled, Recipe, distill

__all__ = ["Distilled", "Recipe", "distill"]
