"""Bringing a search engine up to what the videos' folders say: it is told what is new, and forgets what is gone."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vsearch.errors import LibraryBusy
from vsearch.retrieval.engines import EngineVideo, HeldVideos, SearchEngine
from vsearch.retrieval.engines.rows import engine_videos, stamps
from vsearch.retrieval.library import Library

LEASE = "search/engine"

STILL = 600.0
"""Seconds without progress after which an index is not waited for any more: that of one segment may take minutes."""

LOOK = 1.0
"""Seconds between two looks at it."""

Progress = Callable[[int, int, str], None]
"""Is told how many are done, of how many, and of what: "videos" that are told, then "frames" that are indexed."""


@dataclass(frozen=True, slots=True)
class EngineState:
    """How far an engine is behind its library."""

    held: HeldVideos
    fresh: tuple[str, ...]
    stale: tuple[str, ...]
    """Videos that it does not hold as they are now."""
    gone: tuple[str, ...]
    """Videos that it holds though the library does not."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What a run changed: videos told and forgotten, those that were up to date, and those that cannot be read."""

    told: int
    forgotten: int
    unchanged: int
    unreadable: tuple[str, ...] = ()
    waiting: int = 0
    """Frames that the engine has not indexed yet, and did not for ten minutes."""


def state(library: Library, engine: SearchEngine) -> EngineState:
    """What an engine lacks of a library, and what it holds beyond it."""
    wanted, held = stamps(library), engine.held()
    fresh = tuple(id for id, told in wanted.items() if id in held.videos and held.videos[id].stamp == told)
    known = set(fresh)
    return EngineState(
        held, fresh, tuple(id for id in wanted if id not in known), tuple(id for id in held.videos if id not in wanted)
    )


def sync(library: Library, engine: SearchEngine, progress: Progress = lambda *_: None) -> Synced:
    """Tell an engine what it lacks; a run that is ended goes on where it was when it is started again."""
    if not library.store.leases.take(LEASE):
        raise LibraryBusy("Another run brings the search engine of this library up to date.", "wait")
    try:
        found = state(library, engine)
        if found.gone:
            engine.drop(found.gone)
        told: list[str] = []
        if found.stale or found.held.waiting:
            engine.put(_counted(library, found.stale, told, progress))
        waiting = _awaited(engine, progress)
    finally:
        library.store.leases.drop(LEASE)
    unreadable = tuple(sorted({*found.stale} - {*told}))
    return Synced(len(told), len(found.gone), len(found.fresh), unreadable, waiting)


def _awaited(engine: SearchEngine, progress: Progress) -> int:
    """Wait until an engine has indexed all frames, or stands still; how many it has not."""
    least, since = -1, time.monotonic()
    while (held := engine.held()).waiting:
        if least < 0 or held.waiting < least:
            least, since = held.waiting, time.monotonic()
        elif time.monotonic() - since > STILL:
            return held.waiting
        frames = sum(video.frames for video in held.videos.values())
        progress(max(0, frames - held.waiting), frames, "frames")
        time.sleep(LOOK)
    if least >= 0:
        engine.put(())  # it writes down that nothing waits any more
    return 0


def _counted(library: Library, videos: Sequence[str], told: list[str], progress: Progress) -> Iterator[EngineVideo]:
    place = {video: number for number, video in enumerate(videos, 1)}
    for one in engine_videos(library, videos):
        told.append(one.id)
        yield one
        progress(place[one.id], len(videos), "videos")
