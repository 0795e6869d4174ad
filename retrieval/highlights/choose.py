"""Highlights: the moments of a video most worth watching, or nearest to a prompt, cut where it does not hurt."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import UsageWrong
from vsearch.nouns import Moment, Span, Utterance
from vsearch.retrieval.highlights.curve import STEP, Curve, curve
from vsearch.retrieval.highlights.cuts import pauses, shot_cuts
from vsearch.retrieval.library import Library
from vsearch.retrieval.motion.filters import check_motion, moves
from vsearch.retrieval.search import queries
from vsearch.retrieval.search.queries import THRESHOLD
from vsearch.signals.compare import median

SHORTEST = 1.5
"""Seconds that a highlight lasts at least, where its video does."""

LEAST = 0.1
"""Seconds that may be asked for at least: two or three pictures of most videos."""

UPPER = 75
"""The percentile of a video's own curve from which on a moment is good: as a whole it is above most seconds."""

TELLING, EVEN = 20.0, 0.15
"""Seconds and deviation from which on a curve tells what is usual in its video."""

BEND = 1.0
"""Seconds by which an edge inside a shot may be moved to fall into a pause of speech."""


def highlights(
    library: Library,
    video: str,
    *,
    prompt: str = "",
    length: float = 30.0,
    top: int = 5,
    refine: bool = False,
    with_segments: bool = False,
    motion: str = "",
) -> list[Moment]:
    """At most `top` moments of at most `length` seconds that share no time, best first; none is packaging.

    With `motion` only those that move so: static, pan, tilt, zoom, handheld or action.
    """
    check_motion(motion)
    if not length >= LEAST:
        raise UsageWrong(f"A highlight cannot last {length:g} seconds. Give at least {LEAST:g}.")
    if refine and not prompt.strip():
        raise UsageWrong("Exact edges can be found only of what is asked for, and nothing is.", "prompt-too")
    if top < 1:
        raise UsageWrong(f"There cannot be {top} highlights. Ask for one or more.")
    entry = library.find(video)
    table, said, track = library.table(entry.id), library.words(entry.id)[0], library.sound(entry.id)
    found = curve(library, entry, prompt)
    end = max(entry.video.duration, float(found.times[-1]))
    packaging = () if with_segments else library.packaging(entry.id)
    edges = [edge for span in packaging for edge in (span.start, span.end) if 0 < edge < end]
    moved = library.motion(entry.id) if motion else None
    movements = moved.movements if moved else ()
    edges += [one.span.start for one in movements if 0 < one.span.start < end]
    pieces = _pieces(sorted({*shot_cuts(table, end), *edges}), pauses(said, track), length)
    own = [not any(piece.overlap(span) > 0.5 * piece.length for span in packaging) for piece in pieces]
    own = own if any(own) else [True] * len(pieces)
    if motion:
        own = [free and moves(movements, piece, motion) for free, piece in zip(own, pieces, strict=True)]
    spans = chosen(found, pieces, length, top, own)
    moments = [_moment(entry.id, span, found, said, table.time[: table.keeps]) for span in spans]
    if prompt.strip():
        return _judged(library, entry.id, prompt, moments, length if refine else None)
    # What is worth less than usual is no highlight, unless there is nothing else.
    good = _upper(found)
    told = [moment if good is None else replace(moment, match=_match(moment.score, good)) for moment in moments]
    ordered = sorted(told, key=lambda moment: -moment.score)
    return [moment for place, moment in enumerate(ordered) if not place or moment.score > 0]


def remarks(library: Library, moments: Sequence[Moment], prompt: str, motion: str = "") -> list[str]:
    """What is to be said of the answer to a prompt: words the encoder cannot read, and that no moment is good."""
    if motion and not moments:
        return [f"No moment is {motion}, or it was not measured how the video moves: index it again."]
    if not prompt.strip():
        return []
    best = max((moment.score for moment in moments), default=0.0)
    weak = f"No good match: the best scores {best:.2f}, below {THRESHOLD:.2f}."
    return [*library.phrases.warnings(prompt), *([weak] if best < THRESHOLD else [])]


def chosen(
    found: Curve, pieces: Sequence[Span], length: float, top: int, among: Sequence[bool] | None = None
) -> list[Span]:
    """The best stretches of neighbouring pieces, of all or `among` some.

    Each grows from its best piece while that makes it better.
    """
    worth = [_mean(found, piece) for piece in pieces]
    usual = median(found.values)
    least = min(SHORTEST, length / 2, pieces[-1].end)
    free = [True] * len(pieces) if among is None else list(among)
    spans: list[Span] = []
    for best in np.argsort([-value for value in worth], kind="stable").tolist():
        if len(spans) == top:
            break
        if not free[best]:
            continue
        low, high = _grown(best, pieces, worth, free, length, usual)
        span = Span(pieces[low].start, pieces[high].end)
        free[low : high + 1] = [False] * (high + 1 - low)
        if span.length >= least:
            spans.append(span)
    return spans


def _grown(
    best: int, pieces: Sequence[Span], worth: Sequence[float], free: Sequence[bool], length: float, usual: float
) -> tuple[int, int]:
    """Take in the better neighbour while it is nearer to the best than to what is usual, and there is room."""
    low = high = best
    bar = (worth[best] + usual) / 2
    while True:
        around = [n for n in (low - 1, high + 1) if 0 <= n < len(pieces) and free[n]]
        span = pieces[high].end - pieces[low].start
        short = span < SHORTEST
        fit = [n for n in around if span + pieces[n].length <= length and (short or worth[n] >= bar)]
        if not fit:
            return low, high
        taken = max(fit, key=lambda n: worth[n])
        low, high = min(low, taken), max(high, taken)


def _pieces(cuts: Sequence[float], quiet: Sequence[float], length: float) -> list[Span]:
    """Shots; a long one is divided into parts of about equal length, bent to pauses of speech, none above `length`."""
    pieces = []
    limit = min(length, 8.0)
    for start, end in pairwise(cuts):
        while (parts := int(np.ceil((end - start) / limit - 1e-9))) > 1:
            edge = _bent(start, (end - start) / parts, quiet, start + length)
            pieces.append(Span(start, edge))
            start = edge
        pieces.append(Span(start, end))
    return pieces


def _bent(start: float, step: float, quiet: Sequence[float], latest: float) -> float:
    """The pause nearest to a step from the start, and near enough; else there."""
    ideal, reach = start + step, min(BEND, step / 2)
    near = quiet[bisect_left(quiet, ideal - reach) : bisect_right(quiet, min(ideal + reach, latest))]
    return min(near, key=lambda pause: abs(pause - ideal), default=ideal)


def _mean(found: Curve, span: Span) -> float:
    low, high = np.searchsorted(found.times, [span.start, span.end])
    if high <= low:
        return float(np.interp((span.start + span.end) / 2, found.times, found.values))
    return float(found.values[low:high].mean())


def _moment(video: str, span: Span, found: Curve, said: Sequence[Utterance], kept: NDArray[np.float64]) -> Moment:
    inside = np.flatnonzero((found.times >= span.start) & (found.times < span.end))
    rows = inside if len(inside) else np.array([int(np.argmin(np.abs(found.times - span.start)))])
    because = {name: round(float(values[rows].mean()), 4) for name, values in found.parts.items()}
    words = " ".join(one.text for one in said if one.span.overlap(span) > 0.5 * one.span.length)
    shown = kept[(kept >= span.start) & (kept < span.end)]
    if not len(shown):
        shown = found.times[rows].clip(span.start, span.end)
    best = float(shown[np.argmax(np.interp(shown, found.times, found.values))])  # no fade to black, however high it is
    return Moment(video, span, round(_mean(found, span), 4), because, best, words)


def _upper(found: Curve) -> float | None:
    """What a good moment of this video is worth; None where it is too short or too even to tell."""
    told = len(found.values) * STEP >= TELLING and float(found.values.std()) > EVEN
    return float(np.percentile(found.values, UPPER)) if told else None


def _match(score: float, good: float) -> str:
    return "good" if score >= good else "weak"


def _judged(library: Library, video: str, prompt: str, moments: list[Moment], exact: float | None) -> list[Moment]:
    """The same moments with calibrated scores, so that «no good match» can be said of highlights too.

    With `exact` their edges are found in the video itself, and they last that many seconds at most.
    """
    held, phrases = library.frames, library.phrases
    read = held.strip(video)
    query = queries.of_words(phrases, held, prompt).among(len(read.time))
    scores = query.calibration.score(read.scores(query.direction))
    judged = []
    for moment in moments:
        inside = (read.end > moment.span.start) & (read.start < moment.span.end)
        score = float(scores[inside].max()) if inside.any() else 0.0
        best = float(read.time[np.argmax(np.where(inside, scores, -1))]) if inside.any() else moment.best
        because = {**moment.because, "frames": round(score, 4)}
        match = _match(score, THRESHOLD)
        judged.append(replace(moment, score=round(score, 4), best=best, because=because, match=match))
    if exact is not None:
        from vsearch.media.clips.reel import trimmed
        from vsearch.retrieval.search.refine import refined

        found = refined(library, phrases, query, judged)
        judged = [trimmed(moment, exact) for moment in _fenced(found, [moment.span for moment in judged])]
    return sorted(judged, key=_place)


def _fenced(moments: Sequence[Moment], before: Sequence[Span]) -> list[Moment]:
    """The same moments, none beyond the middle between where it and its neighbours lay before: they share no time.

    One that would be too short to watch stays as it was.
    """
    kept = []
    for moment, own in zip(moments, before, strict=True):
        low = max(((other.end + own.start) / 2 for other in before if other.end <= own.start), default=0.0)
        high = min(((own.end + other.start) / 2 for other in before if other.start >= own.end), default=inf)
        start = min(max(moment.span.start, low), high)
        span = Span(start, max(start, min(moment.span.end, high)))
        span = span if span.length >= min(SHORTEST, own.length) else own
        kept.append(replace(moment, span=span, best=min(max(moment.best, span.start), span.end)))
    return kept


def _place(moment: Moment) -> tuple[bool, float]:
    """Good matches first; of them, and of the weak, the more wanted where a tower learned moments, else the nearer."""
    learned = moment.because.get("tower")
    return moment.match == "weak", -(moment.score if learned is None else moment.because["prompt"] + learned)
