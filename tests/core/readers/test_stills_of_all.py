"""Every still of every film at hand is the frame of a full decode."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from vsearch.data.samples import Samples
from vsearch.nouns import Pixels
from vsearch.readers import Size
from vsearch.readers.packets.feed import prime
from vsearch.readers.pictures.picture import Converter
from vsearch.readers.pyav import PyAVReader
from vsearch.readers.still import still

SMALL = Size(96, 96, "squash")
FRAMES = 150
"""Of each film; a full decode of more takes long."""


def decoded(path: Path, wanted: set[int]) -> Iterator[tuple[int, Pixels]]:
    """Frames of a decoder that sees every packet from the first on."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        converter = Converter(SMALL, stream.sample_aspect_ratio or 1)  # type: ignore[arg-type]
        for number, frame in enumerate(container.decode(stream)):
            if number in wanted:
                yield number, converter.picture(frame)
            if number == max(wanted):
                return


def compared(path: Path, count: int) -> list[float]:
    reader = PyAVReader(path)
    times = reader.times()
    reader.close()
    ranks = np.unique(np.linspace(0, min(len(times), FRAMES) - 1, count).astype(int))
    full = dict(decoded(path, set(ranks.tolist())))
    return [float(np.abs(still(path, float(times[n]), size=SMALL).astype(int) - full[n]).max()) for n in ranks.tolist()]


def test_a_still_of_a_sample_is_the_frame_of_a_full_decode(samples: Samples) -> None:
    unlike = {path.name: max(compared(path, 5)) for path in sorted(samples.folder.glob("*.mp4"))}
    assert unlike
    assert not {name: most for name, most in unlike.items() if most}


@pytest.mark.slow
def test_a_still_of_a_real_clip_is_the_frame_of_a_full_decode(shared: Path) -> None:
    clips = [path for path in (shared / "videos" / "real").iterdir() if path.suffix in (".mp4", ".mkv", ".webm")]
    unlike = {path.name: max(compared(path, 4)) for path in clips}
    assert "cockatoo.mp4" in unlike
    assert not {name: most for name, most in unlike.items() if most}


class Decoder:
    """Remembers what it was given."""

    def __init__(self, profile: str | None) -> None:
        self.profile = profile
        self.given: list[object] = []

    def decode(self, packet: object) -> None:
        self.given.append(packet)

    def flush_buffers(self) -> None:
        self.given.append("flushed")


@pytest.mark.parametrize(
    ("profile", "packet", "given"),
    [
        pytest.param("High 4:4:4 Predictive", "first", ["first", "flushed"], id="4:4:4"),
        pytest.param("High 4:4:4 Predictive", None, [], id="no packet"),
        pytest.param("High", "first", [], id="4:2:0"),
        pytest.param(None, "first", [], id="no profile"),
    ],
)
def test_only_a_decoder_of_444_is_shown_the_first_packet(
    profile: str | None, packet: object, given: list[object]
) -> None:
    decoder = Decoder(profile)
    prime(decoder, packet)
    assert decoder.given == given
