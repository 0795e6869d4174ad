from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from vsearch.errors import UsageWrong
from vsearch.library import Store
from vsearch.media.clips.animation import animation
from vsearch.nouns import Moment, Span
from vsearch.readers.pyav import PyAVReader

MOMENTS = [Moment("tick", Span(2.0, 3.8), 0.5, best=3.0), Moment("tick", Span(0.2, 1.2), 0.9, best=0.5)]


@pytest.mark.parametrize("suffix", [".webp", ".gif"])
def test_a_preview_moves(filmed: Store, tmp_path: Path, suffix: str) -> None:
    made = animation(filmed, MOMENTS, tmp_path / f"preview{suffix}", width=96)
    with Image.open(made.path) as picture:
        frames, size = getattr(picture, "n_frames", 1), picture.size
        picture.seek(frames - 1)
        picture.load()
        assert picture.info["duration"] == 100
        assert picture.info["loop"] == 0
    assert (frames, size) == (25, (96, 72))
    assert made.length == pytest.approx(2.5)


def test_a_preview_can_be_a_film_without_sound(filmed: Store, tmp_path: Path) -> None:
    made = animation(filmed, MOMENTS, tmp_path / "preview.MP4", width=97)
    facts = PyAVReader(made.path).facts
    assert (facts.width, facts.height, facts.sounds) == (96, 72, ())
    assert facts.duration == pytest.approx(2.5)


def test_a_preview_shows_a_little_of_each_moment_in_order_of_time(filmed: Store, tmp_path: Path) -> None:
    made = animation(filmed, MOMENTS, tmp_path / "preview.webp", length=2.0, width=16)
    spans = [(span.start, span.end) for _, span in made.parts]
    assert spans == [pytest.approx((0.2, 1.2)), pytest.approx((2.0 + 2 / 3, 3.0 + 2 / 3))]


def test_a_preview_never_lasts_long(filmed: Store, add: Callable[..., object], film: Path, tmp_path: Path) -> None:
    made = animation(filmed, [Moment("tick", Span(0, 4), 1.0)], tmp_path / "preview.webp", length=1.0, width=16)
    assert made.length == pytest.approx(1.0)
    with pytest.raises(UsageWrong, match="at most 6 seconds"):
        animation(filmed, MOMENTS, tmp_path / "long.webp", length=60)


def test_only_what_moves_can_be_a_preview(filmed: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageWrong, match=r"\.webp, \.gif, \.mp4"):
        animation(filmed, MOMENTS, tmp_path / "preview.jpg")
    with pytest.raises(UsageWrong, match="0 moments"):
        animation(filmed, [], tmp_path / "preview.webp")
