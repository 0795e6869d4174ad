"""Names of files that are made of titles: safe in any folder, in any script, never the same twice."""

import re
import unicodedata
from collections.abc import Container
from pathlib import Path

from vsearch.errors import OutputRefused

_LONGEST = 150
"""Bytes of a title in a name: most file systems take 255 in all."""
_JOINERS = "\u200c\u200d"
"""Invisible, yet part of the spelling of Persian, Hindi and of faces."""
_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that mean devices on Windows."""


def safe(text: str) -> str:
    """A title as part of a file's name: no separators, no control or invisible letters, no dots or dashes in front."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    kept = "".join(c if _plain(c) else " " for c in text)
    short = " ".join(kept.split()).strip(" .-").encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(" .")
    return "video" if not short else f"_{short}" if _WINDOWS.fullmatch(short) else short


def _plain(letter: str) -> bool:
    return letter in _JOINERS or (letter not in '/\\:*?"<>|' and unicodedata.category(letter)[0] not in "CZ")


def fresh(folder: Path, name: str, suffix: str, taken: Container[str]) -> Path:
    """A path in the folder whose name, whatever its letters' case, is not `taken`: numbered if need be."""
    number, path = 1, folder / f"{name}{suffix}"
    while path.name.casefold() in taken:
        number += 1
        path = folder / f"{name} ({number}){suffix}"
    if path.parent != folder or path.resolve().parent != folder.resolve():
        raise OutputRefused(f"{path} would lie outside {folder}. Choose another folder.")
    return path
