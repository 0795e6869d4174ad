"""Pictures are drawn in the way that the terminal understands, and their place is named where it understands none."""

import re
from base64 import b64decode

import numpy as np
import pytest
from numpy.typing import NDArray

from vsearch.cli.show import pictures


@pytest.mark.parametrize(
    ("environment", "way"),
    [
        pytest.param({"KITTY_WINDOW_ID": "1"}, "kitty", id="kitty"),
        pytest.param({"TERM_PROGRAM": "iTerm.app"}, "iterm", id="iTerm2"),
        pytest.param({"TERM": "xterm-256color"}, "", id="neither"),
        pytest.param({"TERM": "foot-extra"}, "sixel", id="foot"),
        pytest.param({"TERM": "xterm", "TERM_PROGRAM": "mintty"}, "sixel", id="mintty"),
        pytest.param({"TERM": "xterm", "VSEARCH_SIXEL": "1"}, "sixel", id="said"),
        pytest.param({"TERM": "foot", "VSEARCH_SIXEL": "0"}, "", id="forbidden"),
    ],
)
def test_a_terminal_says_which_way_it_understands(environment: dict[str, str], way: str) -> None:
    assert pictures.understood(environment) == way


@pytest.mark.parametrize("size", [10, 10_000])
def test_the_letters_hold_the_whole_picture(size: int) -> None:
    png = bytes(n % 256 for n in range(size))
    parts = [part.split(";")[1] for part in pictures.drawn(png, "kitty").split("\x1b\\")[:-1]]
    assert b64decode("".join(parts)) == png
    assert all(len(part) <= 4096 for part in parts)
    assert b64decode(pictures.drawn(png, "iterm").split(":")[1].rstrip("\x07")) == png


def decoded(text: str) -> NDArray[np.uint8]:
    """The picture that sixels draw."""
    assert text.startswith('\x1bPq"1;1;')
    assert text.endswith("\x1b\\")
    wide, high, rest = re.fullmatch(r'\x1bPq"1;1;(\d+);(\d+)(.*)\x1b\\', text, re.DOTALL).groups()  # type: ignore[union-attr]
    shown = np.full((int(high) + 5, int(wide), 3), 7, np.uint8)
    palette, colour, x, y = {}, "", 0, 0
    for sign, count, letter in re.findall(r"(#\d+(?:;2;\d+;\d+;\d+)?|[$-])|(?:!(\d+))?([?-~])", rest):
        if sign in ("$", "-"):
            x, y = 0, y + 6 * (sign == "-")
        elif sign:
            colour, _, parts = sign.partition(";2;")
            if parts:
                palette[colour] = np.round(np.array(parts.split(";"), float) * 2.55)
        else:
            here = [y + bit for bit in range(6) if (ord(letter) - 63) >> bit & 1]
            shown[here, x : x + int(count or 1)] = palette[colour]
            x += int(count or 1)
    return shown[: int(high)]


@pytest.mark.parametrize("size", [(1, 1), (6, 5), (45, 80), (13, 300)])
def test_sixels_draw_the_picture(size: tuple[int, int]) -> None:
    high, wide = size
    across, down = np.arange(wide) // 9 * 20 % 256, np.arange(high)[:, None] // 5 * 40 % 256
    pixels = np.stack(np.broadcast_arrays(across, down, 128), axis=-1).astype(np.uint8)
    drawn = decoded(pictures.sixels(pixels))
    assert drawn.shape == pixels.shape
    assert np.abs(drawn.astype(int) - pixels).mean() < 6


def test_elsewhere_the_place_of_the_page_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pictures, "understood", lambda _: "")
    pictures.show(lambda: pytest.fail("nothing is drawn"), "video/v1?t=2.5")
    assert "http://127.0.0.1:7777/video/v1?t=2.5" in capsys.readouterr().out
