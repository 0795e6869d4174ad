"""Distillation: any teacher of pictures and words into a small fast encoder that needs neither torch nor a network."""

from vsearch.training.distill.recipe import Recipe
from vsearch.training.distill.run import Distilled, distill

__all__ = ["Distilled", "Recipe", "distill"]
