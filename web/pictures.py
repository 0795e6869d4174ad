"""Pictures as the files that browsers show."""

from io import BytesIO
from typing import Any

from vsearch.nouns import Pixels

_OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "webp": ("WEBP", {"quality": 80, "method": 2}),
    "jpg": ("JPEG", {"quality": 88}),
    "png": ("PNG", {"compress_level": 3}),
}


def encoded(pixels: Pixels, format: str) -> bytes:  # noqa: A002
    """A picture as the content of a file."""
    from PIL import Image

    kind, options = _OPTIONS[format]
    content = BytesIO()
    Image.fromarray(pixels).save(content, kind, **options)
    return content.getvalue()
