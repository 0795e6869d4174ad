"""Reels that are kept under names; whoever replaces one says which, so that nobody's work is lost unseen."""

from fastapi import APIRouter, Response

from vsearch.library.saved import Reel, ReelPart
from vsearch.nouns import Span
from vsearch.web.context import Context, Here
from vsearch.web.http.conditions import ANY, IfMatch, IfNoneMatch, Unconditional, etag, replaced
from vsearch.web.safety.roles import Asker
from vsearch.web.schemas.lists import ListPage
from vsearch.web.schemas.saved import KeptPiece, KeptReel, Piece, ReelBody, ReelBrief

routes = APIRouter(tags=["saved"])


@routes.get("/reels")
def list_reels(here: Here) -> ListPage[ReelBrief]:
    """The reels that are kept, by name."""
    found = [_brief(one) for one in here.library.reels()]
    return ListPage(items=found, total=len(found))


@routes.get("/reels/{name}")
def read_reel(name: str, here: Here, answer: Response) -> KeptReel:
    """A reel with its pieces, and the etag by which it is replaced."""
    return _told(here, here.library.reel(name), answer)


@routes.put("/reels/{name}")
def keep_reel(
    name: str, body: ReelBody, here: Here, person: Asker, answer: Response,
    if_match: IfMatch = None, if_none_match: IfNoneMatch = None,
) -> KeptReel:  # fmt: skip
    """Keep a reel: a new one with `If-None-Match: *`, or with If-Match in place of the one of that etag."""
    revision = replaced(if_match, if_none_match)
    if revision is None:
        raise Unconditional(f"It is not said which reel {name!r} takes the place of.", "say-which")
    made = Reel(name, parts(here, body.items), body.target, revision=revision)
    return _told(here, here.deciding(person).save_reel(made), answer)


@routes.delete("/reels/{name}", status_code=204)
def forget_reel(name: str, here: Here, if_match: IfMatch = None) -> None:
    """Forget a reel; the videos in it stay."""
    here.library.forget_reel(name, revision=replaced(if_match, None) or ANY)


def parts(here: Context, pieces: list[Piece]) -> tuple[ReelPart, ...]:
    """Pieces as the library keeps them; each names a video that is there, and ends after it begins."""
    from vsearch.errors import TimeOutside

    for piece in pieces:
        if piece.end <= piece.start:
            raise TimeOutside(f"{piece.video} has no stretch from {piece.start:g} to {piece.end:g} seconds.")
    return tuple(ReelPart(here.row(one.video).id, Span(one.start, one.end), one.note) for one in pieces)


def _brief(reel: Reel) -> ReelBrief:
    return ReelBrief(
        name=reel.name, pieces=len(reel.parts), seconds=round(reel.seconds, 3), target=reel.length, by=reel.by,
        at=reel.at, etag=etag(reel.revision),
    )  # fmt: skip


def _told(here: Context, reel: Reel, answer: Response) -> KeptReel:
    answer.headers["ETag"] = etag(reel.revision)
    known = here.by_id
    items = [
        KeptPiece(
            video=part.video, start=part.span.start, end=part.span.end, note=part.note,
            title=known[part.video].title if part.video in known else part.video, gone=part.video not in known,
        )
        for part in reel.parts
    ]  # fmt: skip
    return KeptReel(**_brief(reel).model_dump(), items=items)
