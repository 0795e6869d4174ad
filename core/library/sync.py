"""Copy a library, or a part of it, to another place: what is there already is passed over, so it can be resumed."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vsearch.errors import EncoderMismatch, LibraryBusy, LibraryError, LibraryMissing, UsageWrong
from vsearch.library import Store, pictures, towers
from vsearch.library.decisions import Decision, history
from vsearch.library.parts.entry import Entry
from vsearch.library.towers.segment_models import SegmentModels


@dataclass(frozen=True, slots=True)
class CopiedVideo:
    """What became of one video: "copied", "unchanged", "newer" there, "busy" there, or "damaged" here, with why."""

    video: str
    title: str
    status: str
    reason: str = ""


def sync(
    source: Store, place: Path, ids: Sequence[str] = (), watch: Callable[[CopiedVideo], None] = lambda _: None
) -> list[CopiedVideo]:
    """Copy videos, or all of them, each whole or not at all, and at last what people decided about them and keep."""
    chosen, found, target = set(ids), [], _opened(source, place)
    for id in ids or source.ids():
        found.append(_video(source, target, id))
        watch(found[-1])
    _decisions(source, target, chosen)
    if not chosen:
        _documents(source, target)
        _towers(source, target)
        _segment_models(source, target)
    target.changed()
    return found


def _opened(source: Store, place: Path) -> Store:
    """The library at the other place, made as this one is if there is none."""
    try:
        target = Store.open(place)
    except LibraryMissing:
        target = Store.create(place, source.encoder, source.width, source.version)
        target.remember(source.settings)
    target.expect(source.encoder)
    if (target.width, target.version) != (source.width, source.version):
        raise EncoderMismatch(
            f"{target.location} was indexed with another version of {source.encoder}.", "another-library"
        )
    if target.location == source.location:
        raise UsageWrong("A library cannot be copied to where it is.")
    return target


def _video(source: Store, target: Store, id: str) -> CopiedVideo:
    title = ""
    try:
        entry = source.entry(id)
        title = entry.video.title
        there = _there(target, id)
        if there and entry in (there, there.with_parts({})):  # older libraries prove no part
            return CopiedVideo(id, title, "unchanged")
        if there and there.at > entry.at:
            return CopiedVideo(id, title, "newer")
        _copy(source, target, entry)
        return CopiedVideo(id, title, "copied")
    except LibraryBusy as error:
        return CopiedVideo(id, title, "busy", error.what)
    except LibraryError as error:
        return CopiedVideo(id, title, "damaged", error.what)


def _there(target: Store, id: str) -> Entry | None:
    """The video as it is at the other place; None where it is not, or cannot be read."""
    with suppress(LibraryError):
        return target.entry(id) if target.has(id) else None
    return None


def _copy(source: Store, target: Store, entry: Entry) -> None:
    with target.draft(entry.id) as draft:
        for name, content in source.shelf(entry.id).contents():
            draft.put_part(name, content)
        draft.commit(entry)


def _decisions(source: Store, target: Store, ids: set[str]) -> None:
    """Add the decisions that the other place has not, in their order and with the pictures that they name."""
    there = Counter(history.key(item.decision) for item in target.history())
    new: list[Decision] = []
    for made in (item.decision for item in source.history()):
        if ids and made.video not in ids:
            continue
        if there[key := history.key(made)]:
            there[key] -= 1
            continue
        if made.image and pictures.path(source, made.image).is_file():
            content = pictures.path(source, made.image).read_bytes()
            pictures.keep(target, content, pictures.path(source, made.image).suffix)
        new.append(made)
    if new:
        target.log.append(new)


def _documents(source: Store, target: Store) -> None:
    """Copy searches and reels under names that are not taken there."""
    for mine, theirs in ((source.searches, target.searches), (source.reels, target.reels)):
        taken = {name.casefold() for name in theirs.names()}
        for name in mine.names():
            if name.casefold() not in taken:
                with suppress(LibraryError):  # what is damaged stays where it is
                    theirs.write(
                        name, {key: value for key, value in mine.read(name).content.items() if key != "layout"}
                    )


def _towers(source: Store, target: Store) -> None:
    """Copy towers that are not there; where none served yet, the same serves."""
    for name in set(towers.names(source)) - set(towers.names(target)):
        with towers.draft(target, name) as draft:
            _files(source.local("towers", name), draft)
    served = towers.current(source)
    if served and not towers.history(target):
        towers.promote(target, served)


def _segment_models(source: Store, target: Store) -> None:
    """Copy models of seconds in the same way."""
    mine, theirs = SegmentModels(source), SegmentModels(target)
    for name in set(mine.names()) - set(theirs.names()):
        with theirs.draft(name) as draft:
            _files(mine.place(name), draft)
    served = mine.current()
    if served and not theirs.served():
        theirs.promote(served)


def _files(folder: Path, draft: Path) -> None:
    for file in folder.iterdir():
        (draft / file.name).write_bytes(file.read_bytes())
