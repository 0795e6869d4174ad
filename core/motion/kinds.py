"""Kinds: what a camera does over a stretch of a shot, from the clips that were measured in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vsearch.motion import CAMERA, STREAMS
from vsearch.nouns import Movement, Span

LONG = 6.0
"""Seconds after which a shot is looked at anew: its camera may do something else."""

GOING = 0.03
"""Heights a second from which on a pan or a tilt is one; of a zoom, at half a height from the middle."""

EVEN = 0.9
"""How many deviations of its own speed a movement must reach to have a direction."""

HELD, SHAKEN = 0.014, 0.132
"""Deviations of the speed, in heights a second, from which on a camera is held by hand, and shakes."""

REACH = 0.6
"""Heights from the middle at which the growth of a zoom counts like the shift of a pan."""

TOLD = 0.4
"""The share of the picture that must follow a movement for it to be the camera's."""

LIVELY = 0.075
"""Heights a second, times the root of the share of the picture that moves so: half of all action."""

_AT = {name: n for n, name in enumerate(STREAMS)}


@dataclass(frozen=True, slots=True)
class MeasuredClip:
    """A clip of one shot, and its row of measures by the names of `STREAMS`."""

    span: Span
    row: NDArray[np.float32]


def movements(clips: Sequence[MeasuredClip], shots: Sequence[Span]) -> tuple[Movement, ...]:
    """Each measured stretch of each shot with what its camera does; neighbours that do the same are one."""
    found: list[Movement] = []
    for shot in shots:
        own = within(clips, shot)
        parts = [(span, within(own, span) or _nearest(own, span)) for span in _parts(shot)] if own else []
        found += _joined([movement(span, mine) for span, mine in parts])
    return tuple(found)


def within(clips: Sequence[MeasuredClip], span: Span) -> list[MeasuredClip]:
    """Those whose middle lies in a span."""
    return [one for one in clips if span.start <= (one.span.start + one.span.end) / 2 < span.end]


def movement(span: Span, clips: Sequence[MeasuredClip]) -> Movement:
    """What the camera does over some clips together."""
    rows = np.array([one.row for one in clips])
    usual = {name: float(np.median(rows[:, _AT[name]])) for name in CAMERA}
    apart = [np.median(np.abs(rows[:, _AT[name]] - usual[name])) for name in ("pan", "tilt")]
    uneven = float(np.hypot(usual["shake"], np.hypot(*apart)))
    ways = {"pan": usual["pan"], "tilt": usual["tilt"], "zoom": REACH * usual["zoom"]}
    kind = max(ways, key=lambda name: abs(ways[name]))
    going = abs(ways[kind])
    named = Movement(span, "static", action=action(rows))
    if usual["explained"] < TOLD:
        return named
    if going >= GOING and going >= EVEN * uneven:
        forth, back = {"pan": ("right", "left"), "tilt": ("up", "down"), "zoom": ("in", "out")}[kind]
        speed = going / (REACH if kind == "zoom" else 1)
        return replace(named, kind=kind, direction=forth if ways[kind] > 0 else back, speed=round(float(speed), 3))
    if uneven >= HELD:
        return replace(named, kind="shake" if uneven >= SHAKEN else "handheld")
    return named


def action(rows: NDArray[np.floating]) -> float:
    """How lively it is before the camera over some clips together, in [0, 1)."""
    strength = float(_strength(rows).mean())
    return round(strength / (strength + LIVELY), 4)


def liveliness(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    """How lively each row's clip or second is, in [0, 1): half where a twentieth of the picture goes a third of it."""
    strength = _strength(rows)
    return np.asarray(strength / (strength + LIVELY), np.float32)


def _strength(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    strength: NDArray[np.floating] = rows[:, _AT["speed"]] * np.sqrt(np.maximum(rows[:, _AT["amount"]], 0))
    return strength


def _parts(shot: Span) -> list[Span]:
    count = max(1, round(shot.length / LONG))
    edges = np.linspace(shot.start, shot.end, count + 1).tolist()
    return [Span(start, end) for start, end in pairwise(edges)]


def _nearest(clips: Sequence[MeasuredClip], span: Span) -> list[MeasuredClip]:
    middle = (span.start + span.end) / 2
    return [min(clips, key=lambda one: abs((one.span.start + one.span.end) / 2 - middle))]


def _joined(parts: Sequence[Movement]) -> Iterator[Movement]:
    """Neighbours of one kind and direction as one, as lively and as fast as they are on average."""
    last: Movement | None = None
    for part in parts:
        if last and (last.kind, last.direction) == (part.kind, part.direction):
            whole = Span(last.span.start, part.span.end)
            share = part.span.length / max(whole.length, 1e-9)
            mixed = {
                name: round(getattr(last, name) * (1 - share) + getattr(part, name) * share, 4)
                for name in ("action", "speed")
            }
            last = replace(last, span=whole, **mixed)
            continue
        if last:
            yield last
        last = part
    if last:
        yield last
