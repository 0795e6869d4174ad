"""What may answer, in Milvus' own words, so that nothing else is compared."""

import json
from collections.abc import Iterable, Iterator

from vsearch.retrieval.engines import VideoFilters, WantedFrames

NAMES = 1_000
"""Videos that one search names; more are chosen by what they were chosen by, or asked for in several searches."""


def expressions(library: str, asked: WantedFrames) -> Iterator[str]:
    """What is asked for, in as many searches as it takes."""
    shared = [f"library == {_quoted(library)}", "kept == true"]
    if asked.masked:
        unmasked = f" or {_any('video', asked.unmasked)}" if asked.unmasked else ""
        shared.append(f"(packaging == false{unmasked})")
    videos = asked.videos
    if videos is None or (len(videos) > NAMES and asked.filters):
        shared += _worded(asked.filters) if asked.filters else ()
        shared += [f"not ({_any('video', asked.without)})"] if asked.without else []
        yield " and ".join(shared)
        return
    for first in range(0, len(videos), NAMES):
        yield " and ".join([*shared, _any("video", videos[first : first + NAMES])])


def _worded(filters: VideoFilters) -> Iterator[str]:
    if filters.series is not None:
        yield _any("series", filters.series)
    if filters.languages is not None:
        yield _any("language", filters.languages)
    if filters.folders is not None:
        yield f"array_contains_any(folders, {_list(filters.folders)})"
    if filters.days is not None:
        yield f"first_day <= {filters.days[1]} and last_day >= {filters.days[0]}"
    if filters.shortest is not None:
        yield f"duration >= {filters.shortest!r}"
    if filters.longest is not None:
        yield f"duration <= {filters.longest!r}"


def _any(field: str, values: Iterable[str]) -> str:
    return f"{field} in {_list(values)}"


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(map(_quoted, sorted(values))) + "]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
