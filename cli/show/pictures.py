"""Pictures in a terminal: drawn where the terminal takes kitty's, iTerm2's or sixel's, else the page is named."""

import os
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from vsearch.cli.show import terminal
from vsearch.nouns import Pixels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CHUNK = 4096
"""Letters of a picture that kitty takes at once."""

_SIXEL = {"contour", "foot", "mintty", "mlterm", "yaft"}
"""Terminals that draw sixels; others say so only when they are asked, and `VSEARCH_SIXEL` says it for them."""

_COLOURS = 128
"""Colours of a picture in sixels."""


def show(picture: Callable[[], Pixels], place: str) -> None:
    """Draw a picture, or say at which place of the page it is seen."""
    way = understood(os.environ)
    if way:
        pixels = picture()
        sys.stdout.write((sixels(pixels) if way == "sixel" else drawn(_png(pixels), way)) + "\n")
    else:
        terminal.say(f"  While `vsearch serve` runs: http://127.0.0.1:7777/{place}")


def understood(environment: Mapping[str, str]) -> str:
    """Which way of drawing the terminal understands, by what it says of itself; "" for none."""
    if environment.get("VSEARCH_SIXEL", "0") not in ("", "0"):
        return "sixel"
    if "KITTY_WINDOW_ID" in environment or environment.get("TERM_PROGRAM") == "ghostty":
        return "kitty"
    if environment.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm"):
        return "iterm"
    named = (environment.get("TERM_PROGRAM", ""), environment.get("TERM", "").partition("-")[0])
    return "sixel" if "VSEARCH_SIXEL" not in environment and _SIXEL.intersection(named) else ""


def drawn(png: bytes, way: str) -> str:
    """The letters that draw a picture, ten lines high."""
    text = b64encode(png).decode()
    if way == "iterm":
        return f"\x1b]1337;File=inline=1;height=10;size={len(png)}:{text}\x07"
    parts = [text[n : n + _CHUNK] for n in range(0, len(text), _CHUNK)]
    first = [f"a=T,f=100,r=10,m={int(len(parts) > 1)}"] + [f"m={int(n < len(parts) - 1)}" for n in range(1, len(parts))]
    return "".join(f"\x1b_G{head};{part}\x1b\\" for head, part in zip(first, parts, strict=True))


def sixels(pixels: Pixels) -> str:
    """The letters that draw a picture in DEC's way: of six rows at a time, colour by colour, where it is."""
    import numpy as np
    from PIL import Image

    image = Image.fromarray(pixels).quantize(_COLOURS)
    rows, palette = np.asarray(image), np.reshape(image.getpalette() or [], (-1, 3)) * 100 / 255
    high, wide = rows.shape
    parts = [f'\x1bPq"1;1;{wide};{high}']
    parts += [f"#{n};2;{';'.join(f'{part:.0f}' for part in palette[n])}" for n in np.unique(rows)]
    for top in range(0, high, 6):
        band = rows[top : top + 6]
        parts.append("$".join(f"#{n}{_sixel_line(band == n)}" for n in np.unique(band)) + "-")
    return "".join(parts) + "\x1b\\"


def _sixel_line(here: "NDArray[np.bool_]") -> str:
    """Where a colour is in six rows: a letter a column, whose lowest bit is the upper row; what repeats is counted."""
    import numpy as np

    columns = np.left_shift(here, np.arange(len(here))[:, None]).sum(axis=0)
    ends = np.flatnonzero(np.diff(columns, append=-1)) + 1
    runs = zip((columns[ends - 1] + ord("?")).tolist(), np.diff(ends, prepend=0).tolist(), strict=True)
    return "".join(f"!{count}{chr(letter)}" if count > 3 else chr(letter) * count for letter, count in runs)


def _png(pixels: Pixels) -> bytes:
    from PIL import Image

    content = BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    return content.getvalue()
