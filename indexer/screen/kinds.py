"""Kinds: what a line on the screen is, by where it stands, how long, what stands there next, and how it moves."""

import itertools
import re
from collections.abc import Sequence
from statistics import median

from vsearch.indexer.screen.merging import Standing, folded
from vsearch.nouns import Box, ScreenText

_CLOCK = re.compile(r"^\D{0,6}\d{1,2}\s?[:.h]\s?\d{2}(\s?[:.]\s?\d{2}){0,2}(\s?[ap]\.?m\.?)?\D{0,4}$", re.IGNORECASE)
"""12:03, 12:03:41, 9.30 pm, LIVE 21:04, and the time codes of editors."""

LOGO = 0.3, 8.0
"""The share of a video, and the seconds, that a logo stands there."""

CORNER = 0.3
"""A logo keeps this far from the middle of the picture, sideways and in height."""

SUBTITLES, BRIEF, LONG = 3, 0.4, 9.0
"""How many different lines in one place are subtitles, and how many seconds each stands."""

TITLE, FEW = 0.045, 6
"""The height of a title's letters at least, and the most lines of a card."""

CREDITS = 5
"""Lines that roll by, or stand together, in credits."""


def kinds(lines: Sequence[Standing], duration: float) -> tuple[ScreenText, ...]:
    """The lines, each with its kind."""
    told = ["text"] * len(lines)
    subtitles = _subtitles(lines)
    for n, one in enumerate(lines):
        if _CLOCK.match(one.line.text):
            told[n] = "clock"
        elif _logo(one, duration):
            told[n] = "logo"
        elif n in subtitles:
            told[n] = "subtitle"
        elif one.moving and _ticker(one, lines):
            told[n] = "ticker"
        elif _together(one, lines) >= CREDITS:
            told[n] = "credits"
        elif _titles(one, lines):
            told[n] = "title"
    return tuple(
        ScreenText(one.span, one.line.text, one.box, one.line.confidence, kind)
        for one, kind in zip(lines, told, strict=True)
    )


def _logo(one: Standing, duration: float) -> bool:
    """It stands in a corner for a good part of the video."""
    share, seconds = LOGO
    across, down = _middle(one.box)
    far = abs(across - 0.5) > CORNER / 2 and abs(down - 0.5) > CORNER
    return far and not one.moving and one.span.length >= max(seconds, share * duration) and len(one.line.text) <= 30


def _subtitles(lines: Sequence[Standing]) -> set[int]:
    """Lines of one height around the middle of the same rows, one after the other, whose words differ."""
    found: set[int] = set()
    able = [n for n, one in enumerate(lines) if not one.moving and BRIEF <= one.span.length <= LONG and _level(one.box)]
    for n in able:
        like = [m for m in able if _one_place(lines[n].box, lines[m].box)]
        if len({folded(lines[m].line.text) for m in like}) >= SUBTITLES and _in_turn([lines[m] for m in like]):
            found |= set(like)
    return found


def _level(box: Box) -> bool:
    """Whether a line stands where subtitles do: around the middle, in the lower or the uppermost part."""
    across, down = _middle(box)
    return abs(across - 0.5) < 0.12 and (down > 0.66 or down < 0.2) and box.height < 0.16


def _one_place(one: Box, other: Box) -> bool:
    heights = sorted((one.height, other.height))
    apart = abs(_middle(one)[1] - _middle(other)[1])
    return apart < 0.6 * heights[1] and heights[0] > 0.6 * heights[1]


def _in_turn(lines: Sequence[Standing]) -> bool:
    """Whether hardly two of them stand at once, and they do not all come at regular steps as in a list of credits."""
    ordered = sorted(lines, key=lambda one: one.span)
    over = sum(
        one.span.overlap(after.span) > 0.5 * min(one.span.length, after.span.length)
        for one, after in itertools.pairwise(ordered)
    )
    return over <= len(ordered) / 4


def _ticker(one: Standing, lines: Sequence[Standing]) -> bool:
    """It runs along in a band of its own, again and again."""
    band = [other for other in lines if other.moving and _one_place(one.box, other.box)]
    return one.box.width > 0.4 and one.box.height < 0.12 and (len(band) > 1 or one.box.width > 0.85)


def _together(one: Standing, lines: Sequence[Standing]) -> int:
    """Lines that stand, or roll by, at the same time."""
    if one.moving:
        return sum(other.moving and abs(other.span.start - one.span.start) < 10 for other in lines)
    return sum(other.span.overlap(one.span) > 0.5 * one.span.length for other in lines)


def _titles(one: Standing, lines: Sequence[Standing]) -> bool:
    """It is large, or the largest of a few lines that stand alone, near the middle of the picture."""
    across, down = _middle(one.box)
    central = abs(across - 0.5) < 0.2 and 0.15 < down < 0.85
    beside = [other.box.height for other in lines if other.span.overlap(one.span) > 0.5 * one.span.length]
    large = one.box.height >= TITLE and one.box.height >= median(beside or [0.0])
    return not one.moving and central and large and len(beside) <= FEW


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2
