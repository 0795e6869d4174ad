"""What worker processes do with one video: look at its pictures, listen to its sound, and say what they found."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from vsearch.cures import Note
from vsearch.encoders.devices import choose_devices
from vsearch.errors import ModelMissing, VideoUnreadable
from vsearch.indexer.frames.glance import Glances
from vsearch.indexer.frames.look import Look, Seen, ending
from vsearch.indexer.frames.preview import sprite
from vsearch.indexer.motion.vectors import with_vectors
from vsearch.indexer.motion.watch import MotionWatch, SeenMotion
from vsearch.indexer.run.handing import BATCH, Handing
from vsearch.indexer.run.watched import Effort, FrameCounter, awake, read_positions
from vsearch.indexer.screen.reading import ReadScreen, ScreenReading
from vsearch.indexer.screen.watch import PLANE
from vsearch.indexer.sound.listen import Computing, listen
from vsearch.indexer.transcribers import TRANSCRIBERS, Transcriber
from vsearch.indexer.words import Words
from vsearch.indexer.words.subtitles import subtitles
from vsearch.library.parts.sound import SoundTrack
from vsearch.nouns import Frame, Vectors
from vsearch.readers import NO_TIMES, READERS, Facts, ReadReport, Size, pictures_like
from vsearch.readers.sample import sampled
from vsearch.settings import IndexSettings
from vsearch.sounds import SOUND_ENCODERS, SoundEncoder
from vsearch.sounds.fingerprint import Fingerprints
from vsearch.sounds.mel import BANDS, LogMel

TOLERATED = 0.02
"""Share of pictures that may be lost before a video counts as damaged."""

SMALL = Size(160, 90, "squash")
"""Where signals are measured and what the sprite sheet shows."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A video was opened: what its container says, and how many of its frames will be looked at."""

    facts: Facts
    total: int


@dataclass(frozen=True, slots=True)
class SeenPictures:
    """Frames that deserve a vector, by their row, and how many frames were looked at so far."""

    rows: tuple[int, ...]
    pixels: Any
    """Pictures (n, side, side, 3) in memory, or where they lie in a room of the process that embeds them."""
    done: int

    @property
    def lent(self) -> bool:
        """Whether the worker writes there again once it is told that the pictures were copied away."""
        return not hasattr(self.pixels, "shape")


@dataclass(frozen=True, slots=True)
class SeenVectors:
    """Frames that were embedded where they were seen, by their row."""

    rows: tuple[int, ...]
    vectors: Vectors
    done: int


@dataclass(frozen=True, slots=True)
class Going:
    """A video is being read, and so many of its frames were looked at so far."""

    done: int


@dataclass(frozen=True, slots=True)
class Looked:
    """A video was looked at to its end."""

    seen: Seen
    sheet: bytes
    cues: str
    notes: tuple[str, ...]
    damaged: bool


@dataclass(frozen=True, slots=True)
class HeardSound:
    """A video was listened to."""

    track: SoundTrack
    fingerprints: Fingerprints = field(default_factory=lambda: np.zeros(0, np.uint32))
    mel: LogMel = field(default_factory=lambda: np.zeros((0, BANDS), np.uint8))


@dataclass(frozen=True, slots=True)
class Alive:
    """A video is still being listened to."""


@dataclass(frozen=True, slots=True)
class SaidWords:
    """What is said in a video; `missing` says why speech could not be written down."""

    words: Words
    missing: Note | None = None


def see(
    path: Path,
    settings: IndexSettings,
    side: int,
    fit: str,
    parts: frozenset[str] = frozenset(),
    device: str = "auto",
    room: Any = None,
) -> Iterator[Opened | SeenPictures | Going | Looked | ReadScreen | SeenMotion]:
    """Look at a video's sampled frames, and hand over those that deserve a vector as they are found.

    What stands on them is read on the way where `parts` names the screen, and how they move where it names motion.
    Into `room` (a `RoomKey`) go pictures that were decoded on the device where it lies.
    """
    counter = FrameCounter()
    size = Size(side, side, fit, on_device=room is not None)
    work = _seen(path, settings, size, counter, parts, device, Handing(room))
    for value in awake(work, lambda: (counter.count, read_positions(path))):
        yield Going(counter.count) if value is None else value


def _seen(
    path: Path,
    settings: IndexSettings,
    size: Size,
    counter: FrameCounter,
    parts: frozenset[str],
    device: str,
    handing: Handing,
) -> Iterator[Opened | SeenPictures | Looked | ReadScreen | SeenMotion]:
    opened = partial(READERS.make, settings.reader, path=path)
    reading = ScreenReading(settings.text_reader) if "screen" in parts else None
    with closing(opened()) as reader, closing(Glances(opened, SMALL)) as glances:
        facts = reader.facts
        times = sampled(reader.times(), settings.sampling)
        wanted = ending(reader.times(), times)
        yield Opened(facts, len(wanted))
        look = Look(settings.quality, facts.duration, len(times), glances, until=float(times[-1]))
        sizes = (SMALL, size, PLANE) if reading and reading.able else (SMALL, size)
        moving = MotionWatch(reader.times(), wanted, facts.width / facts.height) if "motion" in parts else None
        frames: Iterable[Frame] = reader.frames(wanted, sizes, moving.between if moving else NO_TIMES)
        frames = counter.counted(moving.taken(frames) if moving else frames)
        pictures = look.pictures(reading.taken(frames) if reading and reading.able else frames)
        while batch := list(islice(pictures, BATCH)):
            rows, pixels = zip(*batch, strict=True)
            yield SeenPictures(rows, handing.handed(pixels), counter.count)
        seen, report = look.seen(), reader.report()
        if not len(seen.time):
            raise VideoUnreadable("None of its pictures can be decoded. Copy it again from its source.")
        if moving:
            told = moving.told(seen.shots, facts.duration)
            yield with_vectors(told, settings.motion_encoder, device, reader, seen.shots)
    if reading:
        yield reading.told(facts.duration)
    shape = facts.width / facts.height
    shown = [seen.time[row] for row in seen.tiles]
    sheet, cues = sprite(list(seen.tiles.values()), shown, facts.duration, aspect=shape)
    yield Looked(seen, sheet, cues, *_verdict(report))


def _verdict(report: ReadReport) -> tuple[tuple[str, ...], bool]:
    """What to say of a video's damage, and whether there is enough of it to call the video damaged."""
    notes = list(report.notes)
    if report.missing:
        notes.append(f"{report.missing} of {report.asked} pictures could not be decoded.")
    elif report.corrupt:
        notes.append(f"{report.corrupt} broken packets were passed over.")
    lost = max(report.damage, report.corrupt / max(1, report.asked))
    return tuple(notes), report.broken or lost > TOLERATED


def hear(
    path: Path, settings: IndexSettings, parts: frozenset[str], language: str, device: str = "auto"
) -> Iterator[HeardSound | SaidWords | Alive]:
    """Read a video's subtitles, listen to its sound once, and have its speech written down where there are none."""
    effort = Effort()
    heard = _heard(path, settings, parts, language, device, effort.computing)
    for value in awake(heard, lambda: (read_positions(path), effort())):
        yield Alive() if value is None else value


def _heard(
    path: Path, settings: IndexSettings, parts: frozenset[str], language: str, device: str, computing: Computing
) -> Iterator[HeardSound | SaidWords]:
    reader = READERS.make(pictures_like(settings.reader), path=path)
    facts = reader.facts
    reader.close()
    spoken = settings.language or language
    words = subtitles(path, facts, language=spoken) if "words" in parts else Words()
    silent = "words" in parts and not words.utterances
    if words.utterances:  # they stay even if the sound cannot be listened to
        yield SaidWords(words)
    transcriber, missing, encoder = None, None, None
    with computing():
        if silent:
            transcriber, missing = _transcriber(settings.transcriber, device)
        if "sound" in parts:
            encoder = _sounds(settings.sound, device)
    if "sound" in parts or transcriber:
        heard = listen(
            path,
            encoder,
            duration=facts.duration,
            track=settings.track or None,
            language=spoken,
            transcriber=transcriber,
            computing=computing,
        )
        if "sound" in parts:
            yield HeardSound(heard.track, heard.fingerprints, heard.mel)
        words = replace(heard.words, notes=(*words.notes, *heard.words.notes))
    if silent:
        yield SaidWords(words, missing)


@cache
def _sounds(spec: str, device: str) -> SoundEncoder:
    """A sound encoder, loaded once a process."""
    return SOUND_ENCODERS.make(spec, device=_first(device))


@cache
def _transcriber(spec: str, device: str) -> tuple[Transcriber | None, Note | None]:
    """A transcriber, loaded once a process; a missing model is a sentence and a video without a transcript."""
    if spec == "none":
        return None, None
    try:
        return TRANSCRIBERS.make(spec, device=_first(device)), None
    except ModelMissing as error:
        return None, error.note


def _first(device: str) -> str:
    """Where a model runs that fits one device."""
    return choose_devices(device)[0]
