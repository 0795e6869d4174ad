"""Search: moments that answer words, a picture or another moment, in groups by video."""

from collections.abc import Mapping, Sequence
from functools import partial
from time import perf_counter
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request

from vsearch.nouns import Moment
from vsearch.retrieval.search.fusion import grouped
from vsearch.web import describe, listing
from vsearch.web.answering import found
from vsearch.web.context import Context, Here
from vsearch.web.http.cursors import part
from vsearch.web.http.waiting import Wanted, wanted
from vsearch.web.listing import Row
from vsearch.web.marks import marks
from vsearch.web.safety.discretion import notes
from vsearch.web.safety.roles import Asker, Person
from vsearch.web.schemas.lists import Cursor, Words
from vsearch.web.schemas.moments import Group, Motion, SearchAnswer, SearchFacets, SearchQuestion
from vsearch.web.schemas.videos import VideoFacts

routes = APIRouter(tags=["search"])

EACH = 3
"""Moments of one video that are told where several are asked; of one alone, all."""
WEAK = 12
"""Videos with weak matches that are told."""


@routes.post("/search")
async def search(question: SearchQuestion, here: Here, person: Asker, request: Request) -> SearchAnswer:
    """The moments that answer, best first, in groups by video; what is probably not meant is told apart."""
    return await wanted(request, partial(answer, here, person, question))


def answer(here: Context, person: Person, question: SearchQuestion, waits: Wanted) -> SearchAnswer:
    """What a question comes to, while somebody waits for it."""
    started = perf_counter()
    made, known = found(here, question, waits), here.by_id
    good = grouped(moment for moment in made.moments if moment.match != "weak" and moment.video in known)
    weak = grouped(moment for moment in made.moments if moment.match == "weak" and moment.video in known)
    order = _ordered(known, list(good), question.sort)
    shown, after = part(order, order, question.cursor, question.top)
    most = 50 if len(question.videos) == 1 else EACH
    first = [] if question.cursor else list(weak)[:WEAK]
    rows = [known[id] for id in dict.fromkeys((*shown, *first))]
    told = {one.id: one for one in describe.videos(here.library, rows, person)}
    return SearchAnswer(
        items=[_group(told[id], good[id], question.words, most) for id in shown],
        weak=[_group(told[id], weak[id], question.words, most) for id in first],
        sure=made.sure,
        threshold=made.threshold,
        facets=_facets(known, good),
        notes=notes(made.notes, person),
        next=after,
        total=len(order),
        took=round(perf_counter() - started, 4),
    )


@routes.get("/search")
async def search_words(
    here: Here,
    person: Asker,
    request: Request,
    words: Words,
    tag: Annotated[list[Annotated[str, Query(max_length=200)]], Query(max_length=32)] = [],  # noqa: B006
    motion: Annotated[Motion | None, Query(description="Only moments that move so.")] = None,
    sort: Literal["best", "newest", "title", "longest", "shortest"] = "best",
    top: Annotated[int, Query(ge=1, le=200)] = 20,
    cursor: Cursor = "",
    with_segments: Annotated[bool, Query(description="Let intros, credits and other packaging in.")] = False,
) -> SearchAnswer:
    """The moments that answer words: the simple questions of the other way to search."""
    asked = SearchQuestion(
        words=words, tags=tag, motion=motion, sort=sort, top=top, cursor=cursor or None, with_segments=with_segments
    )
    return await wanted(request, partial(answer, here, person, asked))


def _ordered(rows: Mapping[str, Row], ids: list[str], sort: str) -> list[str]:
    if sort == "best":
        return ids
    return [row.id for row in listing.ordered([rows[id] for id in ids], sort)]


def _group(video: VideoFacts, moments: Sequence[Moment], words: str, most: int) -> Group:
    told = [
        describe.moment(moment, marks=marks(moment.said, words, video.language) if moment.said else [])
        for moment in moments[:most]
    ]
    return Group(video=video, moments=told, more=max(0, len(moments) - most))


def _facets(known: Mapping[str, Row], groups: dict[str, list[Moment]]) -> SearchFacets:
    rows = [known[id] for id in groups]
    kinds = ("tag", "folder", "series", "language", "length", "date")
    channels = ({name for moment in moments for name in moment.because} for moments in groups.values())
    named = (name for names in channels for name in names if name != "exact phrase")
    return SearchFacets(**{kind: listing.counted(rows, kind) for kind in kinds}, channel=listing.facets(named))
