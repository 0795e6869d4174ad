"""Index videos: discover, plan, work in parallel, embed, store; one outcome a file, whatever the file is."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from vsearch.encoders import ENCODERS, Encoder
from vsearch.encoders.choose import choose
from vsearch.errors import LibraryMissing, VSearchError
from vsearch.indexer.run.index_run import Crew
from vsearch.indexer.run.outcome import Outcome, Watch
from vsearch.indexer.run.plan import Plan
from vsearch.indexer.run.settle import remembered, settle
from vsearch.indexer.sources.discover import Found, Refused, discover
from vsearch.library import Library, catalog, place


def index(
    paths: Sequence[str | Path],
    *,
    library: Path | None = None,
    encoder: str = "auto",
    device: str = "auto",
    choices: Mapping[str, Any] | None = None,
    jobs: int = 0,
    patience: float = 60.0,
    dry_run: bool = False,
    watch: Watch = lambda _: None,
) -> list[Outcome]:
    """Index what `paths` mean; nothing that one file does can harm another, or what was there before."""
    found = list(discover(paths, place(library).expanduser()))
    settings = settle(_remembered(place(library)), choices or {})
    shelves, made = _opened(place(library), encoder, device, watch)
    plan = Plan(shelves, settings)
    if dry_run:
        return [_foreseen(item, plan) for item in found]
    shelves = Library.create(shelves.path, shelves.encoder, shelves.width, shelves.version)
    shelves.remember(remembered(settings))
    with Crew(shelves, settings, plan, made, device, jobs, patience, watch) as crew:
        outcomes = crew.work(found)
    catalog.refresh(shelves)
    return outcomes


def _remembered(path: Path) -> dict[str, Any]:
    try:
        return Library.open(path).settings
    except LibraryMissing:
        return {}


def _opened(path: Path, encoder: str, device: str, watch: Watch) -> tuple[Library, Callable[[], Encoder]]:
    """The library, or what it will be, and its encoder, loaded when first needed."""
    try:
        library = Library.open(path)
    except LibraryMissing:
        choice = choose(encoder)
        if encoder == "auto":
            watch(choice.why)
        made = ENCODERS.make(choice.spec, device=device)
        spec = made.spec
        about = {"encoder": spec.name, "width": spec.width, "version": spec.version, "created": ""}
        return Library(path.expanduser().absolute(), about), lambda: made
    if encoder != "auto":
        library.expect(encoder)
    return library, cache(lambda: _fitting(library, ENCODERS.make(library.encoder, device=device)))


def _fitting(library: Library, encoder: Encoder) -> Encoder:
    library.fitting(encoder.spec)
    return encoder


def _foreseen(item: Found | Refused, plan: Plan) -> Outcome:
    """What a run would do with a file."""
    if isinstance(item, Refused):
        return Outcome(item.path, "failed", reason=item.reason)
    try:
        task = plan.task(item)
    except VSearchError as error:
        return Outcome(item.path, "failed", reason=str(error))
    title = task.entry.video.title if task.entry else ""
    return Outcome(
        item.path, {"new": "indexed"}.get(task.kind, task.kind), task.id, title, ", ".join(sorted(task.parts))
    )
