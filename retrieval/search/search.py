"""Search a library by words, a picture or a moment: what is seen, said, titled and heard, as one honest answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vsearch.errors import UsageWrong
from vsearch.nouns import Moment
from vsearch.retrieval.library import Library
from vsearch.retrieval.phrases import Phrases
from vsearch.retrieval.search import queries
from vsearch.retrieval.search.channels import found_sounds, found_speech, found_titles
from vsearch.retrieval.search.frames import FrameSearch
from vsearch.retrieval.search.fusion import Found, fuse, grouped
from vsearch.retrieval.search.moments import found_frames
from vsearch.retrieval.search.queries import THRESHOLD, Query
from vsearch.retrieval.search.scope import scope

SENSES = ("frames", "speech", "title", "sound")

UNREAD = 0.3
"""The most that pictures score for words in a language that the encoder does not know."""

EACH = 3
"""Moments of one video in an answer over many."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Moments in groups by video, best first; `sure` is false when none of them is a good match."""

    moments: list[Moment]
    sure: bool
    note: str = ""
    threshold: float = THRESHOLD

    @property
    def groups(self) -> dict[str, list[Moment]]:
        """The moments by video."""
        return grouped(self.moments)


def search(
    library: Library,
    words: str = "",
    *,
    image: Path | None = None,
    like: str | None = None,
    avoid: Sequence[str] = (),
    inside: Sequence[str] = SENSES,
    video: str | None = None,
    folder: Path | None = None,
    tag: str | None = None,
    since: str | None = None,
    until: str | None = None,
    top: int = 10,
    threshold: float | None = None,
    refine: bool = False,
) -> Answer:
    """The moments that answer best, whether they are good matches, and what else is to be said."""
    _check(words, image, like, inside, top, threshold)
    floor = THRESHOLD if threshold is None else threshold
    videos = scope(
        library,
        videos=() if video is None else [video],
        folders=() if folder is None else [folder],
        tags=() if tag is None else [tag],
        since=since,
        until=until,
    )
    held = library.frames
    phrases = library.phrases
    query = _query(library, phrases, held, words, image, like, avoid).among(held.count(videos))
    senses = _senses(library, held, query, phrases, words, inside, top, videos)
    if words.strip() and not phrases.reads(words) and "frames" in senses:
        # Of words that cannot be read, pictures may be near to anything.
        senses["frames"] = [replace(item, score=min(item.score, UNREAD)) for item in senses["frames"]]
    each = top if len(held.videos if videos is None else videos) == 1 else EACH
    moments = fuse(senses, each=each, top=top, threshold=floor)
    if refine:
        from vsearch.retrieval.search.refine import refined

        moments = refined(library, phrases, query, moments)
    sure = any(moment.match != "weak" for moment in moments)
    notes = [*phrases.warnings(words), held.note, "" if sure else _unsure(moments, floor, videos, held)]
    return Answer(moments, sure, " ".join(note for note in notes if note), floor)


def _check(
    words: str, image: Path | None, like: str | None, inside: Sequence[str], top: int, threshold: float | None
) -> None:
    given = sum((bool(words.strip()), image is not None, like is not None))
    if given != 1:
        raise UsageWrong(
            "There is nothing to look for. Give words, a picture with --image, or a moment with --like."
            if not given
            else "Look for one thing at a time: words, a picture (--image) or a moment (--like)."
        )
    for sense in inside:
        if sense not in SENSES:
            raise UsageWrong(f"Nothing can be found in {sense!r}. Choose from: {', '.join(SENSES)}.")
    if not inside:
        raise UsageWrong(f"There is nowhere to look. Choose from: {', '.join(SENSES)}.")
    if not words.strip() and "frames" not in inside:
        raise UsageWrong(
            f"A picture or a moment is found by what is seen, not in {', '.join(inside)}. "
            "Add frames to --in, or leave it out."
        )
    if top < 1:
        raise UsageWrong(f"There cannot be {top} answers. Ask for one or more.")
    if threshold is not None and not 0 <= threshold <= 1:
        raise UsageWrong(f"A threshold of {threshold:g} means nothing. Give a number from 0 to 1.")


def _query(
    library: Library,
    phrases: Phrases,
    held: FrameSearch,
    words: str,
    image: Path | None,
    like: str | None,
    avoid: Sequence[str],
) -> Query:
    if image is not None:
        return queries.of_picture(phrases, held, image, avoid)
    if like is not None:
        return queries.of_moment(library, phrases, held, like, avoid)
    return queries.of_words(phrases, held, words, avoid)


def _senses(
    library: Library,
    held: FrameSearch,
    query: Query,
    phrases: Phrases,
    words: str,
    inside: Sequence[str],
    top: int,
    videos: Sequence[str] | None,
) -> dict[str, list[Found]]:
    senses: dict[str, list[Found]] = {}
    if "frames" in inside:
        senses["frames"] = found_frames(held, query, top, videos)
    if not words.strip():
        return senses
    if "speech" in inside or "title" in inside:
        index = library.text_index
        if "speech" in inside:
            senses["speech"] = found_speech(library, words, index, phrases, top, videos)
        if "title" in inside:
            senses["title"] = found_titles(words, index, top, videos)
    if "sound" in inside:
        senses["sound"] = found_sounds(library, words, top, videos)
    return senses


def _unsure(moments: Sequence[Moment], floor: float, videos: Sequence[str] | None, held: FrameSearch) -> str:
    if not held.videos or videos == []:
        return "There is no video to look in."
    if not moments:
        return "No match."
    return f"No good match: the best scores {max(moment.score for moment in moments):.2f}, below {floor:.2f}."
