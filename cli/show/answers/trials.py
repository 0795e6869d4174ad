"""How trials of thumbnails look in a terminal: a line an arm, with what was counted and what that tells."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from vsearch.cli.cures import worded
from vsearch.cli.show.terminal import say, table
from vsearch.timecodes import clock

if TYPE_CHECKING:
    from vsearch.retrieval.trials.logging import LoggedEvents
    from vsearch.retrieval.trials.serving import ServedThumbnail
    from vsearch.retrieval.trials.starting import StartedTrials
    from vsearch.retrieval.trials.status import TrialStatus
    from vsearch.retrieval.trials.trials import ThumbnailTrial

MOST = 20
"""Sentences about lines that were passed over; the rest is counted."""


def item(made: "ThumbnailTrial") -> dict[str, Any]:
    """A trial that began, for programs."""
    told = {one.name: getattr(made, one.name) for one in fields(made)}
    return {"video": told.pop("video"), "trial": told.pop("id")} | told


def served(made: "ServedThumbnail") -> dict[str, Any]:
    """What to show, for programs; `picture` is the file that was pinned, if one was."""
    told = {one.name: getattr(made, one.name) for one in fields(made)}
    return {"video": told.pop("video"), "picture": told.pop("path")} | told


def show_started(made: "StartedTrials", titles: Mapping[str, str]) -> None:
    """What is tried now, and of which videos nothing is, and why."""
    rows = [
        [one.video[:8], titles.get(one.video, ""), ", ".join(clock(arm.time) for arm in one.arms)]
        for one in made.trials
    ]
    if rows:
        table(["id", "title", "arms"], rows)
    for error in made.skipped.values():
        say(worded(error))
    say(f"{len(rows)} trials begun." if len(rows) != 1 else "1 trial begun.")


def show_served(made: "ServedThumbnail") -> None:
    """What to show, and whether to write it down."""
    place = str(made.path) if made.path else clock(made.time)
    why = {
        "trial": f"an arm of trial {made.trial}, propensity {made.propensity:g}",
        "others": f"of trial {made.trial}, which this viewer takes no part in, propensity {made.propensity:g}",
        "pinned": "pinned", "won": "the winner of a trial", "best": "the best; nothing is tried",
    }  # fmt: skip
    say(f"{place}  {why[made.why]}")


def show_logged(made: "LoggedEvents", titles: Mapping[str, str]) -> None:
    """What came in, what was passed over, and what was decided."""
    for trouble in made.troubles[:MOST]:
        say(trouble)
    if more := len(made.troubles) - MOST:
        say(f"And {more} more lines.") if more > 0 else None
    parts = [f"{made.taken} events taken in."]
    parts += [f"{made.known} were known already."] if made.known else []
    parts += [f"{made.waiting} clicks wait for their impressions."] if made.waiting else []
    parts += [f"{made.ended} belong to trials that have ended."] if made.ended else []
    say(" ".join(parts))
    for one in made.decided:
        what = "has won" if one.kind == "choose" else "is dropped"
        say(f"{titles.get(one.video) or one.video}: {clock(one.time or 0.0)} {what}.")


def show_trials(found: "Sequence[TrialStatus]", titles: Mapping[str, str]) -> None:
    """A line an arm."""
    rows = []
    for one in found:
        for number, arm in enumerate(one.arms):
            first = [one.video[:8], titles.get(one.video, ""), one.state] if number == 0 else ["", "", ""]
            note = "winner" if arm.time == one.winner else "dropped" if arm.dropped else "barred" if arm.barred else ""
            share = f"{arm.share:.0%}" if one.state == "running" else ""
            told = [f"{arm.rate:.2%}" if arm.shown else "", f"{arm.best:.0%}", f"{arm.loss:.1%}", share, note]
            rows.append([*first, clock(arm.time), str(arm.shown), str(arm.clicked), *told])
        if not one.arms:
            rows.append([one.video[:8], titles.get(one.video, ""), one.state, *[""] * 8])
    names = ["id", "title", "state", "time", "shown", "clicked", "rate", "best", "loses", "share", ""]
    table(names, rows, right=names[3:10]) if rows else say("Nothing is tried. Begin with `vsearch trial start ID`.")
