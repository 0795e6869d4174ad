"""Listen to a video once: context vectors, loudness, speech, events and, with a transcriber, its words."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import SoundUnreadable, VSearchError
from vsearch.indexer.sound import speech as voices
from vsearch.indexer.sound.events import Texture, events, levels, texture
from vsearch.indexer.sound.tape import Tape
from vsearch.indexer.transcribers import Transcriber
from vsearch.indexer.words import Words
from vsearch.library.parts.sound import SoundTrack
from vsearch.nouns import Span, Vectors
from vsearch.readers.audio import Audio
from vsearch.sounds import SoundEncoder, Wave, Window, loudness
from vsearch.sounds.fingerprint import Fingerprinter, Fingerprints
from vsearch.sounds.mel import BANDS, LogMel, MelMeter
from vsearch.sounds.voice import RATE, Voice

Computing = Callable[[], AbstractContextManager[None]]
"""Entered while a model works, which may take long and is no sign of a stuck decoder."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything that one pass over the sound gives."""

    track: SoundTrack
    words: Words = field(default_factory=Words)
    speech: tuple[Span, ...] = ()
    loudness: float = float("-inf")
    """Integrated, LUFS."""
    fingerprints: Fingerprints = field(default_factory=lambda: np.zeros(0, np.uint32))
    mel: LogMel = field(default_factory=lambda: np.zeros((0, BANDS), np.uint8))


def listen(
    path: Path,
    encoder: SoundEncoder | None,
    *,
    duration: float,
    track: int | None = None,
    language: str = "",
    transcriber: Transcriber | None = None,
    computing: Computing = nullcontext,
) -> Heard:
    """Hear a video of `duration` seconds; what cannot be heard is said in the notes, never raised.

    `track` counts sound tracks from 1; without it the one in `language`, the default or the first is heard.
    While models work, and not the decoder, `computing` is entered.
    """
    name = encoder.spec.name if encoder else ""
    try:
        audio = Audio(path, track=track, language=language, duration=duration or float("inf"))
    except SoundUnreadable as error:
        return Heard(SoundTrack("failed", name, notes=(str(error),)))
    try:
        if not audio.present:
            return Heard(SoundTrack("failed" if audio.notes else "none", name, notes=tuple(audio.notes)))
        with _single():
            return _Listener(encoder, transcriber, language).hear(audio, duration, computing)
    finally:
        audio.close()


class _Listener:
    """Takes the sound piece by piece and keeps only what it measured."""

    def __init__(self, encoder: SoundEncoder | None, transcriber: Transcriber | None, language: str) -> None:
        self._encoder = encoder
        self._voice = Voice()
        self._script = _Script(transcriber, language) if transcriber else None
        self._windows = _Windows(encoder) if encoder else None
        self._tail = np.zeros(0, np.float32)
        self._powers = Tape(np.float64)
        self._said = Tape()
        self._textures = Tape(np.float32, len(Texture.names))
        self._samples = 0
        self._fingerprints = Fingerprinter()
        self._mel = MelMeter()

    def hear(self, audio: Audio, duration: float, computing: Computing) -> Heard:
        """The whole track."""
        rates = (RATE, self._encoder.spec.rate) if self._encoder else (RATE,)
        for piece in audio.pieces(rates):
            with computing():
                self._add(piece[RATE])
                if self._windows:
                    self._windows.add(piece[self._windows.rate], self._said)
        with computing():
            if self._windows:
                self._windows.end(self._said)
            return self._heard(audio, duration)

    def _add(self, wave: Wave) -> None:
        said = self._voice.probabilities(wave)
        self._said.add(said)
        self._powers.add(loudness.steps(loudness.weighted(wave, RATE, self._tail), RATE))
        self._textures.add(texture(wave, RATE).rows())
        self._tail = wave[-RATE:]
        self._samples += len(wave)
        self._fingerprints.add(wave)
        self._mel.add(wave)
        if self._script:
            self._script.add(wave, said)

    def _heard(self, audio: Audio, duration: float) -> Heard:
        name = self._encoder.spec.name if self._encoder else ""
        length = self._samples / RATE
        notes = [*audio.notes, *_offsets(audio.start, length, duration)]
        if not self._samples:
            said = notes or ["Nothing of the sound could be decoded."]
            return Heard(SoundTrack("failed", name, notes=tuple(said)))
        words = self._script.end() if self._script else Words()
        powers = self._powers.whole()
        whole = loudness.integrated(powers)
        spans = voices.spans(self._said.whole())
        share = voices.share(spans, int(np.ceil(length)))
        found = events(powers, Texture.of(self._textures.whole()), spans, share)
        sounding = np.isfinite(whole)
        starts, vectors = self._windows.done() if self._windows and sounding else (np.zeros(0), _nothing())
        heard = SoundTrack(
            state="sound" if sounding else "silent",
            encoder=name,
            starts=starts,
            vectors=vectors,
            loudness=levels(powers, len(share)),
            speech=share,
            events=found,
            notes=tuple(notes),
        )
        return Heard(heard, words, spans, whole, self._fingerprints.end(), self._mel.end())


class _Windows:
    """Cuts overlapping windows as the sound comes in, and encodes them at once."""

    def __init__(self, encoder: SoundEncoder) -> None:
        spec = encoder.spec
        self.rate = spec.rate
        self._encoder, self._length, self._hop = encoder, spec.window, spec.hop
        self._held = np.zeros(0, np.float32)
        self._first = 0  # windows made so far
        self._vectors = Tape(np.float32, spec.width)

    def add(self, wave: Wave, said: Tape) -> None:
        """More sound, and the voice probabilities of all of it so far."""
        self._held = np.concatenate([self._held, wave])
        self._encode(self._length, said)

    def end(self, said: Tape) -> None:
        """The sound is over: what no window covers yet gets a shorter one."""
        covered = self._length - self._hop if self._first else 0.0
        if len(self._held) > covered * self.rate:
            self._encode(len(self._held) / self.rate, said, last=True)

    def done(self) -> tuple[NDArray[np.float64], Vectors]:
        """Where the windows begin, and their vectors."""
        vectors = self._vectors.whole()
        return np.arange(len(vectors), dtype=np.float64) * self._hop, vectors

    def _encode(self, length: float, said: Tape, last: bool = False) -> None:
        windows = []
        while len(self._held) >= round(length * self.rate) > 0:
            wave = self._held[: round(length * self.rate)].copy()
            windows.append(Window(wave, self._spoken(self._first * self._hop, length, said)))
            self._held = self._held[round(self._hop * self.rate) :].copy()
            self._first += 1
            if last:
                break
        if windows:
            self._vectors.add(self._encoder.encode(windows))

    def _spoken(self, start: float, length: float, said: Tape) -> float:
        part = said.since(round(start / voices.SECONDS))[: max(1, round(length / voices.SECONDS))]
        return float((part >= 0.5).mean()) if len(part) else 0.0


class _Script:
    """Has speech transcribed while the sound goes by; a transcriber that fails leaves a note, not a failed video."""

    def __init__(self, transcriber: Transcriber, language: str) -> None:
        from vsearch.indexer.transcribers.transcript import Transcript

        self._cutter = voices.Cutter()
        self._transcript = Transcript(transcriber, language)
        self._note = ""

    def add(self, wave: Wave, said: NDArray[np.float32]) -> None:
        """More sound."""
        self._write(self._cutter.add(wave, said))

    def end(self) -> Words:
        """The words of all of it."""
        self._write(self._cutter.end())
        return self._transcript.words(self._note)

    def _write(self, pieces: voices.Pieces) -> None:
        if self._note:
            return
        try:
            for start, wave in pieces:
                self._transcript.add(start, wave)
        except VSearchError as error:
            self._note = str(error)


def _offsets(start: float, length: float, duration: float) -> list[str]:
    notes = []
    if start > 1:
        notes.append(f"The sound begins {start:.1f} s after the picture.")
    if length > duration + 1 and duration > 0:
        notes.append(f"The sound goes on for {length - duration:.1f} s after the last picture.")
    return notes


def _nothing() -> Vectors:
    return np.zeros((0, 0), np.float32)


def _single() -> AbstractContextManager[object]:
    """One thread of linear algebra: its idle threads would spin on cores that other videos use (four times the CPU)."""
    from threadpoolctl import threadpool_limits

    limited: AbstractContextManager[object] = threadpool_limits(1, "blas")
    return limited
