"""One video in the making: gathers what its jobs say, and puts it on the shelf whole."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch import __version__
from vsearch.encoders import Encoder
from vsearch.errors import VideoStuck, VideoUnreadable, VSearchError
from vsearch.indexer.frames.look import Seen
from vsearch.indexer.frames.pick import reselect
from vsearch.indexer.motion.watch import SeenMotion
from vsearch.indexer.run.handing import joined, together
from vsearch.indexer.run.outcome import Outcome
from vsearch.indexer.run.places import known
from vsearch.indexer.run.plan import Task
from vsearch.indexer.run.work import HeardSound, Looked, Opened, SaidWords, SeenPictures, SeenVectors
from vsearch.indexer.screen.reading import ReadScreen
from vsearch.indexer.screen.subtitles import SOURCE, burnt_in
from vsearch.indexer.words import Words
from vsearch.library import Store
from vsearch.library.about import now
from vsearch.library.parts import vectors
from vsearch.library.parts.draft import Draft
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import FrameTable
from vsearch.library.parts.sound import SoundTrack
from vsearch.nouns import Vectors, Video
from vsearch.settings import Quality

Texts = Callable[[list[str]], tuple[str, Vectors]]
"""Names the encoder of what is said, and makes vectors with it."""


_TOLD = ("frames", "sound", "words", "screen", "motion")
"""The parts about which something may be said."""


class VideoJob:
    """Takes the messages of a video's jobs; `store` puts what they made beside what was there."""

    def __init__(self, task: Task, wanted: Callable[[Path], Mapping[str, Mapping[str, Any]]]) -> None:
        self.task = task
        self.jobs = 0
        self.listening = 0
        """The number of the job that listens."""
        self.room: Any = None
        """Where on a device the worker that looks writes pictures to; None if it hands them over by the host."""
        self.error: VSearchError | None = None
        self.opened: Opened | None = None
        self._begun = time.monotonic()
        self.path = task.main
        self._wanted = wanted(self.path)
        self._stat = self.path.stat()
        self._waiting: list[SeenPictures] = []
        self._vectors: dict[int, NDArray[np.float32]] = {}
        self._looked: Looked | None = None
        self._heard: HeardSound | None = None
        self._said: SaidWords | None = None
        self._read: ReadScreen | None = None
        self._moved: SeenMotion | None = None

    def take(self, value: object, encoder: Callable[[], Encoder]) -> None:
        """Take one message of a job."""
        match value:
            case Opened():
                self.opened = value
            case SeenPictures():
                self._waiting.append(value)
                if sum(len(pictures.rows) for pictures in self._waiting) >= together(encoder().spec):
                    self._embed(encoder())
            case SeenVectors():
                self._vectors |= dict(zip(value.rows, value.vectors, strict=True))
            case Looked():
                self._looked = value
                self._embed(encoder())
            case HeardSound():
                self._heard = value
            case SaidWords():
                self._said = value
            case ReadScreen():
                self._read = value
            case SeenMotion():
                self._moved = value

    def deafen(self, error: VideoStuck) -> None:
        """Go on without the sound, whose decoder does not come back."""
        note = (f"The sound was left out. {error}",)
        if "sound" in self.task.parts and self._heard is None:
            self._heard = HeardSound(SoundTrack("failed", notes=note))
        if "words" in self.task.parts and self._said is None:
            self._said = SaidWords(Words(notes=note))

    def _embed(self, encoder: Encoder) -> None:
        """Make vectors of the pictures that wait."""
        if self._waiting:
            rows = [row for pictures in self._waiting for row in pictures.rows]
            vectors = encoder.encode_images(joined([pictures.pixels for pictures in self._waiting]))
            self._vectors |= dict(zip(rows, vectors, strict=True))
            self._waiting.clear()

    def store(self, store: Store, quality: Quality, texts: Texts) -> tuple[Entry, Outcome]:
        """Write the video's folder, whole, and say how it ended."""
        now = self.path.stat()
        if (now.st_size, now.st_mtime_ns) != (self._stat.st_size, self._stat.st_mtime_ns):
            raise VideoUnreadable("It changed while it was read. Run again when it is complete.")
        with store.draft(self.task.id, again=self.task.entry is not None, leased=True) as draft:
            made = dict(self.task.entry.made) if self.task.entry else {}
            made |= self._put_frames(draft, store, quality)
            made |= self._put_sound(draft)
            made |= self._put_screen(draft)
            made |= self._put_motion(draft)
            made |= self._put_words(draft, store, texts)
            entry = self._entry(made)
            entry = draft.commit(entry)
        return entry, self._outcome(entry)

    def _put_frames(self, draft: Draft, store: Store, quality: Quality) -> dict[str, Mapping[str, Any]]:
        if self._looked:
            order = self._looked.seen.order()
            table, notes = _table(self._looked.seen, order), self._looked.notes
            rows = np.stack([self._vectors[row] for row in order[: table.embeds]])
            draft.put_preview(self._looked.sheet, self._looked.cues)
        elif "select" in self.task.parts:
            shelf = store.shelf(self.task.id)
            old = shelf.frames()
            table, order = old.judged(*reselect(old, quality))
            notes = shelf.entry().made["frames"].get("notes", ())
            rows = shelf.index().vectors()[order[: table.embeds]]
            draft.keep("preview.webp", "preview.vtt")
        else:
            draft.keep("frames.parquet", "vectors.faiss", "preview.webp", "preview.vtt")
            return {}
        draft.put_frames(table, vectors.flat(rows))
        about = {"version": __version__, "kept": table.keeps, "looked": len(table), "notes": list(notes)}
        return {"frames": {**self._wanted["frames"], **about}, "select": self._wanted["select"]}

    def _put_sound(self, draft: Draft) -> dict[str, Mapping[str, Any]]:
        draft.keep("segments.json")
        if self._heard is None:
            draft.keep("sound.npz", "fingerprints.npz", "mel.npz")
            return {}
        track = self._heard.track
        draft.put_sound(track)
        draft.put_fingerprints(self._heard.fingerprints)
        draft.put_mel(self._heard.mel)
        about = {"state": track.state, "version": __version__, "notes": list(track.notes)}
        return {"sound": {**self._wanted["sound"], **about}}

    def _put_screen(self, draft: Draft) -> dict[str, Mapping[str, Any]]:
        if self._read is None:
            draft.keep("screen.parquet")
            return {}
        read = self._read
        draft.put_screen(read.lines)
        about = {"version": __version__, "read": read.read, "missing": bool(read.missing), "notes": list(read.notes)}
        return {"screen": {**self._wanted["screen"], **about}}

    def _put_motion(self, draft: Draft) -> dict[str, Mapping[str, Any]]:
        if self._moved is None:
            draft.keep("motion.npz")
            return {}
        moved = self._moved
        draft.put_motion(moved.track)
        about = {"version": __version__, "missing": bool(moved.missing), "notes": list(moved.notes)}
        return {"motion": {**self._wanted["motion"], **about}}

    def _put_words(self, draft: Draft, store: Store, texts: Texts) -> dict[str, Mapping[str, Any]]:
        words, made = self._words(store), self._made("words")
        if words is None:
            draft.keep("utterances.parquet")
            return {}
        name, rows = texts([said.text for said in words.utterances])
        draft.put_words(words.utterances, rows)
        about = {"source": words.source, "spoken": words.language, "encoder": name, "version": __version__}
        missing = self._said.missing if self._said else made.get("missing")
        return {"words": {**self._wanted["words"], **about, "missing": bool(missing), "notes": list(words.notes)}}

    def _words(self, store: Store) -> Words | None:
        """What is said, or the subtitles in the pictures where nobody wrote it down; None for what was known before."""
        said, made = self._said.words if self._said else None, self._made("words")
        if "words" not in self._wanted or (said and said.utterances):
            return said
        if said is None and (self._read is None or made.get("source", "none") not in ("none", SOURCE)):
            return None
        lines = self._read.lines if self._read else store.shelf(self.task.id).screen() if self.task.entry else ()
        words = burnt_in(lines, said or Words(notes=tuple(made.get("notes", ()))))
        return words if said or words.utterances or made.get("source") == SOURCE else None

    def _made(self, part: str) -> Mapping[str, Any]:
        """How a part was made before; nothing for a video that is new."""
        return self.task.entry.made.get(part, {}) if self.task.entry else {}

    def _entry(self, made: Mapping[str, Mapping[str, Any]]) -> Entry:
        """The entry under its new parts; what an earlier manifest said of the video stays."""
        old = self.task.entry
        facts = asdict(self.opened.facts) if self.opened else dict(old.facts) if old else {}
        words, manifest = known(self.task, facts)
        video = Video(
            id=self.task.id,
            fingerprint=self.task.fingerprint,
            size=self._stat.st_size,
            **{name: facts[name] for name in ("duration", "width", "height", "fps")},
            **words,
        )
        notes = (note for part in _TOLD for note in made.get(part, {}).get("notes", ()))
        damaged = self._looked.damaged if self._looked else old is not None and old.status == "damaged"
        return Entry(
            video,
            "damaged" if damaged else "indexed",
            tuple(dict.fromkeys(notes)),
            video.path.stat().st_mtime_ns,
            {**made, "manifest": manifest},
            facts,
            now(),
        )

    def _outcome(self, entry: Entry) -> Outcome:
        status = "damaged" if entry.status == "damaged" else {"new": "indexed"}.get(self.task.kind, self.task.kind)
        return Outcome(
            path=entry.video.path,
            status=status,
            id=entry.id,
            title=entry.video.title,
            reason=" ".join(entry.notes),
            frames=int(entry.made["frames"]["kept"]),
            looked=int(entry.made["frames"]["looked"]),
            duration=entry.video.duration,
            seconds=time.monotonic() - self._begun,
        )


def _table(seen: Seen, order: NDArray[np.intp]) -> FrameTable:
    columns: dict[str, NDArray[Any]] = {"time": seen.time, "shot": seen.columns.shot, "hash": seen.columns.hash}
    columns |= {name: getattr(seen, name) for name in ("kept", "embedded", "reason", "start", "end")}
    taken = {name: column[order] for name, column in columns.items()}
    return FrameTable(**taken, signals={name: column[order] for name, column in seen.columns.signals.items()})
