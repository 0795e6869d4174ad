"""How one video looks in a terminal: what is known of it, and its timeline."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from rich.text import Text

from vsearch.cli.show import terminal
from vsearch.cli.show.answers import segments
from vsearch.library.catalog.report import VideoReport
from vsearch.nouns import Movement
from vsearch.texts.summary import summary
from vsearch.timecodes import clock

_LEVELS = "▁▂▃▄▅▆▇█"
_SIGNS = {
    "black": "■",
    "white": "□",
    "flat": "▭",
    "flash": "✶",
    "fade": "◢",
    "dissolve": "╳",
    "testcard": "▥",
    "credits": "¶",
    "dim": "☾",
    "pale": "░",
    "blurred": "≈",
    "duplicate": "=",
    "budget": "+",
}
_QUIET, _LOUD = -50.0, -10.0
"""The range of loudness that is drawn, in LUFS."""


def everything(known: VideoReport) -> None:
    """The facts, the timeline, and what is said."""
    video, entry = known.entry.video, known.entry
    terminal.console.print(Text.assemble((video.title, "bold"), f"  {entry.id}"))
    for name, value in _facts(known):
        if value:
            terminal.console.print(f"  {name:12}{value}", soft_wrap=True)
    if video.duration:
        timeline(known, min(100, max(20, terminal.console.width - 11)))
    gist = summary(known.utterances, video.language)
    if gist.phrases:
        terminal.console.print(f"  {'about':12}{', '.join(gist.phrases)}")
    for sentence in gist.sentences:
        terminal.console.print(f"  {'':12}{sentence}", soft_wrap=True)


def timeline(known: VideoReport, width: int) -> None:
    """Shots, kept frames, rejections, loudness, speech and utterances, one character a stretch of time."""
    duration = known.entry.video.duration
    rows = sorted(known.rows, key=lambda row: row.time)
    cuts = [row.time for before, row in pairwise(rows) if row.shot != before.shot]
    lost = [row for row in rows if not row.kept and row.reason not in ("duplicate", "budget")]
    lines = {
        "shots": _marks(cuts, duration, width, "│", ground="─"),
        "kept": _marks([row.time for row in rows if row.kept], duration, width, "▪"),
        "rejected": _letters([(row.time, _SIGNS.get(row.reason, "?")) for row in lost], duration, width),
        "loudness": _levels(known.loudness, duration, width),
        "speech": _levels([share if share else None for share in known.speech], duration, width),
        "said": _marks([said.span.start for said in known.utterances], duration, width, "❝"),
        "written": _marks([line.span.start for line in known.screen], duration, width, "¶"),
        "": _axis(duration, width),
    }
    if known.segments:
        bar = segments.line(known.segments, duration, width, " ")
        terminal.console.print(Text(f"  {'segments':9}") + bar, soft_wrap=True)
        terminal.console.print(f"  {'':9}{segments.legend([one.kind for one in known.segments])}")
    for name, line in lines.items():
        if line.strip():
            terminal.console.print(f"  {name:9}{line}", soft_wrap=True)
    reasons = ", ".join(
        f"{count} {_SIGNS.get(reason, '')} {reason}" for reason, count in sorted(known.rejected.items())
    )
    if reasons:
        terminal.console.print(f"  {'':9}not kept: {reasons}")


def _facts(known: VideoReport) -> list[tuple[str, str]]:
    entry, video = known.entry, known.entry.video
    kept = sum(row.kept for row in known.rows)
    shots = len({row.shot for row in known.rows})
    words = entry.made.get("words", {}).get("source", "none")
    size = f"{video.width}x{video.height}, {video.fps:.4g} frames/s"
    gone = "" if video.path.exists() else "  (the file is gone)"
    return [
        ("file", f"{video.path}{gone}"),
        ("copies", ", ".join(map(str, video.copies))),
        ("picture", f"{size}, {clock(video.duration)}, {video.size / 1e6:.1f} MB"),
        ("description", video.description),
        ("tags", ", ".join(video.tags)),
        ("series", video.series),
        ("date", video.date),
        ("language", video.language),
        ("frames", f"{kept} kept of {len(known.rows)} looked at, in {shots} shots"),
        ("sound", known.sound + _events(known)),
        ("words", f"{words}, {len(known.utterances)} utterances" if known.utterances else words),
        ("screen", _written(known)),
        ("pace", _pace(known)),
        ("decisions", ", ".join(f"{made.kind} by {made.by}" for made in known.decisions)),
        ("state", entry.status if entry.status != "indexed" else ""),
        ("notes", " ".join(entry.notes)),
    ]


def _written(known: VideoReport) -> str:
    """How many lines of each kind stand on the screen, and the first titles."""
    counts = Counter(line.kind for line in known.screen)
    titles = [line.text for line in known.screen if line.kind == "title"][:3]
    told = ", ".join(f"{count} x {kind}" for kind, count in counts.most_common())
    return f"{told}: {' · '.join(titles)}" if titles else told


def _pace(known: VideoReport) -> str:
    """How often it is cut, what the camera does for how much of the time, and when it is liveliest."""
    told = [f"{known.pace:.3g} cuts a minute"] if known.pace else []
    lengths: Counter[str] = Counter()
    for one in known.movements:
        lengths[f"{one.kind} {one.direction}".strip()] += round(1000 * one.span.length)
    total = max(1, sum(lengths.values()))
    told += [f"{100 * length / total:.0f} % {name}" for name, length in lengths.most_common() if length / total >= 0.03]
    best = max(known.movements, key=lambda one: one.action, default=None)
    if best and best.action >= Movement.LIVELY:
        told.append(f"liveliest at {clock(best.span.start)}")
    return ", ".join(told)


def _events(known: VideoReport) -> str:
    counts: dict[str, int] = {}
    for event in known.events:
        counts[event.kind] = counts.get(event.kind, 0) + 1
    return f" ({', '.join(f'{count} x {kind}' for kind, count in counts.items())})" if counts else ""


def _cell(time: float, duration: float, width: int) -> int:
    return min(width - 1, max(0, int(time / duration * width)))


def _marks(times: Sequence[float], duration: float, width: int, mark: str, ground: str = " ") -> str:
    return _letters([(time, mark) for time in times], duration, width, ground)


def _letters(marks: Sequence[tuple[float, str]], duration: float, width: int, ground: str = " ") -> str:
    line = [ground] * width
    for time, mark in marks:
        line[_cell(time, duration, width)] = mark
    return "".join(line)


def _levels(values: Sequence[float | None], duration: float, width: int) -> str:
    """A curve of one value a second; loudness in LUFS is below zero, shares are not."""
    best: dict[int, float] = {}
    for second, value in enumerate(values):
        if value is not None and value > -70:
            level = (value - _QUIET) / (_LOUD - _QUIET) if value < 0 else value
            first, last = _cell(second, duration, width), _cell(min(second + 0.999, duration), duration, width)
            best |= {cell: max(level, best.get(cell, 0.0)) for cell in range(first, last + 1)}
    top = len(_LEVELS) - 1
    return "".join(_LEVELS[min(top, max(0, round(best[cell] * top)))] if cell in best else " " for cell in range(width))


def _axis(duration: float, width: int) -> str:
    steps = max(1, width // 20)
    line = ""
    for step in range(steps):
        line = line.ljust(round(step * width / steps)) + clock(round(duration * step / steps, 1))
    end = clock(duration)
    return line.ljust(width - len(end)) + end
