"""List what the library holds, from the catalogue."""

from dataclasses import dataclass
from pathlib import Path

from vsearch.library import Store
from vsearch.library.catalog import reading

_COLUMNS = "id, title, path, duration, kept, status, words, sound, tags, series, date"


@dataclass(frozen=True, slots=True)
class Listed:
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


def listed(store: Store, *, containing: str = "", missing: bool = False) -> list[Listed]:
    """Videos by title; those whose file is gone are marked, and nothing is forgotten by itself."""
    with reading(store) as connection:
        rows = connection.execute(
            f"""select {_COLUMNS} from (select videos.*, coalesce(n, 0) as kept from videos
            left join (select video, count(*) as n from frames where kept group by video) on id = video)
            where contains(lower(concat_ws(' ', title, path, series, array_to_string(tags, ' '))), lower(?))
            order by title, path""",
            [containing],
        ).fetchall()
    found = [_listed(row) for row in rows]
    return [item for item in found if item.missing or not missing]


def _listed(row: tuple[object, ...]) -> Listed:
    id, title, path, duration, frames, status, words, sound, tags, series, date = row
    place = Path(str(path))
    gone = not place.exists()
    return Listed(id, title, place, duration, frames, status, words, sound, tuple(tags), series, date, gone)  # type: ignore[arg-type]
