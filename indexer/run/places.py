"""Places: where films lie that the library knows already, and what is said of them there, without looking at them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any

from vsearch.errors import VideoUnknown
from vsearch.indexer.run.outcome import Outcome
from vsearch.indexer.run.plan import RunPlan, Task
from vsearch.indexer.sources.metadata import Description, described
from vsearch.library import Store


def settled(task: Task, store: Store, plan: RunPlan) -> Outcome:
    """A file whose content is known already: remember where it lies and what is now said of it."""
    entry = task.entry
    assert entry is not None
    words, manifest = known(task, entry.facts)
    renewed = replace(entry, made={**entry.made, "manifest": manifest}).with_video(**words)
    renewed = replace(renewed, mtime=renewed.video.path.stat().st_mtime_ns)
    leave(task, store, plan)
    if renewed != entry:
        store.update(renewed)
        plan.learn(renewed)
    video, kept = renewed.video, int(renewed.made["frames"]["kept"])
    return Outcome(task.found.path, task.kind, entry.id, video.title, frames=kept, duration=video.duration)


def leave(task: Task, store: Store, plan: RunPlan) -> None:
    """The film that lay at this path before keeps its other places; without any it is forgotten."""
    if not task.replaces:
        return
    if rest := plan.elsewhere(task):
        store.update(rest)
        plan.learn(rest)
    else:
        plan.drop(task.replaces)
        with suppress(VideoUnknown):
            store.remove(task.replaces)


def known(task: Task, facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Where a video lies and what is said of it, and the part of that which manifests said, now or earlier."""
    old, here, main = task.entry, task.found.path, task.main
    places = dict.fromkeys((*(old.video.copies if old else ()), here))
    said = dict(old.made.get("manifest", {})) if old else {}
    manifest = task.found.about.over(Description(**{**said, "tags": tuple(said.get("tags", ()))}))
    about = described(main, manifest, dict(facts.get("tags", ())))
    copies = tuple(place for place in places if place != main)
    return {"path": main, "copies": copies, **_values(about)}, {**_values(manifest), "tags": list(manifest.tags)}


def _values(about: Description) -> dict[str, Any]:
    return {item.name: getattr(about, item.name) for item in fields(about)}
