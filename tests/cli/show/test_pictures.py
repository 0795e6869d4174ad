"""Pictures are drawn in the way that the terminal understands, and written to a file where it understands none."""

from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest

from vsearch.cli.show import pictures


@pytest.mark.parametrize(
    ("environment", "way"),
    [
        pytest.param({"KITTY_WINDOW_ID": "1"}, "kitty", id="kitty"),
        pytest.param({"TERM_PROGRAM": "iTerm.app"}, "iterm", id="iTerm2"),
        pytest.param({"TERM": "xterm-256color"}, "", id="neither"),
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


def test_elsewhere_the_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pictures, "understood", lambda _: "")
    monkeypatch.setattr(pictures, "_folder", lambda: tmp_path)
    pictures.show(np.zeros((9, 16, 3), np.uint8), "v1")
    assert str(tmp_path / "v1.png") in capsys.readouterr().out
    assert (tmp_path / "v1.png").read_bytes().startswith(b"\x89PNG")
