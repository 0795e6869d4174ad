"""Pictures as the files that browsers show."""

from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from vsearch.nouns import Pixels

_OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "webp": ("WEBP", {"quality": 80}),
    "jpg": ("JPEG", {"quality": 88}),
    "png": ("PNG", {"compress_level": 3}),
}

SMALL = 960
"""Pixels of the longer side up to which a WebP is worth a second look: many small ones are sent, and one is soon made.
A large one is made in little more than half the time without it, as good, and a fifth larger."""


def quickest(size: int) -> Literal["webp", "jpg"]:
    """What a picture of that longer side is sent as where nobody asks for a format.

    A large JPEG is made in a fifth of the time; of a small one the time matters little, and a WebP is half as large.
    """
    return "webp" if size <= SMALL else "jpg"


def encoded(pixels: Pixels, format: str) -> bytes:  # noqa: A002
    """A picture as the content of a file."""
    from PIL import Image

    kind, options = _OPTIONS[format]
    if format == "webp":
        options = {**options, "method": 2 if max(pixels.shape[:2]) <= SMALL else 0}
    content = BytesIO()
    Image.fromarray(pixels).save(content, kind, **options)
    return content.getvalue()


def reduced(path: Path, size: int) -> bytes:
    """A picture that this server wrote, as a JPEG of at most so many pixels a side."""
    from PIL import Image

    content = BytesIO()
    with Image.open(path) as picture:
        picture.draft("RGB", (size, size))
        made = picture.convert("RGB")
    made.thumbnail((size, size))
    made.save(content, "JPEG", quality=88)
    return content.getvalue()
