"""Search a library by words, a picture or a moment, or by words with either: what its channels find, as one answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vsearch.errors import UsageWrong
from vsearch.nouns import Moment
from vsearch.retrieval.library import Library
from vsearch.retrieval.motion.filters import check_motion
from vsearch.retrieval.search.channels import CHANNELS, Channel
from vsearch.retrieval.search.found import Found
from vsearch.retrieval.search.fusion import fuse, grouped, ranked
from vsearch.retrieval.search.queries import THRESHOLD
from vsearch.retrieval.search.question import Question
from vsearch.retrieval.search.scope import filters, scope

EACH = 3
"""Moments of one video in an answer over many."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Moments, best first; `sure` is false when none of them is a good match."""

    moments: list[Moment]
    sure: bool
    note: str = ""
    threshold: float = THRESHOLD

    @property
    def groups(self) -> dict[str, list[Moment]]:
        """The moments by video; the video of the best moment is first."""
        return grouped(self.moments)


def search(
    library: Library,
    words: str = "",
    *,
    image: Path | None = None,
    like: str | None = None,
    avoid: Sequence[str] = (),
    inside: Sequence[str] | None = None,
    videos: Sequence[str] = (),
    folders: Sequence[Path] = (),
    tags: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    series: Sequence[str] = (),
    languages: Sequence[str] = (),
    shortest: float | None = None,
    longest: float | None = None,
    motion: str = "",
    among: Sequence[str] | None = None,
    top: int = 10,
    threshold: float | None = None,
    refine: bool = False,
    with_segments: bool = False,
    wanted: Callable[[], bool] = lambda: True,
) -> Answer:
    """The moments that answer best, whether they are good matches, and what else is to be said.

    Without `inside` all of our own channels answer, and those that packages bring where they are named.
    """
    names = CHANNELS.own if inside is None else tuple(inside)
    _check(words, image, like, names, top, threshold)
    floor = THRESHOLD if threshold is None else threshold
    worded = None
    if among is None:
        chosen: dict[str, Any] = {
            "videos": videos, "folders": folders, "tags": tags, "since": since, "until": until, "series": series,
            "languages": languages, "shortest": shortest, "longest": longest, "motion": motion,
        }  # fmt: skip
        among, worded = scope(library, **chosen), filters(**chosen)
    check_motion(motion)
    asked = None if among is None else tuple(among)
    question = Question(library, words, image, like, tuple(avoid), asked, wanted, with_segments, worded, motion)
    channels = _channels(names, question)
    moments = _answers(question, channels, top, floor)
    if refine:
        from vsearch.retrieval.search.refine import refined

        moments = refined(library, library.phrases, question.query, moments)
    sure = any(moment.match != "weak" for moment in moments)
    seen = any(channel.traits.pictures for channel in channels.values())
    warnings = library.phrases.warnings(words) if seen else []
    notes = [*warnings, question.frames.news(), "" if sure else _unsure(moments, floor, question)]
    return Answer(moments, sure, " ".join(note for note in notes if note), floor)


def _channels(names: Sequence[str], question: Question) -> dict[str, Channel]:
    """The channels that can be asked; a picture alone is no question for those that know words alone."""
    made = {name: CHANNELS.make(name) for name in names}
    seeing = {name: channel for name, channel in made.items() if channel.traits.pictures}
    if seeing or not question.pictured:
        return made if question.words.strip() else seeing
    raise UsageWrong(f"A picture or a moment is found by what is seen, not in {', '.join(names)}.", "search-pictures")


def _answers(question: Question, channels: dict[str, Channel], top: int, floor: float) -> list[Moment]:
    """The best of all that was found: how many are wanted changes where it is cut, not what comes first."""
    traits = {name: channel.traits for name, channel in channels.items()}
    moments: list[Moment] = []
    counts: dict[str, int] = {}
    most = EACH if len(question.asked) > 1 else top
    found = list(_found(question, channels))
    for moment in ranked(fuse(question, channels, found), traits, floor):
        counts[moment.video] = counts.get(moment.video, 0) + 1
        if counts[moment.video] <= most:
            moments.append(moment)
        if len(moments) == top:
            break
    judged = not question.pictured or question.query.judged
    return [moment if judged or moment.match == "exact" else replace(moment, match="") for moment in moments]


def _found(question: Question, channels: dict[str, Channel]) -> Iterator[tuple[str, Found]]:
    for name, channel in channels.items():
        question.check_wanted()
        for item in channel.find(question):
            if not question.excluded(item.video, item.span):
                yield name, item


def _check(
    words: str, image: Path | None, like: str | None, inside: Sequence[str], top: int, threshold: float | None
) -> None:
    if image is not None and like is not None:
        raise UsageWrong("Only one picture or moment can be looked for at a time.", "ask-one-thing")
    if not words.strip() and image is None and like is None:
        raise UsageWrong("There is nothing to look for.", "ask-one-thing")
    if not inside:
        raise UsageWrong("There is nowhere to look.", "choose-channel", channels=", ".join(CHANNELS))
    for name in inside:
        CHANNELS.expect(name)
    if top < 1:
        raise UsageWrong(f"There cannot be {top} answers. Ask for one or more.")
    if threshold is not None and not 0 <= threshold <= 1:
        raise UsageWrong(f"A threshold of {threshold:g} means nothing. Give a number from 0 to 1.")


def _unsure(moments: Sequence[Moment], floor: float, question: Question) -> str:
    if not question.frames.videos or question.videos == ():
        return "There is no video to look in."
    if not moments:
        return "No match."
    return f"No good match: the best scores {moments[0].score:.2f}, below {floor:.2f}."
