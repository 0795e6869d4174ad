"""Tags of videos; what was shown of them is noted, so that it can be told how good they were."""

from collections.abc import Sequence

from vsearch.errors import LibraryError, WorkerDied
from vsearch.executors import Finished
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
    _ = library.tagger  # it reads the labels once for all who will tag, and says what cannot be
    ids = library.ids()
    done = library.executor.run(_tags, library, [(id, top) for id in ids], places=[library.store.facts_file])
    by_id = {one.piece[0]: _told(one) for one in done}
    found = [by_id[id] for id in ids]
    remember(library, found)
    return found


def _tags(library: Library, asked: tuple[str, int]) -> Tagged:
    try:
        return library.tagger.tag(*asked)
    except (LibraryError, OSError) as error:
        return _unread(asked[0], error)


def _told(one: Finished[tuple[str, int], Tagged]) -> Tagged:
    """The tags of a video; one that ended whoever read it says so too."""
    return _unread(one.piece[0], one.error) if isinstance(one.error, WorkerDied) else one.result


def _unread(id: str, error: Exception) -> Tagged:
    return Tagged(id, "", (), (), (), (str(error),))


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
