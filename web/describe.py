"""What the library holds, in the words of the API: videos, moments and their reasons."""

from collections.abc import Iterable, Mapping

from vsearch.library.parts.entry import Entry
from vsearch.nouns import Moment as Found
from vsearch.retrieval.library import Library
from vsearch.web.safety.roles import Person, Role
from vsearch.web.schemas.moments import Moment, Reason
from vsearch.web.schemas.videos import Video


def video(library: Library, entry: Entry, person: Person) -> Video:
    """A video as lists show it; its path only for those who may see paths."""
    film, words, sound = entry.video, entry.made.get("words", {}), entry.made.get("sound", {})
    return Video(
        id=film.id,
        title=film.title,
        file=film.path.name,
        path=str(film.path) if person.role >= Role.editor else None,
        duration=film.duration,
        width=film.width,
        height=film.height,
        fps=film.fps,
        date=film.date,
        series=film.series,
        language=film.language,
        tags=list(film.tags),
        frames=library.table(film.id).keeps,
        words=str(words.get("source", "none")),
        sound=str(sound.get("state", "none")),
        status="damaged" if entry.status == "damaged" else "indexed",
        missing=not entry.lies(),
        thumbnail_time=film.thumbnail_time,
    )


def moment(found: Found, most: float, marks: list[tuple[int, int]] | None = None) -> Moment:
    """A moment; `most` is the largest reason of the answer, by which all of its reasons are drawn."""
    return Moment(
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
    """Reasons, the largest first, each with its share of the largest of the answer."""
    ordered = sorted(because.items(), key=lambda pair: -abs(pair[1]))
    return [Reason(name=name, value=value, share=min(1.0, abs(value) / most)) for name, value in ordered]


def largest(moments: Iterable[Mapping[str, float]]) -> float:
    """The largest reason among some; 1 where there is none."""
    return max((abs(value) for because in moments for value in because.values()), default=0.0) or 1.0
