"""Segments: what of videos is packaging, by season, and what people correct."""

from typing import Annotated

from fastapi import APIRouter, Query

from vsearch.nouns import Segment
from vsearch.retrieval.segments.seasons import EpisodeSegments
from vsearch.web.context import Here
from vsearch.web.safety.roles import Asker
from vsearch.web.schemas.lists import ListPage
from vsearch.web.schemas.segments import Corrected, Correction, EpisodeParts
from vsearch.web.schemas.videos import SegmentFacts

routes = APIRouter(tags=["segments"])


@routes.get("/segments")
def list_packaging(
    here: Here,
    which: Annotated[str, Query(max_length=200, description="A series or a video; all in which there are any.")] = "",
) -> ListPage[EpisodeParts]:
    """What is packaging in the episodes of a series in their order, in one video, or in all."""
    found = [_episode(one) for one in here.library.segments(which) if one.video in here.by_id]
    return ListPage(items=found, total=len(found))


@routes.post("/videos/{id}/segments")
def correct_segment(id: str, correction: Correction, here: Here, person: Asker) -> Corrected:
    """Say that a stretch is a segment, or that it is none; what the video has now."""
    acting, row = here.deciding(person), here.row(id)
    decide = acting.label_segment if correction.right else acting.deny_segment
    times = "" if correction.end is None else (correction.start, correction.end)
    found = decide(row.id, correction.kind, times)
    return Corrected(segments=[told(one) for one in found], decisions=acting.store.decided)


def told(one: Segment) -> SegmentFacts:
    """A segment as the API tells it."""
    return SegmentFacts(
        kind=one.kind, start=one.span.start, end=one.span.end, score=one.score, sure=one.sure,
        decided="decided" in one.because, because=sorted(one.because, key=lambda name: -one.because[name]),
    )  # fmt: skip


def _episode(one: EpisodeSegments) -> EpisodeParts:
    return EpisodeParts(
        video=one.video, title=one.title, series=one.series, season=one.season, number=one.number,
        duration=one.duration, segments=[told(each) for each in one.segments], notes=list(one.notes), looked=one.looked,
    )  # fmt: skip
