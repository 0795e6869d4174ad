"""Searches that are kept under names."""

from pathlib import PurePath

from fastapi import APIRouter, Response
from pydantic import ValidationError

from vsearch.errors import UsageWrong
from vsearch.library import saved
from vsearch.library.saved import SavedQuery
from vsearch.web.context import Context, Here
from vsearch.web.http.conditions import ANY, IfMatch, IfNoneMatch, etag, replaced
from vsearch.web.safety.roles import Asker
from vsearch.web.schemas.lists import ListPage
from vsearch.web.schemas.moments import SearchQuestion
from vsearch.web.schemas.saved import KeptSearch

routes = APIRouter(tags=["saved"])


@routes.get("/searches")
def list_searches(here: Here) -> ListPage[KeptSearch]:
    """The searches that are kept, by name."""
    found, notes = list[KeptSearch](), list[str]()
    for one in here.library.saved_searches():
        try:
            found.append(_told(here, one))
        except ValidationError:
            notes.append(f"The search {one.name!r} asks for more than the page can.")
    return ListPage(items=found, total=len(found), notes=notes)


@routes.put("/searches/{name}")
def keep_search(
    name: str, question: SearchQuestion, here: Here, person: Asker, answer: Response,
    if_match: IfMatch = None, if_none_match: IfNoneMatch = None,
) -> KeptSearch:  # fmt: skip
    """Keep a question under a name: a new one, or with If-Match in place of the one that is there."""
    if question.picture:
        raise UsageWrong(
            "A picture that was brought is kept for an hour, and no part of a search that is saved. "
            "Save a search for a moment that is like it instead."
        )
    revision = replaced(if_match, if_none_match) or ""
    made = here.deciding(person).save_search(name, _query(here, question), revision=revision)
    answer.headers["ETag"] = etag(made.revision)
    return _told(here, made)


@routes.delete("/searches/{name}", status_code=204)
def forget_search(name: str, here: Here, if_match: IfMatch = None) -> None:
    """Forget a search that is kept."""
    here.library.forget_search(name, revision=replaced(if_match, None) or ANY)


def _query(here: Context, asked: SearchQuestion) -> SavedQuery:
    """A question as the library keeps it: folders by their paths, so that the command line asks the same."""
    return SavedQuery(
        words=asked.words, like=f"{asked.like.video}@{asked.like.time:.3f}" if asked.like else "",
        avoid=tuple(asked.avoid), inside=tuple(asked.within), videos=tuple(asked.videos), tags=tuple(asked.tags),
        folders=tuple(_path(here, folder) for folder in asked.folders), series=tuple(asked.series),
        languages=tuple(asked.languages), since=asked.since or "", until=asked.until or "", shortest=asked.shortest,
        longest=asked.longest, motion=asked.motion or "", sort=asked.sort if asked.sort != "best" else "",
    )  # fmt: skip


def _told(here: Context, kept: saved.SavedSearch) -> KeptSearch:
    asked = kept.query
    video, _, time = asked.like.rpartition("@")
    query = {
        "words": asked.words, "not": asked.avoid, "within": asked.inside, "videos": asked.videos, "tags": asked.tags,
        "like": {"video": video, "time": _seconds(time)} if video else None, "series": asked.series,
        "folders": [_folder(here, path) for path in asked.folders], "languages": asked.languages,
        "since": asked.since or None, "until": asked.until or None, "shortest": asked.shortest,
        "longest": asked.longest, "motion": asked.motion or None, "sort": asked.sort or "best",
    }  # fmt: skip
    made = SearchQuestion.model_validate(query)
    return KeptSearch(name=kept.name, query=made, by=kept.by, at=kept.at, etag=etag(kept.revision))


def _seconds(time: str) -> float:
    from vsearch.timecodes import seconds

    return seconds(time) or 0.0


def _path(here: Context, folder: str) -> str:
    """Where a folder lies, which the page knows by its way below the one that holds all."""
    for row in here.rows:
        below = PurePath(row.folder)
        if folder == row.folder or PurePath(folder) in below.parents:
            up = len(below.parts) - len(PurePath(folder).parts)
            parent = PurePath(row.path).parent
            return str(parent.parents[up - 1] if up else parent)
    return folder


def _folder(here: Context, path: str) -> str:
    """What the page calls a folder."""
    for row in here.rows:
        parent = PurePath(row.path).parent
        if parent == PurePath(path) or PurePath(path) in parent.parents:
            up = len(parent.parts) - len(PurePath(path).parts)
            kept = PurePath(row.folder).parts
            return "/".join(kept[: len(kept) - up])
    return path
