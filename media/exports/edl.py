"""CMX3600: the edit decision list that every editing program reads.

OpenTimelineIO's adapter drops numbers where the source does not, leaves out the sound, and mends names into reels.
"""

from vsearch.errors import UsageWrong
from vsearch.escapes import stripped
from vsearch.media.exports.cuts import Cut, CutList
from vsearch.media.exports.rates import Rate

_MOST = 999
"""Events are numbered with three digits."""
_TITLE = 70


class Edl:
    """A list of straight cuts from one hour on, at one rate: sources of another are counted in it, by time."""

    def text(self, cuts: CutList) -> str:
        """The list."""
        if len(cuts.cuts) > _MOST:
            raise UsageWrong(f"An EDL takes {_MOST} cuts, not {len(cuts.cuts)}. Ask for fewer, or write an OTIO file.")
        mode = "DROP FRAME" if cuts.rate.drop else "NON-DROP FRAME"
        lines = [f"TITLE: {_line(cuts.title)[:_TITLE]}", f"FCM: {mode}"]
        at = cuts.rate.frame(3600) if cuts.rate.drop else 3600 * cuts.rate.nominal
        for number, cut in enumerate(cuts.cuts, 1):
            lines += ["", *_event(number, cut, cuts.rate, at)]
            at += _frames(cut, cuts.rate)
        return "\n".join(lines) + "\n"


def _event(number: int, cut: Cut, rate: Rate, at: int) -> list[str]:
    start = cut.first + cut.start if rate == cut.rate else _counted(cut, rate)
    frames = _frames(cut, rate)
    codes = " ".join(rate.code(frame) for frame in (start, start + frames, at, at + frames))
    channel = "B" if cut.sound else "V"
    lines = [
        f"{number:03}  AX       {channel:<5} C        {codes}",
        f"* FROM CLIP NAME: {_line(cut.path.name)}",
        f"* SOURCE FILE: {_line(str(cut.path))}",
    ]
    if rate.fps != cut.rate.fps:
        lines.append(f"* SOURCE FRAME RATE: {float(cut.rate.fps):g}")
    return [*lines, f"* COMMENT: {_line(cut.label)}"]


def _frames(cut: Cut, rate: Rate) -> int:
    return cut.frames if rate == cut.rate else max(1, rate.frame(cut.moment.span.length))


def _counted(cut: Cut, rate: Rate) -> int:
    """The first frame in the list's rate: as long after the source's first time code as in the source."""
    code = cut.rate.code(cut.first)
    clock, frames = code[:8], int(code[9:])
    return rate.first(f"{clock}:00") + rate.frame(frames / cut.rate.nominal + cut.moment.span.start)


def _line(text: str) -> str:
    return " ".join(stripped(text).split())
