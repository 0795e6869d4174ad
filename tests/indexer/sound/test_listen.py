from pathlib import Path

import av
import numpy as np
import pytest

from vsearch.indexer.sound.listen import listen
from vsearch.nouns import Span
from vsearch.sounds import SOUND_ENCODERS

RATE = 48_000
LAYOUTS = {1: "mono", 2: "stereo", 8: "7.1"}


def tone(seconds: float, hertz: float = 440.0) -> np.ndarray:
    return (0.2 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def write(
    path: Path, *tracks: np.ndarray, picture=2.0, rate=RATE, channels=1, offset=0.0, codec="pcm_f32le", tongues=()
):
    """A Matroska file with a black picture and sound tracks, the sound `offset` seconds later than the picture."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
        streams = [container.add_stream(codec, rate=rate, layout=LAYOUTS[channels]) for _ in tracks]
        for stream, tongue in zip(streams, tongues, strict=False):
            stream.metadata["language"] = tongue
        for index in range(round(picture * 10)):
            frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
            frame.pts = index
            container.mux(video.encode(frame))
        container.mux(video.encode())
        for stream, wave in zip(streams, tracks, strict=True):
            for first in range(0, len(wave), 4096):
                samples = np.repeat(wave[None, first : first + 4096], channels, 0)
                frame = av.AudioFrame.from_ndarray(
                    np.ascontiguousarray(samples.T.reshape(1, -1)), "flt", LAYOUTS[channels]
                )
                frame.sample_rate, frame.pts = rate, first + round(offset * rate)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
    return path


@pytest.fixture(scope="module")
def encoder():
    return SOUND_ENCODERS.make("builtin")


def test_a_video_without_sound_says_so(tmp_path, encoder):
    heard = listen(write(tmp_path / "mute.mkv"), encoder, duration=2)
    assert (heard.track.state, len(heard.track.vectors), heard.track.notes) == ("none", 0, ())


def test_digital_silence_is_a_state_and_not_zeros(tmp_path, encoder):
    heard = listen(write(tmp_path / "silent.mkv", np.zeros(2 * RATE, np.float32)), encoder, duration=2)
    assert (heard.track.state, len(heard.track.vectors)) == ("silent", 0)
    assert [event.kind for event in heard.track.events] == ["silence"]


@pytest.mark.parametrize(("rate", "channels"), [(8_000, 1), (48_000, 8), (192_000, 2)], ids=["8 kHz", "7.1", "192 kHz"])
def test_any_rate_and_any_channels_are_heard(tmp_path, encoder, rate, channels):
    wave = (0.2 * np.sin(2 * np.pi * 440 * np.arange(2 * rate) / rate)).astype(np.float32)
    heard = listen(write(tmp_path / "odd.mkv", wave, rate=rate, channels=channels), encoder, duration=2)
    assert heard.track.state == "sound"
    assert len(heard.track.loudness) == 2
    assert heard.loudness > -30


def test_offset_sound_keeps_the_times_of_the_picture(tmp_path, encoder):
    path = write(tmp_path / "late.mkv", tone(2), picture=5, offset=2.0)
    heard = listen(path, encoder, duration=5)
    assert list(heard.track.loudness[:2]) == [-70, -70]
    assert heard.track.loudness[2] > -30
    assert heard.track.notes == ("The sound begins 2.0 s after the picture.",)


def test_what_is_heard_of_a_stream_that_begins_in_mid_group_has_the_times_of_its_picture(midstream, encoder):
    heard = listen(midstream, encoder, duration=8)
    assert int(heard.track.loudness.argmax()) == 4
    silences = [event.span for event in heard.track.events if event.kind == "silence"]
    # Loudness is measured over 400 ms every 100 ms.
    assert [silences[0].end, silences[1].start] == pytest.approx([4.2, 4.6], abs=0.11)


def test_sound_longer_than_the_picture_is_kept_and_said(tmp_path, encoder):
    heard = listen(write(tmp_path / "long.mkv", tone(5)), encoder, duration=2)
    assert len(heard.track.loudness) == 5
    assert heard.track.notes == ("The sound goes on for 3.0 s after the last picture.",)


@pytest.mark.parametrize(
    ("asked", "quiet", "said"),
    [
        pytest.param({}, True, False, id="first"),
        pytest.param({"track": 2}, False, False, id="number"),
        pytest.param({"language": "ru"}, False, False, id="language"),
        pytest.param({"track": 7}, True, True, id="no such number"),
        pytest.param({"language": "fr"}, True, True, id="no such language"),
    ],
)
def test_the_track_is_chosen_by_number_or_language(tmp_path, encoder, asked, quiet, said):
    path = write(tmp_path / "two.mkv", 0.01 * tone(2), tone(2), tongues=("eng", "rus"))
    heard = listen(path, encoder, duration=2, **asked)
    assert (heard.loudness < -40) is quiet
    assert bool(heard.track.notes) is said


def test_a_broken_file_is_said_and_keeps_what_came_before(tmp_path, encoder):
    path = write(tmp_path / "whole.mkv", tone(20), codec="aac", picture=1)
    data = path.read_bytes()
    broken = tmp_path / "broken.mkv"
    broken.write_bytes(data[: len(data) // 2])
    heard = listen(broken, encoder, duration=20)
    assert heard.track.state == "sound"
    assert 2 < len(heard.track.loudness) < 18


def test_damaged_packets_are_counted(tmp_path, encoder):
    path = write(tmp_path / "whole.mkv", tone(8), codec="aac", picture=1)
    data = bytearray(path.read_bytes())
    dice = np.random.default_rng(0)
    for place in dice.integers(len(data) // 2, len(data) - 2000, 300):
        data[place] ^= 0xFF
    path.write_bytes(bytes(data))
    heard = listen(path, encoder, duration=8)
    assert heard.track.state == "sound"
    assert heard.track.loudness[1] > -30


def test_what_is_no_video_fails_in_one_sentence(tmp_path, encoder):
    path = tmp_path / "not.mp4"
    path.write_bytes(b"no film" * 100)
    heard = listen(path, encoder, duration=0)
    assert heard.track.state == "failed"
    assert "cannot be opened" in heard.track.notes[0]


def test_windows_overlap_and_cover_everything(tmp_path, encoder):
    heard = listen(write(tmp_path / "long.mkv", tone(23), picture=23), encoder, duration=23)
    assert list(heard.track.starts) == [0, 5, 10, 15]
    assert heard.track.vectors.shape == (4, 96)
    assert heard.track.encoder == "builtin"


def test_memory_does_not_grow_with_the_length(tmp_path):
    from vsearch.readers.audio import PIECE, Audio

    audio = Audio(write(tmp_path / "long.mkv", tone(40), picture=1))
    sizes = [len(piece[16_000]) for piece in audio.pieces([16_000])]
    audio.close()
    assert max(sizes) == PIECE * 16_000
    assert sum(sizes) == pytest.approx(40 * 16_000, abs=32)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("friday", 0.7, 1.0),
        ("nasa_13013", 0.7, 1.0),
        ("chrome", 0.05, 0.4),
        ("pancake", 0.05, 0.4),
        ("frog", 0, 0),
        ("dog", 0, 0),
    ],
)
def test_voices_are_heard_where_people_speak(shared, encoder, name, low, high):
    path = next((shared / "videos" / "real").glob(f"{name}.m*"))
    heard = listen(path, encoder, duration=0)
    spoken = sum(span.length for span in heard.speech) / len(heard.track.speech)
    assert low <= spoken <= high


def test_failing_audio_is_indexed_all_the_same(shared, encoder):
    heard = listen(shared / "videos" / "odd" / "video_with_failing_audio.mp4", encoder, duration=11.2)
    assert heard.track.state == "sound"
    assert len(heard.track.vectors) == 2


class _Echo:
    name = "echo"

    def __init__(self):
        self.heard = []

    def transcribe(self, wave, language=""):
        from vsearch.indexer.transcribers import Said

        self.heard.append(len(wave) / 16_000)
        return [Said(Span(0, len(wave) / 16_000), f"word {len(self.heard)}", language or "en")]


class _Broken(_Echo):
    def transcribe(self, wave, language=""):
        from vsearch.errors import WordsUnreadable

        raise WordsUnreadable("It gave up.")


def test_nothing_is_transcribed_where_nobody_speaks(tmp_path):
    echo = _Echo()
    heard = listen(write(tmp_path / "tone.mkv", tone(5)), None, duration=5, transcriber=echo)
    assert echo.heard == []
    assert heard.words.source == "none"


def test_speech_is_transcribed_in_the_same_pass(shared, encoder):
    echo = _Echo()
    heard = listen(shared / "videos" / "real" / "pancake.mkv", encoder, duration=10.4, transcriber=echo)
    assert 1 <= sum(echo.heard) < 5
    assert heard.words.utterances[0].source == "echo"
    assert heard.words.utterances[0].span.end < 4


def test_a_transcriber_that_fails_leaves_a_note_and_the_sound(shared, encoder):
    heard = listen(shared / "videos" / "real" / "friday.mp4", encoder, duration=6, transcriber=_Broken())
    assert heard.track.state == "sound"
    assert heard.words.notes == ("It gave up.",)
