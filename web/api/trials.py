"""Trials of thumbnails: begun and stopped by editors, served to whoever asks, fed by what is seen and clicked."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from vsearch.errors import DocumentUnknown
from vsearch.library.decisions import history
from vsearch.retrieval.trials.status import TrialStatus
from vsearch.web.context import Context, Here
from vsearch.web.http.cursors import part
from vsearch.web.safety.roles import Asker
from vsearch.web.schemas.lists import Cursor, From, Limit, ListPage
from vsearch.web.schemas.trials import (
    EventsTaken,
    ThumbnailToShow,
    TrialEventList,
    TrialFacts,
    TrialPlan,
    TriedFrame,
)

routes = APIRouter(tags=["trials"])


@routes.get("/trials")
def list_trials(here: Here, cursor: Cursor = "", start: From = 0, limit: Limit = 50) -> ListPage[TrialFacts]:
    """Every trial that runs or ended, the newest first."""
    found = here.library.trials()[::-1]
    shown, after = part(found, [one.trial for one in found], cursor, limit, start)
    return ListPage(items=[_told(here, one) for one in shown], next=after, total=len(found))


@routes.post("/trials/events")
def log_events(body: TrialEventList, here: Here, person: Asker) -> EventsTaken:
    """Take impressions and clicks in, each event once; what they decide is decided."""
    rows = [one.model_dump(exclude_none=True, exclude_defaults=True) for one in body.items]
    made = here.deciding(person).log_events(rows)
    counts = {name: getattr(made, name) for name in ("taken", "known", "waiting", "ended")}
    return EventsTaken(**counts, decisions=[history.key(one) for one in made.decided], notes=list(made.troubles))


@routes.get("/videos/{id}/trial")
def read_trial(id: str, here: Here) -> TrialFacts:
    """The last trial of a video, and how its arms stand."""
    found = here.library.trials(here.row(id).id)
    if not found:
        raise DocumentUnknown(f"Nothing was tried of {id}.")
    return _told(here, found[-1])


@routes.post("/videos/{id}/trial")
def start_trial(id: str, plan: TrialPlan, here: Here, person: Asker) -> TrialFacts:
    """Begin to try frames of a video as its thumbnail."""
    row = here.row(id)
    here.deciding(person).start_trials(row.id, arms=plan.arms, share=plan.share)
    return _told(here, here.library.trials(row.id)[-1])


@routes.delete("/videos/{id}/trial")
def stop_trial(id: str, here: Here, person: Asker) -> TrialFacts:
    """End the trial of a video without a winner; what was counted stays."""
    return _told(here, here.deciding(person).stop_trial(here.row(id).id))


@routes.get("/videos/{id}/trial/thumbnail")
def serve_thumbnail(
    id: str,
    here: Here,
    viewer: Annotated[str, Query(min_length=1, max_length=200, description="Whom to show it to: any key.")],
) -> ThumbnailToShow:
    """Which thumbnail to show to a viewer now; the same to the same viewer while the shares stand."""
    row = here.row(id)
    made = here.library.serve_thumbnail(row.id, viewer)
    address = f"/api/v1/videos/{row.id}/thumbnail"
    return ThumbnailToShow(
        video=row.id, time=made.time, trial=made.trial, propensity=made.propensity, why=made.why,
        picture=address if made.path else f"{address}?t={made.time}",
    )  # fmt: skip


def _told(here: Context, one: TrialStatus) -> TrialFacts:
    row = here.by_id.get(one.video)
    told = {name: getattr(one, name) for name in ("video", "trial", "state", "share", "by", "at", "winner", "waiting")}
    arms = [TriedFrame(**asdict(arm)) for arm in one.arms]
    return TrialFacts(title=row.title if row else "", arms=arms, **told)
