"""Series: which videos are episodes of one, and in which order, as people decided, files say, or names and folders do.

A person's decision counts first (`vsearch label ID --series`), then what a sidecar or the container names as series.
Else a name tells: `Show S01E02`, `Show 1x02`, `Show - 07`, `Show Episode 7`, or, in a folder of a season, `02 Title`.
What stands before the number is the series, else the folder is (above `Season 1`). What only a name tells is believed
where two videos say so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vsearch.library.decisions import Decision
from vsearch.nouns import Video

_SEASON = re.compile(r"(?:season|series|staffel|saison|temporada|stagione|сезон|s)[ ._-]*(\d{1,3})", re.IGNORECASE)
_NUMBERED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<show>.*?)\bs(?P<season>\d{1,3})[ ._-]*e(?:p)?(?P<number>\d{1,4})(?!\d)",
        r"(?P<show>.*?)(?<!\d)(?P<season>\d{1,2})x(?P<number>\d{2,3})(?!\d)",
        r"(?P<show>.*?)\bseason[ ._-]*(?P<season>\d{1,3})\W*episode[ ._-]*(?P<number>\d{1,4})(?!\d)",
        r"(?P<show>.*?)\b(?:episode|folge|ep|серия)[ ._-]*(?P<number>\d{1,4})(?!\d)",
        r"(?P<show>.+?) - (?P<number>\d{2,4})(?:v\d)?(?=$|[ \[(])",
    )
)
_LEADING = re.compile(r"(?P<number>\d{1,3})(?:[ ._-]+\D|$)")


@dataclass(frozen=True, slots=True)
class Episode:
    """Where a video stands in its series; season and number are 0 where nobody knows."""

    video: str
    series: str
    season: int = 0
    number: int = 0


def series(videos: Iterable[Video], decisions: Iterable[Decision] = ()) -> dict[str, tuple[Episode, ...]]:
    """Every series by its name, its episodes in order; a name that says one episode alone makes no series."""
    decided = {made.video: made.note for made in decisions if made.kind == "series"}
    found: dict[str, list[tuple[Episode, str, str, bool]]] = defaultdict(list)
    names: dict[str, str] = {}
    for video in videos:
        episode, told = _episode(video, decided.get(video.id))
        key = " ".join(re.findall(r"\w+", episode.series.casefold()))
        if key:
            found[key].append((episode, video.date, video.path.name.casefold(), told))
            names.setdefault(key, episode.series)
    return {
        names[key]: tuple(row[0] for row in sorted(rows, key=_order))
        for key, rows in sorted(found.items())
        if len(rows) > 1 or rows[0][3]
    }


def of_video(known: Mapping[str, tuple[Episode, ...]], video: str) -> Episode | None:
    """Where a video stands in its series; None for one that belongs to none."""
    return next((one for episodes in known.values() for one in episodes if one.video == video), None)


def numbered(text: str) -> tuple[str, int, int]:
    """What a name says: the series, the season and the number; "" and 0 where it does not."""
    plain = re.sub(r"^\s*[\[(][^\])]*[\])]\s*", "", text)
    for pattern in _NUMBERED:
        if match := pattern.match(plain):
            told = match.groupdict()
            return _name(told["show"]), int(told.get("season") or 0), int(told["number"])
    return "", 0, 0


def _episode(video: Video, decided: str | None) -> tuple[Episode, bool]:
    """Where a video stands, and whether somebody said so rather than its name."""
    if decided is not None:
        name, season, number = numbered(decided)
        return Episode(video.id, name or decided.strip(), season, number), True
    name, season, number = _by_name(video.path)
    if video.series:
        return Episode(video.id, video.series, season, number), True
    return Episode(video.id, name, season, number), False


def _by_name(path: Path) -> tuple[str, int, int]:
    name, season, number = numbered(path.stem.replace("_", " "))
    folder = _SEASON.fullmatch(path.parent.name.strip())
    if folder:
        season = season or int(folder[1])
        leading = _LEADING.match(path.stem)
        number = number or (int(leading["number"]) if leading else 0)
    if not number:
        return "", 0, 0
    return name or _name((path.parent.parent if folder else path.parent).name), season, number


def _name(text: str) -> str:
    """A series' name as people write it: dots and dashes around it are none of it."""
    return re.sub(r"[\s._]+", " ", text).strip(" -–—[(:")


def _order(row: tuple[Episode, str, str, bool]) -> tuple[int, int, str, str]:
    episode, date, name, _ = row
    return episode.season, episode.number, date, name
