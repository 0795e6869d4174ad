"""What the library holds, in the words of the API: videos, moments and their reasons."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache

from vsearch.errors import LibraryError
from vsearch.nouns import Moment
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.frames import FrameSearch
from vsearch.web.listing import Row
from vsearch.web.safety.roles import Person, Role
from vsearch.web.schemas.moments import Reason, VideoMoment
from vsearch.web.schemas.videos import VideoFacts


def videos(library: Library, rows: Sequence[Row], person: Person) -> list[VideoFacts]:
    """Videos as lists show them; their paths only for those who may see paths."""
    held = cache(lambda: library.frames)  # asked once, for it looks at the disk, and only where a still must be chosen
    return [_video(library, held, row, person) for row in rows]


def _video(library: Library, held: Callable[[], FrameSearch], row: Row, person: Person) -> VideoFacts:
    own = row.pin is not None and bool(row.pin.image)
    return VideoFacts(
        id=row.id,
        title=row.title,
        file=os.path.basename(row.path),  # noqa: PTH119 - told of many
        path=row.path if person.role >= Role.editor else None,
        folder=row.folder,
        duration=row.duration,
        width=row.width,
        height=row.height,
        fps=row.fps,
        date=row.date,
        series=row.series,
        language=row.language,
        tags=list(row.tags),
        frames=row.frames,
        words=row.words,
        sound=row.sound,
        status="damaged" if row.status == "damaged" else "indexed",
        missing=missing(library, row),
        thumbnail_time=_time(held, row),
        pinned=row.pin is not None,
        own_picture=own,
    )


def missing(library: Library, row: Row) -> bool:
    """Whether the file of a video is gone, and every copy of it."""
    if os.path.isfile(row.path):  # noqa: PTH113 - asked of many, and a name may be too long to be asked for
        return False
    with suppress(LibraryError, OSError):
        return not library.entry(row.id).lies()
    return True


def _time(held: Callable[[], FrameSearch], row: Row) -> float | None:
    """The time of the still that stands for a video: pinned, told by its maker, or the best as a picture."""
    if row.pin is not None and row.pin.time is not None:
        return row.pin.time
    if row.thumbnail_time is not None:
        return row.thumbnail_time
    with suppress(LibraryError, OSError):
        still = held().still(row.id)
        return None if still < 0 else float(held().strip(row.id).time[still])
    return None


def moment(found: Moment, most: float = 1.0, marks: list[tuple[int, int]] | None = None) -> VideoMoment:
    """A moment; `most` is the reason that fills the whole scale."""
    return VideoMoment(
        start=found.span.start,
        end=found.span.end,
        best=found.best,
        score=found.score,
        match=found.match,  # type: ignore[arg-type]  # one of four words
        said=found.said,
        marks=marks or [],
        because=reasons(found.because, most),
    )


def reasons(because: Mapping[str, float], most: float) -> list[Reason]:
    """Reasons, the largest first, each as a share of what fills the scale."""
    ordered = sorted(because.items(), key=lambda pair: -abs(pair[1]))
    return [Reason(name=name, value=value, share=min(1.0, abs(value) / most)) for name, value in ordered]


def largest(several: Iterable[Mapping[str, float]]) -> float:
    """The largest reason among some; 1 where there is none."""
    return max((abs(value) for because in several for value in because.values()), default=0.0) or 1.0
