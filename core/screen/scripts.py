"""Scripts on screen: which recognition network reads the letters of some languages, where it is at hand, and if not."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from vsearch.cures import Note
from vsearch.errors import ModelMissing
from vsearch.screen.rapidocr import models

DEFAULT = "rapidocr"
"""The reader whose own network knows Latin letters, Chinese and Japanese."""

_NETWORKS = {
    "ar": "arabic", "be": "cyrillic", "bg": "cyrillic", "el": "el", "fa": "arabic", "hi": "devanagari", "ko": "korean",
    "mk": "cyrillic", "mr": "devanagari", "ne": "devanagari", "ru": "cyrillic", "sr": "cyrillic", "ta": "ta",
    "te": "te", "th": "th", "uk": "cyrillic", "ur": "arabic",
}  # fmt: skip
"""How PP-OCR's networks for other scripts begin, by language; each of them reads Latin letters too."""

_OTHERS = {"ru": "eslav", "uk": "eslav", "be": "eslav"}
_UNREAD = ("he", "ka", "hy", "bn", "km", "lo", "my")
"""Languages for whose letters PP-OCR has no network."""


def reader_for(languages: Sequence[str], folder: Path | None = None) -> tuple[str, Note | None]:
    """The text reader for a library mostly in the first of some languages, and what is to be said of it.

    A network for its script is taken where it lies among those of rapidocr.
    """
    first = languages[0] if languages else ""
    script = _NETWORKS.get(first, "")
    if not script and first not in _UNREAD:
        return DEFAULT, None
    found = _at_hand([name for name in (script, _OTHERS.get(first, "")) if name], folder)
    if found is not None:
        return f"{DEFAULT}:{found}", Note(f"What stands on the screen is read by {found.name}, for {first}.")
    network = f": the network {script}_*_rec_*.onnx is not here." if script else " by no network that is known."
    what = f"Letters of the language {first} on the screen are not read{network}"
    return DEFAULT, Note(what, "other-script")


def _at_hand(names: Sequence[str], folder: Path | None) -> Path | None:
    with suppress(ModelMissing, OSError):
        place = folder or models()
        return next((path for name in names for path in sorted(place.glob(f"{name}_*rec*.onnx"))), None)
    return None
