import shutil
import socket
import sys
from pathlib import Path

import numpy as np
import pytest

from vsearch.cli.cures import worded
from vsearch.errors import DeviceFull, ModelMissing
from vsearch.indexer.transcribers import TRANSCRIBERS, Said, at_hand
from vsearch.indexer.transcribers.filters import believed, density, doubt
from vsearch.indexer.transcribers.transcript import Transcript
from vsearch.nouns import Span

WAVE = (0.1 * np.random.default_rng(0).standard_normal(16_000 * 3)).astype(np.float32)


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory):
    sys.path.insert(0, str(Path(__file__).parent))
    from small_whisper import save_whisper

    return save_whisper(tmp_path_factory.mktemp("models") / "whisper")


@pytest.fixture(scope="module")
def transcribers(checkpoints):
    import warnings

    ctranslate2 = pytest.importorskip("ctranslate2")
    pytest.importorskip("faster_whisper")
    fast = checkpoints.with_name("faster")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ctranslate2.converters.TransformersConverter(str(checkpoints), copy_files=["tokenizer.json"]).convert(str(fast))
    specs = {"none": "none", "whisper": f"whisper:{checkpoints}", "faster-whisper": f"faster-whisper:{fast}"}
    return {
        name: TRANSCRIBERS.make(spec) if name == "none" else TRANSCRIBERS.make(spec, device="cpu")
        for name, spec in specs.items()
    }


@pytest.mark.parametrize("name", ["none", "whisper", "faster-whisper"])
def test_every_transcriber_keeps_its_promises(transcribers, name):
    transcriber = transcribers[name]
    assert transcriber.name.startswith(name)
    for language in ("", "en", "xx"):
        said = transcriber.transcribe(WAVE, language)
        assert list(said) == list(transcriber.transcribe(WAVE, language))
        for piece in said:
            assert 0 <= piece.span.start <= piece.span.end <= 3
            assert piece.text.strip()
            assert 0 <= piece.silence <= 1
            assert piece.confidence <= 0
            assert len(piece.language) == 2
    assert name == "none" or said


def test_random_weights_are_never_believed(transcribers):
    transcript = Transcript(transcribers["whisper"])
    transcript.add(0.0, WAVE)
    words = transcript.words()
    assert words.utterances == ()
    assert words.source == "none"
    assert "were not believed" in words.notes[0]


@pytest.mark.parametrize("spec", ["whisper:openai/whisper-small", "faster-whisper:small", "whisper:/no/such/folder"])
def test_a_missing_model_is_one_sentence_and_soon_said(spec, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *to: pytest.fail("the network was asked"))
    with pytest.raises(ModelMissing) as error:
        TRANSCRIBERS.make(spec)
    assert "--transcriber" in worded(error.value)


@pytest.mark.parametrize("spec", ["whisper", "whisper:/no/such/folder", "faster-whisper", "none", "nosuch"])
def test_a_model_that_is_not_here_is_not_at_hand(spec):
    assert not at_hand(spec)


def test_a_model_in_a_folder_is_at_hand(tmp_path):
    assert at_hand(f"whisper:{tmp_path}")


def test_a_missing_model_does_not_cost_loading_torch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)  # any import of it fails
    with pytest.raises(ModelMissing):
        TRANSCRIBERS.make("whisper:/no/such/folder")


@pytest.mark.parametrize("name", ["Whisper", "FasterWhisper"])
def test_a_full_device_is_no_missing_model(checkpoints, monkeypatch, name):
    import torch

    def full(*arguments, **options):
        raise torch.OutOfMemoryError("CUDA out of memory")

    if name == "Whisper":
        import transformers

        monkeypatch.setattr(transformers.WhisperForConditionalGeneration, "to", full)
        spec = f"whisper:{checkpoints}"
    else:
        monkeypatch.setattr(pytest.importorskip("faster_whisper"), "WhisperModel", full)
        spec = f"faster-whisper:{checkpoints}"
    with pytest.raises(DeviceFull, match="cuda:0 has not enough"):
        TRANSCRIBERS.make(spec, device="cuda:0")


def test_faster_whisper_is_told_its_device_by_kind_and_number(checkpoints, monkeypatch):
    asked = {}
    monkeypatch.setattr(
        pytest.importorskip("faster_whisper"), "WhisperModel", lambda folder, **options: asked.update(options)
    )
    TRANSCRIBERS.make(f"faster-whisper:{checkpoints}", device="cuda:1")
    assert (asked["device"], asked["device_index"]) == ("cuda", 1)


def test_a_checkpoint_of_half_precision_runs_in_full_on_the_cpu(checkpoints, tmp_path):
    import torch
    from transformers import WhisperForConditionalGeneration

    shutil.copytree(checkpoints, tmp_path / "half")
    WhisperForConditionalGeneration.from_pretrained(checkpoints).half().save_pretrained(tmp_path / "half")
    transcriber = TRANSCRIBERS.make(f"whisper:{tmp_path / 'half'}", device="cpu")
    assert {weight.dtype for weight in transcriber._model.parameters()} == {torch.float32}
    assert transcriber.transcribe(WAVE)


def test_a_damaged_model_is_one_sentence(checkpoints, tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelMissing, match="no whole Whisper model"):
        TRANSCRIBERS.make(f"whisper:{tmp_path}", device="cpu")


def said(text, silence=0.0, confidence=-0.3, start=0.0):
    return Said(Span(start, start + 2), text, "en", silence, confidence)


# What Whisper writes over speech, music, silence and noise: text, no-speech probability, mean log-probability.
RECORDED = [
    pytest.param(said("Tell me, is the lord of the universe in?", 0.02, -0.25), "", id="speech"),
    pytest.param(said("Yes, he's in, in a bad humor.", 0.05, -0.41), "", id="quick speech"),
    pytest.param(said("Thank you for watching!", 0.87, -0.72), "no speech", id="silence put into words"),
    pytest.param(said("Субтитры сделал DimaTorzok", 0.71, -0.64), "no speech", id="credits out of nothing"),
    pytest.param(said("Mm, the boa sil teren", 0.2, -1.34), "unsure", id="guess"),
    pytest.param(said("I'm going to go to the store. " * 12, 0.1, -0.2), "repeated", id="loop"),
    pytest.param(said("no no no no no no", 0.1, -0.4), "repeated", id="short loop"),
    pytest.param(said("...", 0.3, -0.5), "empty", id="dots"),
    pytest.param(said("It was very, very good, and I was so, so glad.", 0.1, -0.3), "", id="emphasis"),
]


@pytest.mark.parametrize(("piece", "reason"), RECORDED)
def test_what_cannot_be_believed_has_a_reason(piece, reason):
    assert doubt(piece) == reason


def test_the_same_words_over_and_over_are_dropped():
    kept, dropped = believed([said(text, start=n) for n, text in enumerate(["A b.", "A b.", "A b.", "A b.", "C d."])])
    assert [piece.text for piece in kept] == ["A b.", "A b.", "C d."]
    assert dropped == {"repeated": 2}


def test_density_grows_with_repetition():
    assert density("one two three four five six seven") < 1.5 < 2.4 < density("bla bla " * 40)
    assert density("") == 0


class _Polyglot:
    name = "polyglot"

    def __init__(self):
        self.asked = []

    def transcribe(self, wave, language=""):
        self.asked.append(language)
        return [Said(Span(0, 1), f"text {len(self.asked)}", language or ("de" if len(self.asked) == 2 else "ru"))]


def test_the_language_settles_on_what_most_pieces_are_in():
    polyglot = _Polyglot()
    transcript = Transcript(polyglot)
    for start in range(7):
        transcript.add(float(start), WAVE)
    assert polyglot.asked == ["", "", "", "", "", "ru", "ru"]
    words = transcript.words()
    assert words.language == "ru"
    assert [said.span.start for said in words.utterances] == [0, 1, 2, 3, 4, 5, 6]


def test_a_given_language_is_never_guessed():
    polyglot = _Polyglot()
    transcript = Transcript(polyglot, "eng")
    transcript.add(0.0, WAVE)
    assert polyglot.asked == ["en"]
