"""What the library holds, which tower serves, and how good its answers have been."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from time import time

from fastapi import APIRouter

from vsearch.cures import cure
from vsearch.library import towers
from vsearch.library.failures import Failure
from vsearch.training.serving.monitor import AcceptanceRate, monitored
from vsearch.training.serving.towers import listed
from vsearch.web import describe
from vsearch.web.context import Context, Here
from vsearch.web.http.cures import WEB
from vsearch.web.listing import Row
from vsearch.web.safety.discretion import discreet, notes
from vsearch.web.safety.roles import Asker, Person, Role
from vsearch.web.schemas.library import (
    AcceptedRate,
    DriftFacts,
    Failed,
    LibraryOverview,
    MonitorFacts,
    Retry,
    TowerFacts,
    TrainingNeed,
    Trouble,
)
from vsearch.web.schemas.lists import ListPage

routes = APIRouter(tags=["library"])

TOLD = 200
"""Videos, and files, with something wrong that are named at most."""


@routes.get("/library")
def read_library(here: Here, person: Asker) -> LibraryOverview:
    """What the library holds, what is wrong with any of it, and what serves it."""
    library, rows = here.library, here.rows
    damaged = [row for row in rows if row.status == "damaged"]
    missing = [row for row in rows if describe.missing(library, row)]
    tower = library.tower
    return LibraryOverview(
        name=here.name,
        path=library.store.location if person.role >= Role.editor else None,
        created=library.store.created,
        videos=len(library.ids()),
        frames=sum(row.frames for row in rows),
        duration=sum(row.duration for row in rows),
        damaged=[_trouble(here, row, person) for row in damaged[:TOLD]],
        missing=[Trouble(id=row.id, title=row.title, why="Its file is gone.") for row in missing[:TOLD]],
        failed=[_failed(here, one, person) for one in library.failures()[:TOLD]],
        encoder=library.store.encoder,
        tower=tower.trained.name if tower else None,
        indexing=len(library.store.underway()),
        media=[folder.name for folder in here.settings.media] if person.role >= Role.editor else [],
        notes=notes([*library.notes, *_unread(here), here.webhook.trouble], person),
    )


def _trouble(here: Context, row: Row, person: Person) -> Trouble:
    why = " ".join(notes(here.library.entry(row.id).notes, person))
    return Trouble(id=row.id, title=row.title, why=why or "Some of it could not be decoded.")


def _failed(here: Context, failure: Failure, person: Person) -> Failed:
    path = failure.path
    return Failed(
        file=path.name,
        path=str(path) if person.role >= Role.editor else None,
        why=discreet(failure.reason, person),
        cure=discreet(cure(failure.code, failure.facts, WEB), person),
        at=failure.at,
        again=_again(here.settings.media, path.parent) if person.role >= Role.admin else None,
    )


def _again(media: Sequence[Path], folder: Path) -> Retry | None:
    """The folder of a file as a job of indexing names it."""
    for root in media:
        for place in (root.absolute(), root.resolve()):
            if folder.is_relative_to(place):
                below = "" if folder == place else folder.relative_to(place).as_posix()
                return Retry(media=root.name, folder=below)
    return None


def _unread(here: Context) -> list[str]:
    count = len(here.library.ids()) - len(here.rows)
    what = "1 video" if count == 1 else f"{count} videos"
    return [f"{what} cannot be read. {WEB['mend']}"] if count > 0 else []


@routes.get("/towers")
def list_towers(here: Here, person: Asker) -> ListPage[TowerFacts]:
    """The trained towers, oldest first, the one that serves marked, with the figures of their evaluation."""
    rows = [replace(row, why=discreet(row.why, person)) for row in listed(here.library, WEB)]
    items = [TowerFacts(**asdict(row), metrics=_metrics(here, row.name)) for row in rows]
    return ListPage(items=items, total=len(items), notes=notes(here.library.notes, person))


def _metrics(here: Context, name: str) -> dict[str, object]:
    from vsearch.errors import LibraryError

    try:
        return dict(towers.read(here.library.store, name).metrics)
    except LibraryError:
        return {}


@routes.get("/monitor")
def read_monitor(here: Here) -> MonitorFacts:
    """How much of what was shown was accepted, whether videos drift, and whether to train again."""
    state = here.library.revision(), int(time() / 60)  # what was shown stamps no change
    made = here.library.cache.get("monitor", state, lambda: monitored(here.library))
    moved = made.drift
    return MonitorFacts(
        weeks=_rates(made.weeks),
        tags=_rates(made.tags),
        encoders=_rates(made.encoders),
        drift=None if moved is None else DriftFacts(**asdict(moved), drifted=moved.drifted),
        need=TrainingNeed(yes=made.need.yes, why=made.need.why),
    )


def _rates(some: tuple[AcceptanceRate, ...]) -> list[AcceptedRate]:
    return [
        AcceptedRate(
            name=one.name, shown=one.shown, judged=one.judged, precision={str(k): p for k, p in one.precision.items()}
        )
        for one in some
    ]
