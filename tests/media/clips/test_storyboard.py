from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pysubs2
import pytest
from PIL import Image

from vsearch.errors import UsageWrong, VideoGone
from vsearch.library import Store
from vsearch.media.clips.storyboard import storyboard


def cues(path: Path) -> list[tuple[float, float, str, tuple[int, ...]]]:
    """Start, end, sheet and box of every cue, read by another program's reader."""
    found = []
    for event in pysubs2.load(str(path), format_="vtt"):
        sheet, _, box = event.text.partition("#xywh=")
        found.append((event.start / 1000, event.end / 1000, unquote(sheet), tuple(map(int, box.split(",")))))
    return found


def test_the_pictures_that_the_library_keeps_are_handed_out(
    add: Callable[..., object], store: Store, tmp_path: Path
) -> None:
    content = BytesIO()
    Image.new("RGB", (320, 90), (9, 200, 9)).save(content, "WEBP")
    told = (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\npreview.webp#xywh=0,0,160,90\n\n"
        "00:00:02.000 --> 00:00:04.000\npreview.webp#xywh=160,0,160,90\n"
    )
    add(
        "kept", [("red", 0.0, 4.0)], title="../Ein Öl: 50%", path=tmp_path / "gone", sheet=content.getvalue(), cues=told
    )
    made = storyboard(store, "kept", tmp_path / "boards")
    assert made.pictures == 2
    assert made.path == tmp_path / "boards" / "Ein Öl 50% storyboard.vtt"
    assert made.sheets[0].read_bytes() == content.getvalue()
    assert cues(made.path) == [
        (0.0, 2.0, made.sheets[0].name, (0, 0, 160, 90)),
        (2.0, 4.0, made.sheets[0].name, (160, 0, 160, 90)),
    ]


def test_a_picture_every_so_often_fills_sheet_after_sheet(filmed: Store, tmp_path: Path) -> None:
    from vsearch.readers.pyav import PyAVReader

    made = storyboard(filmed, "tick", tmp_path, every=0.1)
    told = cues(made.path)
    assert (made.pictures, len(told), len(made.sheets)) == (40, 40, 1)
    assert told[0][:2] == (0.0, pytest.approx(0.08, abs=0.021))
    assert told[-1][1] == pytest.approx(4.0)
    assert all(before[1] == after[0] for before, after in pairwise(told))
    with Image.open(made.sheets[0]) as sheet:
        pixels = np.asarray(sheet.convert("RGB")).astype(int)
    reader = PyAVReader(filmed.find("tick").video.path)
    for start, _, _, (x, y, width, height) in told[::13]:
        time = reader.times()[np.searchsorted(reader.times(), start - 1e-3)]
        source = next(reader.frames(np.array([time]), [])).pixels[0].astype(int)
        for part in (0.25, 0.75):
            here = pixels[y + int(part * height), x + width // 4]
            assert np.abs(here - source[int(part * 48), 16]).max() <= 12


def test_many_pictures_need_several_sheets(filmed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vsearch.media.clips.storyboard._DOWN", 1)
    made = storyboard(filmed, "tick", tmp_path, every=0.2)
    assert len(made.sheets) == 2
    assert [cue[2] for cue in cues(made.path)] == [made.sheets[0].name] * 10 + [made.sheets[1].name] * 10
    assert cues(made.path)[10][3][:2] == (0, 0)


def test_a_video_without_a_sheet_is_decoded(filmed: Store, tmp_path: Path) -> None:
    assert storyboard(filmed, "tick", tmp_path).pictures == 2


def test_what_cannot_be_drawn_is_refused(filmed: Store, add: Callable[..., object], tmp_path: Path) -> None:
    add("gone", [("red", 0.0, 4.0)], path=tmp_path / "nowhere.mp4")
    with pytest.raises(UsageWrong, match="every 0 seconds"):
        storyboard(filmed, "tick", tmp_path, every=0)
    with pytest.raises(VideoGone, match=r"nowhere\.mp4"):
        storyboard(filmed, "gone", tmp_path)
