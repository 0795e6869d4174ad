"""Everything that the library knows of one video, gathered for people and programs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.sound import SoundEvent
from vsearch.nouns import FrameRow, Movement, ScreenText, Segment, Utterance


@dataclass(frozen=True, slots=True)
class VideoReport:
    """One video: its entry, its frames with their verdicts, what is heard, said and written, and decisions."""

    entry: Entry
    rows: tuple[FrameRow, ...]
    rejected: Mapping[str, int]
    sound: str
    loudness: tuple[float, ...]
    speech: tuple[float, ...]
    events: tuple[SoundEvent, ...]
    utterances: tuple[Utterance, ...]
    decisions: tuple[Decision, ...]
    segments: tuple[Segment, ...] = ()
    screen: tuple[ScreenText, ...] = ()
    pace: float = 0.0
    """Cuts a minute."""
    movements: tuple[Movement, ...] = ()
    """What the camera does, as far as it was measured."""


def report(store: Store, key: str) -> VideoReport:
    """What is known of the video that goes by an id, a prefix, a path or a title."""
    entry = store.find(key)
    shelf = store.shelf(entry.id)
    table, track, motion = shelf.frames(), shelf.sound(), shelf.motion()
    return VideoReport(
        entry=entry,
        rows=tuple(table.row(number) for number in range(len(table))),
        rejected=Counter(str(reason) for reason in table.reason[table.keeps :]),
        sound=track.state if track else "not listened to",
        loudness=tuple(track.loudness.tolist()) if track else (),
        speech=tuple(track.speech.tolist()) if track else (),
        events=track.events if track else (),
        utterances=shelf.words()[0],
        decisions=tuple(decision for decision in store.decisions() if decision.video == entry.id),
        screen=shelf.screen(),
        pace=round(60 * max(0, len(set(table.shot.tolist())) - 1) / max(entry.video.duration, 1e-3), 2),
        movements=motion.movements if motion else (),
    )
