"""The recipe of a distillation: everything that decides what comes out, but for the material."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from vsearch.training.distill.lessons import Lessons
from vsearch.training.distill.student.reload import shapes
from vsearch.training.distill.student.towers import ImageShape, TextShape

SIDE = 128
"""Pixels a side of what a new encoder looks at, if nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Sizes, shapes and rates; saved beside the result."""

    size: int = 0
    """The side of its pictures, in pixels; 0 for that of the encoder to go on from, or the usual one."""
    stored: int = 224
    image: ImageShape = field(default_factory=ImageShape)
    text: TextShape = field(default_factory=TextShape)
    batch: int = 0
    """Views of a step; 0 for as many as suit the device."""
    crops: int = 3
    """Parts of each photograph that the teachers are asked about beside the whole."""
    held_out: int = 500
    rate: float = 2e-3
    languages: tuple[str, ...] = ("en",)


def completed(start: Path | None, recipe: Recipe) -> Recipe:
    """The recipe with what it leaves open: an encoder to go on from has shapes, and a side if no other is asked for."""
    if start is None:
        return replace(recipe, size=recipe.size or SIDE)
    side, image, text = shapes(start)
    return replace(recipe, size=recipe.size or side, image=image, text=text)


def fitted(recipe: Recipe, taught: Lessons, vocabulary: int) -> Recipe:
    """The recipe with the widths that the teacher's space and the vocabulary ask for."""
    joint, sentence = taught.joint.shape[1], taught.sentences.shape[1]
    text = replace(recipe.text, vocabulary=vocabulary, sentence=sentence, joint=joint)
    return replace(recipe, image=replace(recipe.image, joint=joint), text=text)
