"""Pictures and films that claim more pixels than a machine holds are refused by their headers."""

import resource
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from vsearch.data.film import write_video
from vsearch.errors import PictureUnreadable, UsageWrong, VideoUnreadable
from vsearch.readers.image import image
from vsearch.readers.pyav import PyAVReader
from vsearch.readers.still import still
from vsearch.settings import Limits


def png(side: int) -> bytes:
    """A grey picture of a few bytes."""
    data = BytesIO()
    Image.new("1", (side, side)).save(data, "PNG")
    return data.getvalue()


def grown() -> int:
    """Most bytes that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_a_picture_of_400_million_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    (tmp_path / "bomb.png").write_bytes(png(20_000))
    before = grown()
    with pytest.raises(PictureUnreadable, match="measures 20000x20000, more than the 100 million pixels"):
        image(tmp_path / "bomb.png")
    assert grown() - before < 100_000_000


def test_a_film_of_256_million_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.mov"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("png", rate=25)
        stream.width, stream.height, stream.pix_fmt = 16_000, 16_000, "rgb24"
        packet = av.Packet(png(16_000))
        packet.stream, packet.pts, packet.dts, packet.time_base, packet.is_keyframe = (
            stream,
            0,
            0,
            Fraction(1, 25),
            True,
        )
        container.mux(packet)
    before = grown()
    with pytest.raises(VideoUnreadable, match="larger than 80 million pixels"):
        PyAVReader(path)
    assert grown() - before < 100_000_000


def test_the_environment_sets_the_limits(
    film: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small.png").write_bytes(png(100))
    monkeypatch.setenv(Limits.PICTURE, "9999")
    monkeypatch.setenv(Limits.FILM, "6000")
    with pytest.raises(PictureUnreadable, match="set the environment variable VSEARCH_MAX_PICTURE_PIXELS"):
        image(tmp_path / "small.png")
    for opens in (PyAVReader, lambda path: still(path, 0)):
        with pytest.raises(VideoUnreadable, match=r"pictures of 96x64.*set the environment variable VSEARCH_MAX_FILM"):
            opens(film("h264"))
    monkeypatch.setenv(Limits.PICTURE, "10000")
    assert image(tmp_path / "small.png").shape == (100, 100, 3)
    monkeypatch.setenv(Limits.PICTURE, "many")
    with pytest.raises(UsageWrong, match="'many'"):
        image(tmp_path / "small.png")


def test_wide_pixels_count_as_they_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grey = np.full((64, 96, 3), 90, np.uint8)
    path = write_video(tmp_path / "wide.mp4", ((grey, n / 25) for n in range(3)), aspect=Fraction(60))
    monkeypatch.setenv(Limits.FILM, "300000")
    with pytest.raises(VideoUnreadable, match="pictures of 5760x64"):
        PyAVReader(path)


@pytest.mark.parametrize("content", [b"", b"no picture", png(8)[:40]], ids=["empty", "text", "cut"])
def test_what_is_no_picture_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(PictureUnreadable, match="not a picture that can be read"):
        image(tmp_path / "a.png")
    with pytest.raises(PictureUnreadable, match="is no file"):
        image(tmp_path)
