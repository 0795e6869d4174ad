"""Tables of how well segments were found: by kind with intervals, by what each part brings, and by how sure it was."""

from collections.abc import Mapping

from rich.table import Table

from bench.setting.bars import Bars
from bench.setting.series.score import OVERLAPS, Score
from vsearch.nouns import Segment

USUALLY = ("intro", "credits")
"""What the usual way looks for."""


def kinds(ours: Score, theirs: Score | None, title: str, least: Mapping[str, float]) -> Bars:
    """Each kind beside its bar and beside the usual way, with intervals over series."""
    table = Bars("segment", "F1 at .5", "at .8", "edge", "bar", "", "the usual way at .5", "at .8", "edge", title=title)
    for kind in Segment.KINDS:
        bar = least.get(kind)
        verdict = table.verdict(None if bar is None else ours.f1(kind, 0.5) >= bar)
        bars = ("" if bar is None else f">= {bar:g}", verdict)
        table.add_row(kind, *_cells(ours, kind), *bars, *(_cells(theirs, kind) if theirs and kind in USUALLY else ()))
    bar = least.get("Q")
    bars = ("" if bar is None else f">= {bar:g}", table.verdict(None if bar is None else ours.seconds >= bar))
    told = f"{theirs.seconds:.4f}" if theirs else ""
    table.add_row("seconds told rightly, Q", f"{ours.seconds:.4f}", "", "", *bars, told)
    return table


def ablated(ways: Mapping[str, Score], title: str) -> Table:
    """What each part brings."""
    table = Table("segment", *ways, title=f"{title}: F1 at .5 / .8")
    for kind in Segment.KINDS:
        table.add_row(kind, *(" / ".join(f"{one.f1(kind, least):.3f}" for least in OVERLAPS) for one in ways.values()))
    table.add_row("Q", *(f"{one.seconds:.4f}" for one in ways.values()))
    return table


def reliability(score: Score, title: str) -> Table:
    """Whether what is said to be so probable is right so often."""
    table = Table("probability", "segments", "said on average", "right", title=f"{title}: how sure it was")
    for low, high, count, said, right in score.reliability():
        table.add_row(f"{low:g}–{high:g}", str(count), f"{said:.3f}", f"{right:.3f}")
    return table


def _cells(score: Score, kind: str) -> tuple[str, ...]:
    told = []
    for least in OVERLAPS:
        low, high = score.interval(kind, least)
        told.append(f"{score.f1(kind, least):.3f} [{low:.2f}, {high:.2f}]")
    return (*told, f"{score.edge(kind):.2f} s")
