"""What is where in a film, as plain values: cuts, transitions, bad stretches, content, words and sounds."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from vsearch.data.lines import LINES
from vsearch.data.photos import PHOTOS
from vsearch.data.render import FLASH
from vsearch.data.scenes import BLACK, IDENT, SampleFilm, Take

Stretch = list[float]
"""Start and end in seconds."""

_MUSIC = ("music", "Little Museum", "Morning Window", "Space Notes")
_NOISE = ("noise", "rumble")


def truth(film: SampleFilm, times: Sequence[float]) -> dict[str, Any]:
    """Everything that is known about a film whose frames are shown at these times."""
    clock = _Clock(times, film.fps)
    transitions = _transitions(film, clock)
    planted = {kind: _planted(film, clock, kind) for kind in ("blur", "freeze")}
    shots = _shots(film, clock)
    ident = [shot["span"] for shot in shots if shot["ident"]]
    flashes = [clock.at(start + take.flash) for take, start in _placed(film) if take.flash is not None]
    black = [clock.span(start, start + take.seconds) for take, start in _placed(film) if take.photo == BLACK]
    bad = {"black": black, "blurred": planted["blur"], **transitions, "ident": ident}
    bad["flash"] = [clock.span(time, time + FLASH) for time in flashes]
    return {
        "title": film.title,
        "series": film.series,
        "language": film.language,
        "fps": film.fps,
        "vfr": film.varied,
        "frames": len(times),
        "duration": clock.end,
        "cuts": _cuts(film, clock),
        **transitions,
        "black": black,
        "blurred": planted["blur"],
        "frozen": planted["freeze"],
        "flashes": flashes,
        "repeats": _repeats(film, clock),
        "ident": ident,
        "shots": shots,
        "subject": film.subject,
        "subject_words": list(PHOTOS[film.subject].words) if film.subject else [],
        "subject_spans": [shot["span"] for shot in shots if film.subject and shot["photo"] == film.subject],
        "bad": sorted(([*span, why] for why, spans in bad.items() for span in spans), key=lambda row: row[0]),
        "said": _said(film),
        "audio": film.sound,
        "sounds": _sounds(film, clock),
    }


class _Clock:
    """Rounds the times of a storyboard to the frames that show them."""

    def __init__(self, times: Sequence[float], fps: float) -> None:
        self.end = round(times[-1] + 1 / fps, 6)
        self._times = [round(time, 6) for time in times]

    def at(self, time: float) -> float:
        """The time of the first frame that is not before."""
        number = bisect_left(self._times, time - 2e-6)
        return self._times[number] if number < len(self._times) else self.end

    def span(self, start: float, end: float) -> Stretch:
        """From the first frame inside to the first after."""
        return [self.at(start), self.at(end)]


def _placed(film: SampleFilm) -> list[tuple[Take, float]]:
    return list(zip(film.takes, film.starts, strict=False))


def _cuts(film: SampleFilm, clock: _Clock) -> list[float]:
    """Where the picture changes at once: not in a dissolve, and not from black to black."""
    return [
        clock.at(start)
        for (before, after), start in zip(pairwise(film.takes), film.starts[1:], strict=False)
        if after.enter != "dissolve" and not (_ends_black(before) and _starts_black(after))
    ]


def _ends_black(take: Take) -> bool:
    return take.photo == BLACK or take.leave > 0


def _starts_black(take: Take) -> bool:
    return take.photo == BLACK or take.enter == "fade"


def _transitions(film: SampleFilm, clock: _Clock) -> dict[str, list[Stretch]]:
    found: dict[str, list[Stretch]] = {"dissolves": [], "fades_in": [], "fades_out": []}
    for take, start in _placed(film):
        if take.enter != "cut":
            kind = "dissolves" if take.enter == "dissolve" else "fades_in"
            found[kind].append(clock.span(start, start + take.over))
        if take.leave:
            found["fades_out"].append(clock.span(start + take.seconds - take.leave, start + take.seconds))
    return found


def _planted(film: SampleFilm, clock: _Clock, kind: str) -> list[Stretch]:
    spans = [(getattr(take, kind), start) for take, start in _placed(film)]
    return [clock.span(start + span.start, start + span.end) for span, start in spans if span]


def _shots(film: SampleFilm, clock: _Clock) -> list[dict[str, Any]]:
    """What is shown when; of two shots that dissolve into each other, both are shown meanwhile."""
    shots = []
    for number, (take, start) in enumerate(_placed(film)):
        if take.photo != BLACK:
            known = PHOTOS.get(take.photo)
            shots.append({
                "span": clock.span(start, start + take.seconds + film.tail(number)),
                "photo": take.photo.removeprefix(IDENT),
                "words": list(known.words) if known else [],
                "ident": known is None,
                "enter": take.enter,
                "taken_blurred": bool(known and known.blurred),
            })  # fmt: skip
    return shots


def _repeats(film: SampleFilm, clock: _Clock) -> list[list[Stretch]]:
    """Pairs of shots that show the same movement over the same photograph."""
    seen: dict[object, Stretch] = {}
    pairs = []
    for take, start in _placed(film):
        span = clock.span(start, start + take.seconds)
        before = seen.setdefault((take.photo, take.seconds, take.start, take.end), span)
        if before is not span and take.photo != BLACK:
            pairs.append([before, span])
    return pairs


def _said(film: SampleFilm) -> list[dict[str, Any]]:
    stem = film.name.rpartition(".")[0]
    return [
        {"start": line.span.start, "end": line.span.end, "text": line.text, "file": stem + suffix}
        for suffix, lines in LINES.get(stem, {}).items()
        for line in lines
    ]


def _sounds(film: SampleFilm, clock: _Clock) -> dict[str, list[Stretch]]:
    kinds = {"music": _MUSIC, "noise": _NOISE, "applause": ("applause",), "tone": ("tone",)}
    heard = {
        name: sorted([cue.span.start, cue.span.end] for cue in film.cues if cue.kind in those)
        for name, those in kinds.items()
    }
    return {**heard, "silence": _gaps([span for spans in heard.values() for span in spans], clock.end)}


def _gaps(spans: Sequence[Stretch], end: float) -> list[Stretch]:
    """What the spans leave uncovered."""
    gaps, reached = [], 0.0
    for start, stop in [*sorted(spans), [end, end]]:
        if start > reached + 0.05:
            gaps.append([reached, start])
        reached = max(reached, stop)
    return gaps
