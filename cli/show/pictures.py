"""Pictures in a terminal: drawn where kitty's or iTerm2's way is understood, else named as a file to look at."""

import os
import sys
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp

from vsearch.cli.show import terminal
from vsearch.nouns import Pixels

_CHUNK = 4096
"""Letters of a picture that kitty takes at once."""


def show(pixels: Pixels, name: str) -> None:
    """Draw a picture, or write it to a temporary file and say where."""
    way = understood(os.environ)
    if way:
        sys.stdout.write(drawn(_png(pixels), way) + "\n")
        return
    path = _folder() / f"{name}.png"
    path.write_bytes(_png(pixels))
    terminal.say(f"  {path}")


def understood(environment: Mapping[str, str]) -> str:
    """Which way of drawing the terminal understands, by what it says of itself; "" for none."""
    if "KITTY_WINDOW_ID" in environment or environment.get("TERM_PROGRAM") == "ghostty":
        return "kitty"
    return "iterm" if environment.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm") else ""


def drawn(png: bytes, way: str) -> str:
    """The letters that draw a picture, ten lines high."""
    text = b64encode(png).decode()
    if way == "iterm":
        return f"\x1b]1337;File=inline=1;height=10;size={len(png)}:{text}\x07"
    parts = [text[n : n + _CHUNK] for n in range(0, len(text), _CHUNK)]
    first = [f"a=T,f=100,r=10,m={int(len(parts) > 1)}"] + [f"m={int(n < len(parts) - 1)}" for n in range(1, len(parts))]
    return "".join(f"\x1b_G{head};{part}\x1b\\" for head, part in zip(first, parts, strict=True))


@cache
def _folder() -> Path:
    """A folder of this process's own: a name that could be guessed could be somebody else's link."""
    return Path(mkdtemp(prefix="vsearch-"))


def _png(pixels: Pixels) -> bytes:
    from PIL import Image

    content = BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()
