"""The photographs of the sample library: those that scikit-image and scikit-learn carry in their wheels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vsearch.errors import PackageMissing
from vsearch.nouns import Pixels


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph: the words for what it shows, and where it lies; `blurred` ones were already taken so."""

    words: tuple[str, ...]
    source: str
    blurred: bool = False


PHOTOS: Mapping[str, Photo] = {
    "astronaut": Photo(("astronaut", "woman", "space suit"), "skimage:astronaut"),
    "brick": Photo(("brick", "wall"), "skimage:brick"),
    "camera": Photo(("man with a camera", "photographer", "tripod"), "skimage:camera"),
    "cat": Photo(("cat",), "skimage:cat"),
    "clock": Photo(("clock",), "skimage:clock", blurred=True),
    "coffee": Photo(("cup of coffee", "coffee", "cup"), "skimage:coffee"),
    "coins": Photo(("coins",), "skimage:coins"),
    "flower": Photo(("flower", "dahlia"), "sklearn:flower.jpg"),
    "galaxies": Photo(("galaxies", "stars"), "skimage:hubble_deep_field"),
    "grass": Photo(("grass",), "skimage:grass"),
    "gravel": Photo(("gravel", "stones"), "skimage:gravel"),
    "moon": Photo(("moon",), "skimage:moon"),
    "motorcycle": Photo(("motorcycle", "garage"), "skimage:stereo_motorcycle"),
    "page": Photo(("page of text", "text"), "skimage:page"),
    "rocket": Photo(("rocket taking off", "rocket"), "skimage:rocket"),
    "temple": Photo(("temple", "pagoda", "lake"), "sklearn:china.jpg"),
    "text": Photo(("handwriting", "formula"), "skimage:text"),
}
"""What can be shown, by name."""


@lru_cache(maxsize=len(PHOTOS))
def photo(name: str) -> Pixels:
    """The photograph of that name, in colour."""
    place, _, key = PHOTOS[name].source.partition(":")
    try:
        pixels = _PLACES[place](key)
    except (ImportError, OSError) as error:
        raise PackageMissing(
            f"The photograph {name!r} needs {_PACKAGES[place]}, which is not here in full ({error}). "
            "Install the demo extra: pip install 'vsearch[demo]'."
        ) from error
    return np.ascontiguousarray(np.broadcast_to(pixels[..., None], (*pixels.shape, 3)) if pixels.ndim == 2 else pixels)


def _skimage(key: str) -> Pixels:
    from skimage import data

    loaded = getattr(data, key)()
    pixels: Pixels = loaded[0] if isinstance(loaded, tuple) else loaded
    return pixels


def _sklearn(key: str) -> Pixels:
    from sklearn.datasets import load_sample_image

    pixels: Pixels = load_sample_image(key)
    return pixels


_PLACES: Mapping[str, Callable[[str], Pixels]] = {"skimage": _skimage, "sklearn": _sklearn}
_PACKAGES = {"skimage": "scikit-image", "sklearn": "scikit-learn"}
