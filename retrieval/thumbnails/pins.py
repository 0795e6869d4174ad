"""Pins: the thumbnail that a person chose, by time or as a picture of their own; it always wins."""

from contextlib import suppress
from pathlib import Path

from vsearch.errors import UsageWrong
from vsearch.library import pictures
from vsearch.library.decisions import Decision
from vsearch.library.decisions.outside import outside
from vsearch.library.parts.entry import Entry
from vsearch.nouns import Thumbnail
from vsearch.readers.image import content, decoded
from vsearch.retrieval.library import Library
from vsearch.timecodes import seconds, within


def pin(library: Library, video: str, choice: str) -> Thumbnail:
    """Remember a time ("83.5", "1:23.5") or an image file as the thumbnail of a video."""
    entry = library.find(video)
    time = seconds(choice)
    if time is not None:
        within(entry.video, time)
        library.store.decide(Decision("pin", video=entry.id, time=time))
        return Thumbnail(entry.id, time, 1.0, {"pinned": 1.0})
    name = pictures.keep(library.store, _picture(Path(choice)), Path(choice).suffix.lower())
    library.store.decide(Decision("pin", video=entry.id, image=name))
    return Thumbnail(
        entry.id, 0.0, 1.0, {"pinned": 1.0}, path=pictures.path(library.store, name), note="A picture of your own."
    )


def unpin(library: Library, video: str) -> bool:
    """Take the pins of a video back, and what viewers chose; whether there was anything."""
    entry = library.find(video)
    if not pinned(library, entry) and not won(library, entry):
        return False
    library.store.decide(Decision("unpin", video=entry.id))
    return True


def pinned(library: Library, entry: Entry) -> list[Thumbnail]:
    """The pins of a video that hold, latest first; of pictures only the latest, for they share one name on disk."""
    found: list[Thumbnail] = []
    for made in library.decisions():
        if made.video != entry.id or made.kind not in ("pin", "unpin"):
            continue
        if made.kind == "unpin":
            found.clear()
        elif made.image:
            path = pictures.path(library.store, made.image)
            found = [item for item in found if item.path is None]
            found.insert(0, Thumbnail(entry.id, 0.0, 1.0, {"pinned": 1.0}, path=path, note="A picture of your own."))
        elif made.time is not None and not outside(made, entry.video.duration):
            found.insert(0, Thumbnail(entry.id, made.time, 1.0, {"pinned": 1.0}))
    return list({(item.time, item.path): item for item in found}.values())


def won(library: Library, entry: Entry) -> list[Thumbnail]:
    """What viewers chose last by their clicks, unless somebody took pins back since."""
    found: list[Thumbnail] = []
    for made in library.decisions():
        if made.video == entry.id and made.kind == "choose" and made.trial and made.time is not None:
            if not outside(made, entry.video.duration):
                found = [Thumbnail(entry.id, made.time, made.value or 1.0, {"clicks": made.value or 1.0})]
        elif made.video == entry.id and made.kind == "unpin":
            found = []
    return found


def confirmed(library: Library) -> set[str]:
    """The ids of videos with a pin that holds, or with a frame that viewers chose."""
    found: set[str] = set()
    for made in library.decisions():
        if made.kind in ("pin", "choose"):
            found.add(made.video)
        elif made.kind == "unpin":
            found.discard(made.video)
    return found


def _picture(path: Path) -> bytes:
    with suppress(OSError):
        if not path.is_file():
            raise UsageWrong(f"{str(path)!r} is neither a time (83.5 or 1:23.5) nor a picture that exists.")
    data = content(path)
    decoded(data, str(path))
    return data
