"""FCPXML 1.8: a project for Final Cut Pro, DaVinci Resolve and Premiere's translators.

OpenTimelineIO's adapter refuses 29.97 frames a second, and writes neither notes nor the rates of the sources.
"""

from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from vsearch.media.exports.cuts import Cut, CutList
from vsearch.media.exports.rates import Rate

_SHORT = {"24000/1001": "23.98", "30000/1001": "29.97", "48000/1001": "47.95", "60000/1001": "59.94"}
"""How FCPXML writes the rate of a source that differs from its sequence's."""


class Fcpxml:
    """A library of one project: the cuts one after another, each with a note and a marker."""

    def text(self, cuts: CutList) -> str:
        """The document."""
        root = Element("fcpxml", version="1.8")
        resources = _Resources(SubElement(root, "resources"))
        event = SubElement(SubElement(root, "library"), "event", name=cuts.title)
        project = SubElement(event, "project", name=cuts.title)
        largest = max(cuts.cuts, key=lambda cut: (cut.rate == cuts.rate, cut.video.width * cut.video.height))
        lengths = [_ticks(cut, cuts.rate) for cut in cuts.cuts]
        sequence = SubElement(
            project, "sequence", format=resources.format(largest), tcStart="0s", tcFormat=_code(cuts.rate),
            duration=_time(sum(lengths), cuts.rate), audioLayout="stereo", audioRate="48k",
        )  # fmt: skip
        spine, at = SubElement(sequence, "spine"), 0
        for cut, length in zip(cuts.cuts, lengths, strict=True):
            _clip(spine, resources, cut, cuts.rate, at, length)
            at += length
        indent(root)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{tostring(root, encoding="unicode")}\n'


class _Resources:
    """Formats and assets, each written once."""

    def __init__(self, element: Element) -> None:
        self._element = element
        self._ids: dict[object, str] = {}

    def format(self, cut: Cut) -> str:
        """The id of the format of a cut's source."""
        key = (cut.rate.fps, cut.video.width, cut.video.height)
        if key not in self._ids:
            self._ids[key] = f"r{len(self._ids) + 1}"
            SubElement(
                self._element, "format", id=self._ids[key], frameDuration=_time(1, cut.rate),
                width=str(cut.video.width), height=str(cut.video.height),
            )  # fmt: skip
        return self._ids[key]

    def asset(self, cut: Cut) -> str:
        """The id of a cut's source."""
        if cut.path not in self._ids:
            form = self.format(cut)
            self._ids[cut.path] = f"r{len(self._ids) + 1}"
            asset = SubElement(
                self._element, "asset", id=self._ids[cut.path], name=cut.video.title, src=cut.path.as_uri(),
                start=_time(cut.first, cut.rate), duration=_time(cut.total, cut.rate), hasVideo="1", format=form,
            )  # fmt: skip
            if cut.sound:
                asset.attrib |= {"hasAudio": "1", "audioSources": "1", "audioChannels": "2"}
        return self._ids[cut.path]


def _clip(spine: Element, resources: _Resources, cut: Cut, rate: Rate, at: int, length: int) -> None:
    clip = SubElement(
        spine, "asset-clip", name=cut.video.title, ref=resources.asset(cut), offset=_time(at, rate),
        start=_time(cut.first + cut.start, cut.rate), duration=_time(length, rate), tcFormat=_code(cut.rate),
    )  # fmt: skip
    reasons = "; ".join([f"score {cut.moment.score:.2f}", *(f"{n} {v:+.2f}" for n, v in cut.moment.because.items())])
    SubElement(clip, "note").text = f"{cut.label} ({reasons})"
    if cut.rate.fps != rate.fps:
        short = _SHORT.get(str(cut.rate.fps), str(cut.rate.fps))
        SubElement(clip, "conform-rate", scaleEnabled="0", srcFrameRate=short)
    best = cut.first + min(max(cut.rate.frame(cut.moment.best), cut.start), cut.start + cut.frames - 1)
    SubElement(clip, "marker", start=_time(best, cut.rate), duration=_time(1, cut.rate), value=cut.label)


def _ticks(cut: Cut, rate: Rate) -> int:
    """How many frames of the sequence a cut lasts."""
    return cut.frames if cut.rate.fps == rate.fps else max(1, rate.frame(cut.moment.span.length))


def _time(frames: int, rate: Rate) -> str:
    """Seconds as a fraction of whole frames: 1001/30000s."""
    ticks = Fraction(1) / rate.fps
    return f"{frames * ticks.numerator}/{ticks.denominator}s" if frames else "0s"


def _code(rate: Rate) -> str:
    return "DF" if rate.drop else "NDF"
