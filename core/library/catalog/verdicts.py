"""Verdicts: what decisions say about the tags of videos, and about the tags that were shown."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from vsearch.library.decisions import Decision
from vsearch.library.telemetry import Shown
from vsearch.library.vocabulary import Vocabulary

T = TypeVar("T")

YES, NO = ("label", "accept"), ("unlabel", "reject")


def by_video(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """What was decided about the tags of each video."""
    found: dict[str, list[Decision]] = defaultdict(list)
    for made in decisions:
        if made.video and made.tag:
            found[made.video].append(made)
    return found


def standing(decisions: Iterable[Decision], words: Vocabulary, given: Sequence[str] = ()) -> dict[str, bool]:
    """The last word on each tag of a video; whoever has a tag has those above it too, unless denied."""
    tags = verdicts(decisions, words, given)
    above = {name: True for tag, yes in tags.items() if yes for name in words.above(tag)}
    return {**above, **tags}


def verdicts(decisions: Iterable[Decision], words: Vocabulary, given: Sequence[str] = ()) -> dict[str, bool]:
    """The last word on each tag of a video; `undo` takes back the last decision about its tag."""
    past = {words.canonical(tag): [True] for tag in given if tag.strip()}
    for made in decisions:
        if tag := words.canonical(made.tag):
            _add(past.setdefault(tag, []), made, made.kind in YES)
    return {tag: said[-1] for tag, said in past.items() if said}


@dataclass(frozen=True, slots=True)
class Judged:
    """A tag that was shown at a place (1 is the first), and what was made of it; None while nobody decided."""

    video: str
    tag: str
    rank: int
    score: float
    version: str
    by: str
    at: datetime | None
    accepted: bool | None


def judged(shown: Iterable[Shown], decisions: Iterable[Decision], words: Vocabulary) -> Iterator[Judged]:
    """Every tag that was shown, with the first verdict that was given on it afterwards."""
    given = _dated(decisions, words)
    for one in shown:
        at = moment(one.at)
        for rank, (name, score) in enumerate(one.tags, 1):
            tag = words.canonical(name)
            said = (yes for then, yes in given.get((one.video, tag), ()) if at and then and then >= at)
            yield Judged(one.video, tag, rank, score, one.version, one.by, at, next(said, None))


def moment(text: str) -> datetime | None:
    """When something was shown or decided, in UTC; None if nobody knows."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


Dated = Mapping[tuple[str, str], Sequence[tuple[datetime | None, bool]]]


def _dated(decisions: Iterable[Decision], words: Vocabulary) -> Dated:
    """Each video's and tag's verdicts that were not undone, with their times."""
    found: dict[tuple[str, str], list[tuple[datetime | None, bool]]] = defaultdict(list)
    for made in decisions:
        if made.tag:
            _add(found[made.video, words.canonical(made.tag)], made, (moment(made.at), made.kind in YES))
    return found


def _add(said: list[T], made: Decision, verdict: T) -> None:
    if made.kind in (*YES, *NO):
        said.append(verdict)
    elif made.kind == "undo" and said:
        said.pop()
