"""Background jobs: asked for, watched, ended, and what they made."""

from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi.responses import FileResponse

from vsearch.errors import TimeOutside, UsageWrong
from vsearch.web.context import Context, Here
from vsearch.web.jobs import records
from vsearch.web.jobs.records import ENDED
from vsearch.web.safety.roles import Asker, NotAllowed, Role
from vsearch.web.schemas.jobs import Asked, ClipJob, IndexJob, JobFacts, ThumbnailsJob
from vsearch.web.schemas.lists import ListPage
from vsearch.web.schemas.saved import Piece

routes = APIRouter(tags=["jobs"])

Key = Annotated[
    str,
    Header(alias="Idempotency-Key", max_length=200, description="Asked again under the same key, nothing new begins."),
]


class NoResult(records.JobUnknown):
    """A job has no file to give."""


@routes.get("/jobs")
def list_jobs(here: Here) -> ListPage[JobFacts]:
    """All jobs that wait, run, or ended lately, the newest first."""
    found = [told(job) for job in reversed(here.jobs.records.all())]
    return ListPage(items=found, total=len(found))


@routes.post("/jobs", status_code=202)
def start_job(asked: Asked, here: Here, person: Asker, key: Key = "") -> JobFacts:
    """Have something made in the background; indexing needs the role admin."""
    if isinstance(asked, IndexJob) and person.role < Role.admin:
        raise NotAllowed(
            f"Indexing needs the role admin, and {person.name} has the role {person.role.name}.", "ask-admin"
        )
    return told(here.jobs.add(asked.kind, _request(here, asked), person.name, key))


@routes.get("/jobs/{id}")
def read_job(id: str, here: Here) -> JobFacts:
    """How far a job is."""
    return told(here.jobs.records.read(id))


@routes.delete("/jobs/{id}")
def cancel_job(id: str, here: Here) -> JobFacts:
    """End a job, whichever worker works on it; one that ended stays as it is."""
    return told(here.jobs.records.cancel(id))


@routes.get(
    "/jobs/{id}/result",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The file."}},
)
def read_result(id: str, here: Here) -> FileResponse:
    """The file that a job made."""
    job = here.jobs.records.read(id)
    path = here.jobs.result(job)
    if path is None:
        why = "made no file" if job.state in ENDED else "is not done yet"
        raise NoResult(f"The job {job.id} {why}.", "see-jobs")
    return FileResponse(path, filename=path.name, headers={"Cache-Control": "private, no-cache"})


def told(job: records.Job) -> JobFacts:
    """A job in the words of the API."""
    name = job.asked.get("name") or job.asked.get("folder") or job.asked.get("media") or ""
    same = ("id", "kind", "by", "state", "progress", "now", "error", "cure", "created", "started", "ended")
    members: dict[str, Any] = {member: getattr(job, member) for member in same}
    return JobFacts(**members, name=name, notes=list(job.notes), result=PurePath(job.file).name or None)


def _request(here: Context, asked: Asked) -> Mapping[str, Any]:
    """What the job is told: all that it names is looked up now, so that what is wrong is said now."""
    members = asked.model_dump(by_alias=True, exclude={"kind"})
    if isinstance(asked, IndexJob):
        root, place = _folder(here, asked)
        return {**members, "root": str(root), "place": str(place)}
    if isinstance(asked, ThumbnailsJob):
        return {**members, "videos": [here.row(id).id for id in asked.videos]}
    if isinstance(asked, ClipJob):
        _check(here, Piece(video=asked.video, start=asked.start, end=asked.end))
        return {**members, "name": here.row(asked.video).title}
    if asked.reel is not None:
        kept = here.library.reel(asked.reel)
        moments = [Piece(video=p.video, start=p.span.start, end=p.span.end, note=p.note) for p in kept.parts]
        members |= {"moments": [moment.model_dump() for moment in moments], "name": kept.name}
    for moment in members["moments"]:
        _check(here, Piece(**moment))
    if not members["moments"]:
        raise UsageWrong("There is no moment in this reel.", "add-moments")
    return members


def _check(here: Context, piece: Piece) -> None:
    row = here.row(piece.video)
    if not piece.start < piece.end or piece.start >= row.duration:
        raise TimeOutside(f"{row.title} has no stretch from {piece.start:g} to {piece.end:g} seconds.")


def _folder(here: Context, asked: IndexJob) -> tuple[Path, Path]:
    """The media folder and the folder in it that are meant, links resolved; what lies elsewhere is refused."""
    for root in (folder.resolve() for folder in here.settings.media if folder.name == asked.media):
        try:
            place = (root / asked.folder).resolve(strict=True)
        except (OSError, ValueError, RuntimeError):
            continue
        if place.is_dir() and place.is_relative_to(root):
            return root, place
    below = f"{asked.media}/{asked.folder}".rstrip("/")
    raise UsageWrong(f"{below!r} is no folder that may be indexed.", "choose-media")
