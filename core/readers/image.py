"""A picture that a person gave, as a file: refused by its header when it is too large to be decoded."""

from io import BytesIO
from pathlib import Path
from threading import Lock

import numpy as np

from vsearch.errors import PictureUnreadable
from vsearch.nouns import Pixels
from vsearch.settings import Limits

_ALONE = Lock()
_CURE = "Give a JPEG, PNG or WebP file."


def image(path: Path) -> Pixels:
    """The picture in a file, right side up."""
    return decoded(content(path), str(path))


def content(path: Path) -> bytes:
    """The bytes of a picture's file."""
    try:
        if not path.is_file():
            raise PictureUnreadable(f"{path} is no file. {_CURE}")
        return path.read_bytes()
    except OSError as error:
        raise PictureUnreadable(f"{path} cannot be read: {error.strerror}. {_CURE}") from error


def decoded(data: bytes, name: str) -> Pixels:
    """The picture that the bytes of a file hold."""
    import cv2

    width, height = _size(data, name)
    limit = Limits.chosen()
    if width * height > limit.picture:
        raise PictureUnreadable(
            f"{name} measures {width}x{height}, more than the {limit.picture / 1e6:g} million pixels that are read.",
            "allow-larger", variable=Limits.PICTURE,
        )  # fmt: skip
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if found is None:
        raise PictureUnreadable(f"{name} is not a picture that can be read. {_CURE}")
    return np.asarray(cv2.cvtColor(found, cv2.COLOR_BGR2RGB, found), np.uint8)


def _size(data: bytes, name: str) -> tuple[int, int]:
    """Width and height as the header tells them."""
    from PIL import Image, UnidentifiedImageError

    with _ALONE:
        before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # Pillow's own limit refuses before it tells
        try:
            with Image.open(BytesIO(data)) as header:
                return header.size
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise PictureUnreadable(f"{name} is not a picture that can be read. {_CURE}") from error
        finally:
            Image.MAX_IMAGE_PIXELS = before
