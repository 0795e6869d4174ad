import sys
from pathlib import Path

import numpy as np
import pytest

from vsearch.errors import ModelMissing, UsageWrong
from vsearch.sounds import SOUND_ENCODERS, Window, loudness, spectrum
from vsearch.sounds.features import FEATURES, NAMES

RATE = 16_000


def noise(seconds: float, gain: float = 0.1, seed: int = 0) -> np.ndarray:
    return (gain * np.random.default_rng(seed).standard_normal(round(seconds * RATE))).astype(np.float32)


def tone(seconds: float, hertz: float = 440.0, gain: float = 0.3) -> np.ndarray:
    return (gain * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


@pytest.fixture(scope="session")
def encoders(tmp_path_factory):
    sys.path.insert(0, str(Path(__file__).parent))
    from small_clap import save_clap

    folder = save_clap(tmp_path_factory.mktemp("models") / "clap")
    return {"builtin": SOUND_ENCODERS.make("builtin"), "clap": SOUND_ENCODERS.make(f"clap:{folder}")}


@pytest.mark.parametrize("name", ["builtin", "clap"])
def test_every_encoder_keeps_its_promises(encoders, name):
    encoder = encoders[name]
    spec = encoder.spec
    scale = spec.rate // RATE
    windows = [Window(np.repeat(noise(seconds, seed=n), scale), 0.5) for n, seconds in enumerate((10.0, 3.0, 0.3))]
    rows = encoder.encode(windows)
    assert rows.shape == (3, spec.width)
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()
    assert np.allclose(rows[1], encoder.encode([windows[1]])[0], atol=1e-4)
    assert encoder.encode([]).shape == (0, spec.width)
    assert spec.window > spec.hop > 0
    if spec.words:
        assert np.allclose(np.linalg.norm(encoder.encode_texts(["rain", "a dog"]), axis=1), 1, atol=1e-5)
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    else:
        with pytest.raises(UsageWrong, match="clap"):
            encoder.encode_texts(["rain"])


def test_a_missing_clap_is_one_sentence():
    with pytest.raises(ModelMissing, match="is not on this machine"):
        SOUND_ENCODERS.make("clap:laion/clap-htsat-unfused")


def test_the_builtin_numbers_are_named_once_and_standardised():
    assert len(NAMES) == len(set(NAMES)) == 96
    assert all(feature.spread > 0 and feature.meaning for feature in FEATURES)
    rows = SOUND_ENCODERS.make("builtin").encode([Window(np.zeros(RATE * 10, np.float32)), Window(noise(10))])
    assert np.abs(rows).max() <= 4


@pytest.mark.parametrize(
    ("feature", "lower", "higher"),
    [
        pytest.param("loudness", Window(noise(10, 0.01)), Window(noise(10, 0.1)), id="louder"),
        pytest.param("flatness_mean", Window(tone(10)), Window(noise(10)), id="noise is flat"),
        pytest.param("tonality_mean", Window(noise(10)), Window(tone(10) + tone(10, 660)), id="notes are tonal"),
        pytest.param("centroid_mean", Window(tone(10, 200)), Window(tone(10, 3000)), id="brighter"),
        pytest.param("speech", Window(noise(10), 0.1), Window(noise(10), 0.9), id="somebody speaks"),
        pytest.param(
            "silence", Window(noise(10)), Window(np.r_[noise(5), np.zeros(5 * RATE, np.float32)]), id="silence"
        ),
        pytest.param(
            "trend", Window(np.r_[noise(5), noise(5, 0.01)]), Window(np.r_[noise(5, 0.01), noise(5)]), id="swell"
        ),
        pytest.param("pulse", Window(noise(10)), Window(noise(10) * (np.arange(160_000) % 8000 < 800)), id="beat"),
    ],
)
def test_a_feature_measures_what_it_says(feature, lower, higher):
    rows = SOUND_ENCODERS.make("builtin").encode([lower, higher])
    assert rows[1, NAMES.index(feature)] > rows[0, NAMES.index(feature)] + 0.2


def test_mel_bands_are_those_of_torchaudio():
    torchaudio = pytest.importorskip("torchaudio")
    import torch

    wave = noise(2) + tone(2, 1000)
    theirs = torchaudio.transforms.MelSpectrogram(RATE, spectrum.FFT, hop_length=spectrum.HOP, n_mels=32, center=False)
    wanted = 10 * np.log10(np.maximum(theirs(torch.tensor(wave)).numpy().T, spectrum.FLOOR))
    assert np.allclose(spectrum.mel(spectrum.power(wave), RATE, 32), wanted, atol=0.01)


@pytest.mark.parametrize("rate", [16_000, 48_000])
def test_loudness_is_that_of_torchaudio(rate):
    torchaudio = pytest.importorskip("torchaudio")
    import torch

    gains = np.repeat(np.random.default_rng(1).uniform(0.001, 1, 60), rate // 10)
    wave = (gains * noise(6 * rate / RATE)).astype(np.float32)
    ours = loudness.integrated(loudness.steps(loudness.weighted(wave, rate), rate))
    assert ours == pytest.approx(torchaudio.functional.loudness(torch.tensor(wave)[None], rate).item(), abs=0.01)


def test_weighting_in_pieces_joins_seamlessly():
    wave = noise(4)
    parts = [loudness.weighted(wave[: 2 * RATE], RATE), loudness.weighted(wave[2 * RATE :], RATE, wave[: 2 * RATE])]
    assert np.allclose(np.concatenate(parts), loudness.weighted(wave, RATE), atol=1e-5)


def test_silence_has_no_loudness():
    assert loudness.integrated(loudness.steps(np.zeros(RATE, np.float32), RATE)) == float("-inf")
    assert loudness.integrated(np.zeros(0)) == float("-inf")


def test_the_built_in_encoder_and_the_voice_need_no_torch():
    import subprocess

    code = (
        "import sys, numpy as np; from vsearch.sounds import SOUND_ENCODERS, Window;"
        "from vsearch.sounds.voice import Voice;"
        "SOUND_ENCODERS.make('builtin').encode([Window(np.zeros(160000, np.float32))]);"
        "Voice().probabilities(np.zeros(5120, np.float32)); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
