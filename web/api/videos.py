"""Videos: the list, and everything that is known of one of them."""

from typing import Annotated, Literal, cast

import numpy as np
from fastapi import APIRouter, Query

from vsearch.library.parts.entry import Entry
from vsearch.web import describe, listing
from vsearch.web.api import segments
from vsearch.web.context import Here
from vsearch.web.http.cursors import part
from vsearch.web.listing import Filters
from vsearch.web.marks import marks
from vsearch.web.safety.discretion import notes
from vsearch.web.safety.roles import Asker
from vsearch.web.schemas.lists import Cursor, From, Limit, ListPage, Words
from vsearch.web.schemas.videos import (
    Facets,
    FrameFacts,
    HeardEvent,
    ScreenLine,
    SegmentFacts,
    SpokenLine,
    TimeStretch,
    VideoCurve,
    VideoDetails,
    Videos,
    WritingKind,
)

routes = APIRouter(tags=["videos"])

Name = Annotated[list[Annotated[str, Query(max_length=200)]], Query(max_length=64)]
Time = Annotated[float, Query(ge=0, le=1e7)]

MOST_POINTS = 4000
"""Points of a curve that are told at most: more than a screen has."""


@routes.get("/videos")
def list_videos(
    here: Here,
    person: Asker,
    q: Annotated[str, Query(max_length=200, description="In title, series, tags or path.")] = "",
    tag: Name = [],  # noqa: B006 - FastAPI copies it
    series: Name = [],  # noqa: B006
    folder: Name = [],  # noqa: B006
    language: Name = [],  # noqa: B006
    ids: Annotated[list[Annotated[str, Query(max_length=64)]], Query(max_length=500)] = [],  # noqa: B006
    status: Literal["", "indexed", "damaged"] = "",
    missing: Annotated[bool, Query(description="Only those whose file is gone.")] = False,
    unconfirmed: Annotated[bool, Query(description="Only those whose thumbnail nobody chose.")] = False,
    sort: Literal["title", "newest", "indexed", "longest", "shortest", "series"] = "title",
    cursor: Cursor = "",
    start: From = 0,
    limit: Limit = 50,
) -> Videos:
    """Videos, filtered and sorted, in parts; with what they can be filtered by."""
    filters = Filters(
        containing=q, tags=tuple(tag), series=tuple(series), folders=tuple(folder), languages=tuple(language),
        ids=tuple(ids), status=status, unconfirmed=unconfirmed,
    )  # fmt: skip
    listed = here.rows
    if missing:
        listed = tuple(row for row in listed if describe.missing(here.library, row))
    found = listing.ordered(listing.passing(listed, filters), sort)
    shown, after = part(found, [row.id for row in found], cursor, limit, start)
    counts = {
        name: listing.counted(listing.passing(listed, filters, but=name), name)
        for name in ("series", "language", "folder")
    }
    return Videos(
        items=describe.videos(here.library, shown, person),
        next=after,
        total=len(found),
        facets=Facets(tag=listing.counted(found, "tag"), **counts),
    )


@routes.get("/videos/{id}")
def read_video(id: str, here: Here, person: Asker) -> VideoDetails:
    """Everything that is known of a video, but for its frames, its words and its tags."""
    row, library = here.row(id), here.library
    report = library.show(id)
    (brief,) = describe.videos(library, [row], person)
    return VideoDetails(
        **brief.model_dump(),
        description=report.entry.video.description,
        shots=_shots(here, id),
        events=[
            HeardEvent(start=event.span.start, end=event.span.end, kind=event.kind, strength=event.strength)
            for event in report.events
        ],
        loudness=[value if np.isfinite(value) else -120.0 for value in report.loudness],
        speech=list(report.speech),
        chapters=_chapters(report.entry),
        segments=[segments.told(one) for one in report.segments],
        notes=notes(report.entry.notes, person),
        decisions=len(report.decisions),
        source_gone=brief.missing,
    )


def _shots(here: Here, id: str) -> list[TimeStretch]:
    from vsearch.retrieval.thumbnails.signals import shot_spans

    spans = shot_spans(here.library.table(id)).values()
    return [TimeStretch(start=start, end=end) for start, end in sorted(spans)]


def _chapters(entry: Entry) -> list[SegmentFacts]:
    """The chapters that its container tells of."""
    told = (entry.made.get("segments") or {}).get("chapters", ())
    return [SegmentFacts(kind="chapter", **{name: one[name] for name in ("start", "end", "title")}) for one in told]


@routes.get("/videos/{id}/frames")
def list_frames(
    id: str, here: Here, start: Annotated[Time, Query(alias="from")] = 0.0, to: Time = 1e7
) -> ListPage[FrameFacts]:
    """Every frame that was looked at, by time, and why it was not kept."""
    table = here.library.table(here.row(id).id)
    found = [table.row(number) for number in np.argsort(table.time, kind="stable").tolist()]
    inside = [row for row in found if start <= row.time <= to]
    items = [
        FrameFacts(row=row.row, time=row.time, kept=row.kept, reason=row.reason, signals=_finite(row.signals))
        for row in inside
    ]
    return ListPage(items=items, total=len(items))


def _finite(signals: object) -> dict[str, float]:
    assert isinstance(signals, dict)
    return {name: value for name, value in signals.items() if np.isfinite(value)}


@routes.get("/videos/{id}/curve")
def read_curve(id: str, here: Here, prompt: Words = "") -> VideoCurve:
    """How much each moment is worth watching, or how near it is to a prompt."""
    found = here.library.curve(here.row(id).id, prompt)
    step = max(1, -(-len(found.times) // MOST_POINTS))
    peaks = np.maximum.reduceat(found.values, np.arange(0, len(found.values), step))
    return VideoCurve(
        times=np.round(found.times[::step], 3).tolist(),
        values=np.round(peaks, 4).tolist(),
        kind="prompt" if prompt.strip() else "highlights",
    )


@routes.get("/videos/{id}/transcript")
def read_transcript(id: str, here: Here, q: Words = "") -> ListPage[SpokenLine]:
    """What is said; with words, the lines that hold one of them."""
    row = here.row(id)
    lines = [
        SpokenLine(
            start=one.span.start, end=one.span.end, text=one.text, source=one.source, language=one.language,
            marks=marks(one.text, q, one.language),
        )
        for one in here.library.transcript(row.id)
    ]  # fmt: skip
    found = [line for line in lines if line.marks] if q.strip() else lines
    return ListPage(items=found, total=len(found))


@routes.get("/videos/{id}/screen")
def read_screen(id: str, here: Here, q: Words = "") -> ListPage[ScreenLine]:
    """What stands on the screen, when and where; with words, the lines that hold one of them."""
    row = here.row(id)
    lines = [
        ScreenLine(
            start=one.span.start, end=one.span.end, text=one.text, kind=cast(WritingKind, one.kind),
            confidence=round(one.confidence, 3),
            box=(one.box.left, one.box.top, one.box.right, one.box.bottom), marks=marks(one.text, q),
        )
        for one in here.library.written(row.id)
    ]  # fmt: skip
    found = [line for line in lines if line.marks] if q.strip() else lines
    return ListPage(items=found, total=len(found))
