"""Chapters of one video: WebVTT for players, and the lines that YouTube reads in a description."""

from vsearch.errors import UsageWrong
from vsearch.media.exports.cuts import Cut, CutList
from vsearch.timecodes import clock, cue

_FEWEST = 3
_SHORTEST = 10
"""YouTube's rules: the first chapter is at 0:00, there are three or more, and each lasts ten seconds or more."""


class Chapters:
    """A WebVTT cue for each moment, in order, none over another."""

    def text(self, cuts: CutList) -> str:
        """The chapters."""
        found = _ascending(cuts)
        ends = [*(cut.moment.span.start for cut in found[1:]), float("inf")]
        cues = [
            f"{number}\n{cue(cut.moment.span.start)} --> {cue(min(cut.moment.span.end, end))}\n{_safe(cut.label)}\n"
            for number, (cut, end) in enumerate(zip(found, ends, strict=True), 1)
            if min(cut.moment.span.end, end) - cut.moment.span.start >= 0.001
        ]
        return "\n".join(["WEBVTT\n", *cues])


class YouTube:
    """A line for each chapter; of moments that lie too near to one another the better ones stay."""

    def text(self, cuts: CutList) -> str:
        """The lines."""
        found = _ascending(cuts)
        duration = found[0].video.duration
        kept: list[Cut] = []
        for cut in sorted(found, key=lambda cut: -cut.moment.score):
            start = _second(cut)
            apart = all(abs(start - _second(other)) >= _SHORTEST for other in kept)
            if apart and (start == 0 or start >= _SHORTEST) and duration - start >= _SHORTEST:
                kept.append(cut)
        lines = [(_second(cut), _line(cut.label)) for cut in sorted(kept, key=_second)]
        if not lines or lines[0][0]:
            lines = [(0, _line(found[0].video.title) or "Start"), *lines]
        if len(lines) < _FEWEST:
            raise UsageWrong(
                f"YouTube wants {_FEWEST} chapters of {_SHORTEST} seconds or more; these moments make {len(lines)}.",
                "more-moments",
            )
        return "".join(f"{clock(second, hours=duration >= 3600)} {label}\n" for second, label in lines)


def _ascending(cuts: CutList) -> list[Cut]:
    """The cuts in order of time; they must be of one video."""
    videos = {cut.moment.video for cut in cuts.cuts}
    if len(videos) > 1:
        raise UsageWrong(f"Chapters belong to one video; these moments are of {len(videos)}.", "one-video")
    return sorted(cuts.cuts, key=lambda cut: cut.moment.span.start)


def _second(cut: Cut) -> int:
    return int(cut.moment.span.start)


def _line(text: str) -> str:
    """One line; YouTube allows no angle brackets in a description."""
    return " ".join(text.split()).replace("<", "‹").replace(">", "›")


def _safe(text: str) -> str:
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
