"""A search as the API answers it: which videos are asked, what channels can answer, and the moments it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vsearch.errors import DeviceFull, EncoderMismatch, ModelMissing, PackageMissing, VSearchError
from vsearch.nouns import Moment
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.channels import CHANNELS
from vsearch.retrieval.search.search import Answer
from vsearch.web.context import Context
from vsearch.web.http.cures import WEB
from vsearch.web.http.waiting import Wanted
from vsearch.web.listing import Filters, passing
from vsearch.web.schemas.moments import SearchQuestion

MOST = 500
"""Moments that one question comes to at most; pages and counts are of these."""

BLIND = (ModelMissing, PackageMissing, DeviceFull, EncoderMismatch)
"""What keeps pictures from being looked at, but not words from being read."""


@dataclass(frozen=True, slots=True)
class FoundMoments:
    """The moments that a question came to, and what is to be said of them."""

    moments: Sequence[Moment]
    sure: bool
    threshold: float
    notes: tuple[str, ...]

    @property
    def nbytes(self) -> int:
        """About what it weighs in a cache: weighing every moment would take as long as finding it."""
        return 1024 * (1 + len(self.moments))


def found(here: Context, question: SearchQuestion, wanted: Wanted) -> FoundMoments:
    """The moments that a question comes to; asked again for the next part, they are not looked for again."""
    asked = question.model_copy(update={"cursor": None, "top": 1, "sort": "best"}).model_dump_json()
    revision = here.library.revision()
    with here.metrics.stage("search"):
        return here.answers.get(asked, revision, lambda: _looked(here, question, wanted))


def _looked(here: Context, question: SearchQuestion, wanted: Wanted) -> FoundMoments:
    among = _among(here, question)
    image = here.pictures.path(question.picture) if question.picture else None
    inside = question.within or None
    try:
        made = _asked(here, question, among, image, inside, wanted)
        notes = [made.note] if made.note else []
    except BLIND as error:
        made = _blindly(here.library, question, among, error)
        notes = [f"Only words were looked for, not pictures: {_said(error)}", *([made.note] if made.note else [])]
    return FoundMoments(tuple(made.moments), made.sure, made.threshold, tuple(notes))


def _asked(
    here: Context,
    question: SearchQuestion,
    among: Sequence[str] | None,
    image: Path | None,
    inside: Sequence[str] | None,
    wanted: Wanted,
) -> Answer:
    like = f"{here.row(question.like.video).id}@{question.like.time:.3f}" if question.like else None
    return here.library.search(
        question.words, image=image, like=like, avoid=question.avoid, among=among, inside=inside, top=MOST,
        with_segments=question.with_segments, motion=question.motion or "", wanted=wanted,
    )  # fmt: skip


def _blindly(library: Library, question: SearchQuestion, among: Sequence[str] | None, error: VSearchError) -> Answer:
    """What the channels find that need no encoder of pictures; the error where there is nothing for them."""
    names = question.within or CHANNELS.own
    blind = [name for name in names if not CHANNELS.make(name).traits.pictures]
    if not blind or not question.words.strip():
        raise error
    return library.search(
        question.words, among=among, inside=blind, top=MOST, with_segments=question.with_segments,
        motion=question.motion or "",
    )  # fmt: skip


def _said(error: VSearchError) -> str:
    from vsearch.cures import cure

    return " ".join(part for part in (error.what, cure(error.code, error.facts, WEB)) if part)


def _among(here: Context, question: SearchQuestion) -> list[str] | None:
    """The ids of the videos that are asked; None for all."""
    filters = Filters(
        tags=_canonical(here, question.tags), series=tuple(question.series), folders=tuple(question.folders),
        languages=tuple(question.languages), ids=tuple(here.row(id).id for id in question.videos),
        since=question.since or "", until=question.until or "", shortest=question.shortest, longest=question.longest,
    )  # fmt: skip
    return [row.id for row in passing(here.rows, filters)] if filters.checks() else None


def _canonical(here: Context, tags: Sequence[str]) -> tuple[str, ...]:
    from vsearch.library.vocabulary import vocabulary

    words = vocabulary(here.library.decisions()) if tags else None
    return tuple(words.canonical(tag) for tag in tags) if words else ()
