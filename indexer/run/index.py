"""Index videos: discover, plan, work in parallel, embed, store; one outcome a file, whatever the file is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from vsearch.cures import Note
from vsearch.encoders import ENCODERS, Encoder
from vsearch.encoders.choose import choose
from vsearch.encoders.choosing.facts import here
from vsearch.encoders.choosing.licences import restriction
from vsearch.errors import LibraryMissing, VSearchError
from vsearch.executors import HERE, Executor
from vsearch.indexer.run.index_run import IndexRun
from vsearch.indexer.run.outcome import Outcome, Watch
from vsearch.indexer.run.packaging import Packaging
from vsearch.indexer.run.plan import RunPlan
from vsearch.indexer.run.pool import Hire
from vsearch.indexer.run.resolve import remembered, resolve_settings
from vsearch.indexer.sources.discover import FoundFile, RefusedFile, discover
from vsearch.indexer.words.spoken import spoken
from vsearch.library import Store, failures, place
from vsearch.library.catalog import shards as catalog
from vsearch.screen import MISSING, installed
from vsearch.screen.scripts import reader_for
from vsearch.settings import IndexOverrides


def index(
    paths: Sequence[str | Path],
    *,
    store: str | Path | None = None,
    encoder: str = "auto",
    device: str = "auto",
    settings: IndexOverrides = IndexOverrides(),  # noqa: B008 - it is frozen
    jobs: int = 0,
    patience: float = 60.0,
    dry_run: bool = False,
    watch: Watch = lambda _: None,
    hire: Hire | None = None,
    executor: Executor = HERE,
) -> list[Outcome]:
    """Index what `paths` mean; nothing that one file does can harm another, or what was there before."""
    folder = place(store)
    found = list(discover(paths, folder))
    held = _held(folder)
    resolved, notes = resolve_settings(held.settings if held else {}, settings)
    for note in notes:
        watch(Note(note))
    languages = () if held else spoken(item for item in found if isinstance(item, FoundFile))
    if not held and settings.text_reader is None and resolved.screen and installed(resolved.text_reader):
        reader, remark = reader_for(languages)
        resolved = replace(resolved, text_reader=reader)
        if remark:
            watch(remark)
    shelves, made = _opened(held, encoder, device) if held else _begun(folder, encoder, device, watch, languages)
    plan = RunPlan(shelves, resolved)
    if found and resolved.screen and not installed(resolved.text_reader):
        watch(MISSING)
    if dry_run:
        return [_foreseen(item, plan) for item in found]
    shelves = Store.create(folder, shelves.encoder, shelves.width, shelves.version, shelves.chosen)
    shelves.remember(remembered(resolved, shelves.settings))
    shelves.begin()
    with IndexRun(shelves, resolved, plan, made, device, jobs, patience, watch, hire) as run:
        outcomes = run.work(found)
        if resolved.segments:
            Packaging(shelves, resolved, patience, watch, executor).find(outcome.id for outcome in outcomes)
    failures.tidy(shelves)
    catalog.refresh(shelves)
    return outcomes


def _held(path: Path) -> Store | None:
    try:
        return Store.open(path)
    except LibraryMissing:
        return None


def _begun(
    path: Path, encoder: str, device: str, watch: Watch, languages: Sequence[str]
) -> tuple[Store, Callable[[], Encoder]]:
    """What the library will be, and its encoder."""
    if encoder == "auto":
        choice = choose(facts=here(device, languages))
        watch(choice.why)
    else:
        choice = choose(encoder)
    made = ENCODERS.make(choice.spec, device=device)
    spec, why = made.spec, choice.why
    if licence := restriction(spec.name):
        why = Note(f"{why.what} Its weights may not be used commercially: {licence}.", "choose-encoder")
        watch(why)
    about = {
        "encoder": spec.name,
        "width": spec.width,
        "version": spec.version,
        "created": "",
        "chosen": why.what,
    }
    return Store.at(path.expanduser().absolute(), about), lambda: made


def _opened(store: Store, encoder: str, device: str) -> tuple[Store, Callable[[], Encoder]]:
    """The library, and its encoder, loaded when first needed."""
    if encoder != "auto":
        store.expect(encoder)
    return store, cache(lambda: _fitting(store, ENCODERS.make(store.encoder, device=device)))


def _fitting(store: Store, encoder: Encoder) -> Encoder:
    store.check_encoder(encoder.spec)
    return encoder


def _foreseen(item: FoundFile | RefusedFile, plan: RunPlan) -> Outcome:
    """What a run would do with a file."""
    if isinstance(item, RefusedFile):
        return Outcome.failed(item.path, item.reason)
    try:
        task = plan.task(item)
    except VSearchError as error:
        return Outcome.failed(item.path, error)
    title = task.entry.video.title if task.entry else ""
    return Outcome(
        item.path, {"new": "indexed"}.get(task.kind, task.kind), task.id, title, ", ".join(sorted(task.parts))
    )
