"""What people decided: the log, undoing, and the review of what is to be decided."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from vsearch.errors import LibraryError, TrainingImpossible
from vsearch.library.decisions.history import Recorded
from vsearch.training.serving.doubtful import SegmentQuestion, doubtful
from vsearch.training.serving.review import ReviewQuestion, queue
from vsearch.training.serving.unconfirmed import OFFERED, progress, unconfirmed
from vsearch.web.api.tags import votes
from vsearch.web.context import Context, Here
from vsearch.web.http.cursors import part
from vsearch.web.safety.roles import Asker
from vsearch.web.schemas.decisions import Candidate, DecisionRecord, ReviewPage, ReviewProgress, Undecided
from vsearch.web.schemas.lists import Cursor, Decided, From, Limit, ListPage, Words
from vsearch.web.schemas.videos import SegmentFacts

routes = APIRouter(tags=["decisions"])

Exact = Annotated[str, Query(max_length=200)]
MOST = 500
"""Questions that are put in order."""
FEW = 4
"""Videos in one part of the review of thumbnails: what is offered for each may be looked for in its film, half a second
long."""


@routes.get("/decisions")
def list_decisions(
    here: Here, q: Words = "", by: Exact = "", kind: Exact = "", video: Exact = "",
    cursor: Cursor = "", start: From = 0, limit: Limit = 50,
) -> ListPage[DecisionRecord]:  # fmt: skip
    """Who decided what, and when, the newest first; `q` are words of any of it."""
    found = here.library.history(q, by=by, kind=kind, video=here.row(video).id if video else "")
    shown, after = part(found, [item.key for item in found], cursor, limit, start)
    return ListPage(items=[_told(here, item) for item in shown], next=after, total=len(found))


@routes.post("/decisions/{key}/undo")
def undo(key: str, here: Here, person: Asker) -> Decided:
    """Take a decision back, whoever made it; undoing the undo, by the key that is told, brings it back."""
    library = here.deciding(person)
    library.undo(key)
    return Decided(decisions=library.store.decided)


@routes.get("/review")
def review(
    here: Here, person: Asker, kind: Literal["tags", "thumbnails", "segments"] = "tags", tag: Exact = "",
    cursor: Cursor = "", limit: Limit = 50,
) -> ReviewPage:  # fmt: skip
    """What is to be decided: suggested tags with who voted, doubtful segments, or thumbnails that nobody confirmed."""
    library, notes = here.library, list[str]()
    state = library.revision()
    if kind == "thumbnails":
        ids = library.cache.get("unconfirmed", state, lambda: unconfirmed(library))
        shown, after = part(ids, ids, cursor, min(limit, FEW))
        items, total = [_offered(here, id) for id in shown], len(ids)
    elif kind == "segments":
        unsure = library.cache.get("doubtful", state, lambda: doubtful(library, MOST))
        chosen, after = part(unsure, [f"{one.video} {one.tag}" for one in unsure], cursor, limit)
        items, total = [_segment(one) for one in chosen], len(unsure)
    else:
        items, after, total = _asked(here, tag, cursor, limit, notes)
    made = progress(library, total, person.name)
    told = ReviewProgress(today=made.today, left=made.left)
    return ReviewPage(items=[one for one in items if one], next=after, total=total, notes=notes, progress=told)


def _asked(
    here: Context, tag: str, cursor: str, limit: int, notes: list[str]
) -> tuple[list[Undecided | None], str | None, int]:
    library = here.library
    try:
        found = library.cache.get(("review", tag), library.revision(), lambda: queue(library, MOST, tag))
    except TrainingImpossible as error:
        notes.append(error.what)
        found = []
    shown, after = part(found, [f"{one.video} {one.tag}" for one in found], cursor, limit)
    return [_doubtful(here, one) for one in shown], after, len(found)


def _doubtful(here: Context, asked: ReviewQuestion) -> Undecided:
    """A tag that a video may have, with who voted for it."""
    library, id = here.library, asked.video
    tagged = library.cache.get(("asked", id), library.revision(), lambda: library.tagger.tag(id, 8))
    found = next((one for one in (*tagged.tags, *tagged.suggestions) if one.tag.name == asked.tag), None)
    return Undecided(
        video=id, title=asked.title, tag=asked.tag, probability=asked.probability, time=asked.time,
        votes=votes(found) if found else [],
    )  # fmt: skip


def _segment(asked: SegmentQuestion) -> Undecided:
    """A stretch of a video that may be packaging."""
    found = SegmentFacts(
        kind=asked.kind, start=asked.start, end=asked.end, score=asked.probability, sure=False,
        because=asked.because.split(", "),
    )  # fmt: skip
    return Undecided(
        video=asked.video, title=asked.title, probability=asked.probability, time=asked.time, segment=found
    )


def _offered(here: Context, id: str) -> Undecided | None:
    """A video and the frames that could stand for it; None where it cannot be read."""
    try:
        found = here.library.thumbnails(id, top=OFFERED)
    except (LibraryError, OSError):
        return None
    offered = [Candidate(time=one.time, score=one.score) for one in found if one.path is None]
    return Undecided(video=id, title=here.row(id).title, candidates=offered, time=offered[0].time if offered else None)


def _told(here: Context, item: Recorded) -> DecisionRecord:
    made, row = item.decision, here.by_id.get(item.decision.video)
    names = ("at", "by", "kind", "video", "time", "start", "end", "tag", "prompt", "note", "undoes")
    told = {name: getattr(made, name) for name in names}
    return DecisionRecord(key=item.key, undone=item.undone, title=row.title if row else "", **told)
