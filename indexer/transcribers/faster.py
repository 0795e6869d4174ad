"""Whisper through faster-whisper (CTranslate2): the same words, several times quicker on a CPU."""

from collections.abc import Sequence
from typing import Any

from vsearch.errors import DeviceFull, ModelMissing, WordsUnreadable, first_line
from vsearch.indexer.transcribers import Said
from vsearch.models.checkpoints import checkpoint
from vsearch.nouns import Span
from vsearch.sounds import Wave

_CURE = "other-transcriber"


class FasterWhisper:
    """Writes down what is said; `model` is a size ("small"), a name on the hub or a folder."""

    def __init__(self, model: str, *, device: str = "auto") -> None:
        self.name = f"faster-whisper:{model}"
        self._model = _loaded(model, device)

    def transcribe(self, wave: Wave, language: str = "") -> Sequence[Said]:
        """What is said; without a language it is detected."""
        try:
            return self._written(wave, language if language in self._model.supported_languages else None)
        except (RuntimeError, ValueError) as error:
            raise WordsUnreadable(f"{self.name} gave up ({first_line(error)}).", "smaller-transcriber") from error

    def _written(self, wave: Wave, language: str | None) -> list[Said]:
        segments, about = self._model.transcribe(
            wave,
            language=language,
            beam_size=1,
            temperature=0.0,  # no second tries at random: the same sound gives the same words
            condition_on_previous_text=False,
            vad_filter=False,  # what comes here is speech already
        )
        length = len(wave) / 16_000
        return [
            Said(
                Span(min(length, part.start), max(min(length, part.start), min(length, part.end))),
                part.text.strip(),
                about.language,
                part.no_speech_prob,
                part.avg_logprob,
            )
            for part in segments
            if part.text.strip()
        ]


def repository(model: str) -> str:
    """Where on the hub a size lies; other names stay as they are."""
    from faster_whisper.utils import _MODELS

    name: str = _MODELS.get(model, model)
    return name


def _loaded(model: str, device: str) -> Any:
    try:
        from faster_whisper import WhisperModel

        named = repository(model)
    except ImportError as error:
        raise ModelMissing(
            "faster-whisper is not installed. Install it with: pip install 'vsearch[whisper]'.", _CURE
        ) from error
    folder = checkpoint(named, _CURE)
    try:
        kind, _, number = device.partition(":")
        return WhisperModel(
            str(folder), device=kind, device_index=int(number or 0), compute_type="default", local_files_only=True
        )
    except (OSError, ValueError, RuntimeError) as error:
        if "out of memory" in str(error):
            raise DeviceFull(f"{device} has not enough free memory for {model}.", "smaller-transcriber") from error
        raise ModelMissing(f"{model} is no whole faster-whisper model ({first_line(error)}).", _CURE) from error
