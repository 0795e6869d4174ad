"""A video as sequences of tokens with times, the way the query tower reads it: frames, words, sound."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vsearch.library.parts.entry import Entry
from vsearch.nouns import ScreenText, Times, Utterance, Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.segments.masks import stand_ins
from vsearch.retrieval.tower.movement import movement_rows
from vsearch.retrieval.tower.prior import cards
from vsearch.rows import unit

Embed = Callable[[Sequence[str]], Vectors]
"""Texts into unit rows."""

FRAMES = 160
"""Frame tokens a tower reads; longer videos are pooled over neighbouring frames."""
CHUNKS = 32
"""Transcript tokens a tower reads; more utterances are joined with their neighbours."""
WINDOWS = 128
"""Sound tokens a tower reads."""
TITLE, DESCRIPTION, TRANSCRIPT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Sequences:
    """Everything a tower may know of one video; empty arrays are missing modalities."""

    duration: float
    times: Times
    frames: Vectors
    signals: Mapping[str, NDArray[np.float32]]
    spoken: Vectors
    """Title, description and transcript chunks in the frames' space."""
    words: Vectors
    """The same texts in the text encoder's space, or no columns."""
    kinds: NDArray[np.int64]
    said: Times
    """When each text is said; -1 for title and description."""
    sound: Vectors
    heard: Times
    prior: Vectors
    """The zero-shot vector."""
    texts: tuple[str, ...] = ()
    surprise: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """How uncertain each sound window is: 0 heard, more when imagined."""
    motion: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """What moves around each frame, by the names of `COLUMNS`; no rows where it was not measured."""

    def __post_init__(self) -> None:
        if len(self.motion) not in (0, len(self.frames)):
            raise ValueError("A video's sequences have a row of movement a frame, or none.")
        if len(self.times) != len(self.frames) or len(self.kinds) != len(self.spoken) or not len(self.frames):
            raise ValueError("A video's sequences have a time a frame, a kind a text, and at least one frame.")


def gather(
    library: Library, entry: Entry, prior: Vectors, spoken: Embed, words: Embed | None = None
) -> Sequences | None:
    """The sequences of an indexed video; None when no frame of it was kept."""
    table = library.table(entry.id)
    keeps = table.keeps
    if not keeps:
        return None
    texts, kinds, said = chunks(entry, library.words(entry.id)[0], library.screen(entry.id))
    track = library.sound(entry.id)
    heard = track is not None and track.state == "sound"
    return Sequences(
        duration=max(entry.video.duration, float(table.time[:keeps].max()), 1e-3),
        times=table.time[:keeps],
        frames=library.vectors(entry.id)[stand_ins(library, entry.id, table.time[:keeps])],
        signals={name: column[:keeps] for name, column in table.signals.items()},
        spoken=spoken(texts) if texts else np.zeros((0, library.store.width), np.float32),
        words=words(texts) if words and texts else np.zeros((len(texts), 0), np.float32),
        kinds=kinds,
        said=said,
        sound=track.vectors if track and heard else np.zeros((0, 0), np.float32),
        heard=track.starts if track and heard else np.zeros(0),
        prior=prior.reshape(-1),
        texts=texts,
        motion=movement_rows(library.motion(entry.id), [shot.span.start for shot in table.shots()], table.time[:keeps]),
    )


def chunks(
    entry: Entry, said: Sequence[Utterance], written: Sequence[ScreenText] = ()
) -> tuple[tuple[str, ...], NDArray[np.int64], Times]:
    """Title, description, title cards and at most CHUNKS stretches of the transcript, with their kinds and times."""
    titles = [(entry.video.title, TITLE, -1.0), (entry.video.description, DESCRIPTION, -1.0)]
    titles += [(cards(written), DESCRIPTION, -1.0)]
    spans = np.array_split(np.arange(len(said)), max(1, min(CHUNKS, len(said))))
    spoken = [
        (" ".join(said[n].text for n in span), TRANSCRIPT, said[span[0]].span.start) for span in spans if len(span)
    ]
    rows = [row for row in (*titles, *spoken) if row[0].strip()]
    return (
        tuple(row[0] for row in rows),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.float64),
    )


def pooled(video: Sequences, signals: Sequence[str], limit: int = FRAMES) -> dict[str, NDArray[np.float32]]:
    """Frame tokens: vectors, signals and times, at most `limit`, each the mean of neighbouring frames."""
    named = np.stack([_column(video, name) for name in signals], 1) if signals else np.zeros((len(video.times), 0))
    rows = len(video.times)
    starts = np.arange(min(rows, limit)) * rows // min(rows, limit)
    sizes = np.diff(np.append(starts, rows))[:, None]
    vectors = np.asarray(video.frames, np.float32)
    mean = {
        "frames": vectors if rows <= limit else unit(np.add.reduceat(vectors, starts) / sizes),
        "signals": np.add.reduceat(named, starts) / sizes,
        "motion": np.add.reduceat(video.motion, starts) / sizes if len(video.motion) else video.motion,
        "times": np.add.reduceat(np.asarray(video.times, np.float64), starts) / sizes[:, 0],
    }
    return {name: np.asarray(value, np.float32) for name, value in mean.items()}


def _column(video: Sequences, name: str) -> NDArray[np.float32]:
    if name in video.signals:
        return np.nan_to_num(video.signals[name])
    return np.zeros(len(video.times), np.float32)


def inputs(video: Sequences, signals: Sequence[str], widths: Mapping[str, int]) -> dict[str, NDArray[np.float32]]:
    """What the tower's graph is fed for one video, without the batch axis; a missing modality is one masked row."""
    tokens = pooled(video, signals)
    tokens["times"] = (tokens["times"] / video.duration)[:, None]
    tokens["motion"] = _moved(tokens["motion"], len(tokens["times"]), widths.get("motion", 0))
    count = len(video.kinds)
    words = video.words if video.words.shape[1] == widths["words"] else np.zeros((count, widths["words"]), np.float32)
    kinds = np.eye(3, dtype=np.float32)[video.kinds]
    said = np.where(video.said < 0, -1, video.said / video.duration)[:, None]
    heard = video.sound.shape[1] == widths["sound"] and len(video.sound) > 0
    step = -(-len(video.sound) // WINDOWS) if heard else 1
    sound = video.sound[::step] if heard else np.zeros((0, widths["sound"]), np.float32)
    surprise = video.surprise if len(video.surprise) else np.zeros(len(video.sound), np.float32)
    when = np.stack([video.heard / video.duration, surprise], 1)[::step] if heard else np.zeros((0, 2))
    return {
        **tokens,
        "frame_mask": np.ones(len(tokens["frames"]), np.float32),
        "spoken": _some(video.spoken if count else np.zeros((0, widths["frames"]))),
        "words": _some(words),
        "kinds": _some(np.concatenate([kinds.reshape(count, 3), said], 1)),
        "word_mask": _mask(count),
        "sound": _some(sound),
        "heard": _some(when),
        "sound_mask": _mask(len(sound)),
        "prior": video.prior.reshape(-1).astype(np.float32),
    }


def _moved(rows: NDArray[np.float32], count: int, width: int) -> NDArray[np.float32]:
    """The rows of movement, and in a last column whether there are any: nothing is not the same as standing still."""
    if width and rows.shape == (count, width):
        return np.concatenate([rows, np.ones((count, 1), np.float32)], 1)
    return np.zeros((count, width + 1), np.float32)


def _some(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.asarray(rows if len(rows) else np.zeros((1, *rows.shape[1:])), np.float32)


def _mask(count: int) -> NDArray[np.float32]:
    return np.ones(count, np.float32) if count else np.zeros(1, np.float32)


def aligned(video: Sequences, hop: float, limit: int = WINDOWS) -> tuple[Vectors, Times]:
    """The picture of each sound window, the mean of its frames or else its nearest frame; and where windows begin."""
    count = min(limit, max(1, int(video.duration / hop)))
    starts = np.arange(count, dtype=np.float64) * (video.duration / count)
    rows = []
    for start in starts:
        inside = (video.times >= start) & (video.times < start + video.duration / count)
        nearest = np.abs(video.times - start - hop / 2).argmin()
        rows.append(
            np.asarray(video.frames[inside] if inside.any() else video.frames[nearest][None], np.float32).mean(0)
        )
    return unit(np.stack(rows)), np.asarray(starts, np.float64)
