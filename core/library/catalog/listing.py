"""List what the library holds, from the catalogue."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vsearch.library import Store
from vsearch.library.catalog.shards import ask
from vsearch.objects import UrlPath, located

_COLUMNS = "id, title, path, duration, frames, status, words, sound, tags, series, date"


@dataclass(frozen=True, slots=True)
class ListedVideo:
    """One line of the list."""

    id: str
    title: str
    path: Path
    duration: float
    frames: int
    status: str
    words: str
    sound: str
    tags: tuple[str, ...]
    series: str
    date: str
    missing: bool


def listed(store: Store, *, containing: str = "", missing: bool = False) -> list[ListedVideo]:
    """Videos by title; those whose file is gone are marked, and nothing is forgotten by itself.

    Storage elsewhere is asked for a film only where `missing` ones are.
    """
    rows = ask(
        store,
        f"""select {_COLUMNS} from videos
        where contains(lower(concat_ws(' ', title, path, series, array_to_string(tags, ' '))), lower(?))
        order by title, path""",
        [containing],
    )
    found = [_listed(row) for row in rows]
    if not missing:
        return found
    gone = [replace(item, missing=not item.path.exists()) if isinstance(item.path, UrlPath) else item for item in found]
    return [item for item in gone if item.missing]


def _listed(row: tuple[Any, ...]) -> ListedVideo:
    id, title, path, duration, frames, status, words, sound, tags, series, date = row
    place = located(path)
    missing = not isinstance(place, UrlPath) and not place.exists()
    return ListedVideo(
        id,
        title,
        place,
        duration,
        frames or 0,
        status,
        words,
        sound,
        tuple(tags),
        series,
        date,
        missing,
    )
