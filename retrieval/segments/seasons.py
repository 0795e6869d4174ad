"""Seasons: the episodes of a series in order, each with its segments, for people who look for the odd one."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from vsearch.errors import LibraryError, UsageWrong, VideoUnknown
from vsearch.library.series import Episode, of_video, series
from vsearch.nouns import Segment
from vsearch.retrieval.library import Library


@dataclass(frozen=True, slots=True)
class EpisodeSegments:
    """One video with its segments; `looked` is false where nobody looked for any."""

    video: str
    title: str
    series: str
    season: int
    number: int
    duration: float
    segments: tuple[Segment, ...]
    notes: tuple[str, ...]
    looked: bool = True


def seasons(library: Library, which: str = "") -> list[EpisodeSegments]:
    """The episodes of a series, one video, or everything in which something was found; series stand together."""
    known = library.series()
    if which:
        named = next((name for name in known if name.casefold() == which.strip().casefold()), None)
        if named is not None:
            return [found for one in known[named] if (found := _episode(library, one))]
        return [_one(library, which, known)]
    told = [found for name in sorted(known) for one in known[name] if (found := _episode(library, one))]
    placed = {one.video for one in told}
    films = [_episode(library, Episode(id, "")) for id in library.ids() if id not in placed]
    return [one for one in [*told, *films] if one is not None and (one.segments or one.notes)]


def _one(library: Library, which: str, known: dict[str, tuple[Episode, ...]]) -> EpisodeSegments:
    try:
        id = library.find(which).id
    except VideoUnknown as error:
        names = ", ".join(sorted(known)[:5])
        more = f" Series that are here: {names}." if names else ""
        raise UsageWrong(f"No video and no series goes by {which!r}.{more}", "see-ids") from error
    found = _episode(library, of_video(known, id) or Episode(id, ""))
    if found is None:
        raise VideoUnknown(f"{id} cannot be read.", "mend")
    return found


def _episode(library: Library, one: Episode) -> EpisodeSegments | None:
    with suppress(LibraryError, OSError):
        video, found = library.entry(one.video).video, library.found_segments(one.video)
        notes = found.notes if found else ("Nobody looked for its segments yet.",)
        own = library.segments_of(one.video)
        return EpisodeSegments(
            one.video, video.title, one.series, one.season, one.number, video.duration, own, notes, found is not None
        )
    return None


def known_series(library: Library) -> dict[str, tuple[Episode, ...]]:
    """Every series of a library, as people decided, files say, or names and folders do."""
    return series((entry.video for entry in library.entries()), library.decisions())


def move(library: Library, video: str, name: str, season: int, number: int) -> None:
    """Put a video into a series, or out of any; the segments of all that gain or lose an episode are found anew."""
    from vsearch.library.decisions import Decision

    entry = library.find(video)
    note = f"{name.strip()} S{season:02}E{number:02}" if name.strip() and number else name.strip()
    before = known_series(library)
    library.store.decide(Decision("series", entry.id, note=note))
    touched = {entry.id}
    for known in (before, known_series(library)):
        own = of_video(known, entry.id)
        touched |= {one.video for one in known[own.series]} if own else set()
    library.find_segments(*sorted(touched))


def labelled(
    library: Library, video: str, kind: str, times: str | tuple[float, float], *, denied: bool = False
) -> Sequence[Segment]:
    """Decide that a stretch is a segment of a kind, or that there is none; the segments that the video has now."""
    from vsearch.library.decisions import Decision
    from vsearch.retrieval.segments.decided import DENIED, NAMED

    entry = library.find(video)
    if kind not in Segment.KINDS:
        raise UsageWrong(f"There is no segment called {kind!r}. Choose one of: {', '.join(Segment.KINDS)}.")
    start, end = _span(times, entry.video.duration) if times else (None, None)
    if not denied and start is None:
        raise UsageWrong(f"It is not said when the {kind} is. Write it as {kind} 0:31-1:14.")
    library.store.decide(Decision(DENIED if denied else NAMED, entry.id, start=start, end=end, note=kind))
    return library.segments_of(entry.id)


def _span(times: str | tuple[float, float], duration: float) -> tuple[float, float]:
    """What "0:31-1:14" says, inside of a video."""
    start, end = _edges(times) if isinstance(times, str) else times
    text = times if isinstance(times, str) else f"{start:g}-{end:g} s"
    if start >= end:
        raise UsageWrong(f"{text} ends before it begins. Write the earlier time first.")
    if end > duration + 0.5:
        raise UsageWrong(f"{text} lies outside of the video, which lasts {duration:.1f} s.")
    return start, min(end, duration)


def _edges(text: str) -> tuple[float, float]:
    from vsearch.timecodes import seconds

    parts = [seconds(part) for part in text.replace("–", "-").split("-")]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        raise UsageWrong(f"{text!r} is no stretch of time. Write it as 0:31-1:14.")
    return parts[0], parts[1]
