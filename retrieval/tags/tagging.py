"""Tags of videos; what was shown of them is noted, so that it can be told how good they were."""

from collections.abc import Sequence

from vsearch.errors import LibraryError
from vsearch.library.telemetry import Shown
from vsearch.retrieval.library import Library
from vsearch.retrieval.tags.tagger import Tagged


def tag(library: Library, key: str, top: int = 5) -> Tagged:
    """The tags of one video, remembered as shown."""
    found = library.tagger.tag(key, top)
    remember(library, [found])
    return found


def tag_all(library: Library, top: int = 5) -> list[Tagged]:
    """The tags of every video; one that cannot be read says so in its notes."""
    held, found = library.tagger, []
    for id in library.ids():
        try:
            found.append(held.tag(id, top))
        except (LibraryError, OSError) as error:
            found.append(Tagged(id, "", (), (), (), (str(error),)))
    remember(library, found)
    return found


def remember(library: Library, found: Sequence[Tagged]) -> None:
    """Note what was shown, once while it is the same: what people make of it tells how good the tags are."""
    tower = library.tower
    version = "+".join((library.store.encoder, *((tower.trained.name,) if tower else ())))
    before = {one.video: [name for name, _ in one.tags] for one in library.store.shown() if one.version == version}
    told = {item.video: [(one.tag.name, one.tag.score) for one in (*item.tags, *item.suggestions)] for item in found}
    new = [
        Shown(video, tuple((name, round(score, 3)) for name, score in tags), version, "tag")
        for video, tags in told.items()
        if tags and before.get(video) != [name for name, _ in tags]
    ]
    if new:
        library.store.note_shown(*new)
