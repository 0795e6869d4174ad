"""Pictures that people bring: decoded by another process, written anew, and kept for an hour."""

import subprocess
import sys
import time
from pathlib import Path
from secrets import token_hex
from threading import BoundedSemaphore

from vsearch.errors import PictureUnreadable, UsageWrong
from vsearch.library.storage.shared import SharedFiles
from vsearch.web.safety.decoding import TOO_LARGE
from vsearch.web.schemas.pictures import GivenPicture
from vsearch.web.settings import RequestLimits

LASTS = 3600.0
"""Seconds that a picture is kept."""
MOST = 200
"""Pictures that are kept at once: the oldest go."""
SECONDS = 20
"""What decoding one may take."""

_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
_CURE = "Give a JPEG, PNG or WebP file."


class PictureUnknown(UsageWrong):
    """No picture that was brought goes by that id, or not any more."""


class Pictures:
    """The pictures that were brought lately, in a room of their own that all workers and servers share."""

    def __init__(self, room: SharedFiles, limits: RequestLimits) -> None:
        self._room, self._limits = room, limits
        self._turn = BoundedSemaphore(2)  # each may use all the memory that one may

    def add(self, content: bytes) -> GivenPicture:
        """Keep a picture; PictureUnreadable where it is none, or too large."""
        if not content.startswith(_BEGINNINGS) or (content[:4] == b"RIFF" and content[8:12] != b"WEBP"):
            raise PictureUnreadable(f"This is not a picture that can be read. {_CURE}")
        with self._turn:
            made = self._decoded(content)
        self._tidy()
        id = token_hex(16)
        self._room.write(f"{id}{'.png' if made[:4] == bytes((0x89,)) + b'PNG' else '.jpg'}", made)
        width, height = _size(made)
        return GivenPicture(id=id, width=width, height=height)

    def path(self, id: str) -> Path:
        """Where the picture of an id lies: ids are looked up among those there are."""
        name = next((name for name in self._room.names() if name.rpartition(".")[0] == id), None)
        found = self._room.bring(name) if name else None
        if found is None:
            raise PictureUnknown(f"There is no picture {id[:40]!r}: they are kept for an hour. Bring it again.")
        return found

    def _decoded(self, content: bytes) -> bytes:
        limits = [str(self._limits.pixels), str(self._limits.memory), str(SECONDS)]
        command = [sys.executable, "-m", "vsearch.web.safety.decoding", *limits]
        try:
            done = subprocess.run(command, input=content, capture_output=True, timeout=2 * SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise PictureUnreadable(f"This picture takes too long to decode. {_CURE}") from error
        if done.returncode == TOO_LARGE:
            most = self._limits.pixels / 1e6
            raise PictureUnreadable(
                f"This picture has more than the {most:g} million pixels that are read.", "allow-larger"
            )
        if done.returncode or not done.stdout:
            raise PictureUnreadable(f"This is not a picture that can be read. {_CURE}")
        return done.stdout

    def _tidy(self) -> None:
        """Let go of what is old, and of the oldest where there are many."""
        kept = sorted(self._room.names().items(), key=lambda item: item[1])
        for number, (name, at) in enumerate(kept):
            if number < len(kept) - MOST or at < time.time() - LASTS:
                self._room.delete(name)


def _size(content: bytes) -> tuple[int, int]:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(content)) as header:
        return header.size
