"""OpenTimelineIO: a timeline whose clips carry why they were chosen."""

from opentimelineio.adapters import write_to_string
from opentimelineio.opentime import RationalTime, TimeRange
from opentimelineio.schema import Clip, ExternalReference, Gap, Timeline, Track, TrackKind

from vsearch.media.exports.cuts import Cut, CutList


class Otio:
    """One track of pictures, and one of sound where there is any."""

    def text(self, cuts: CutList) -> str:
        """The timeline as OpenTimelineIO's JSON."""
        timeline = Timeline(cuts.title)
        timeline.tracks.append(Track("V1", [_clip(cut) for cut in cuts.cuts], kind=TrackKind.Video))
        if any(cut.sound for cut in cuts.cuts):
            heard = [_clip(cut) if cut.sound else Gap(source_range=_range(0, cut.frames, cut)) for cut in cuts.cuts]
            timeline.tracks.append(Track("A1", heard, kind=TrackKind.Audio))
        text: str = write_to_string(timeline, adapter_name="otio_json")
        return text


def _clip(cut: Cut) -> Clip:
    source = ExternalReference(target_url=cut.path.as_uri(), available_range=_range(cut.first, cut.total, cut))
    source.name = cut.video.title
    moment = cut.moment
    why = {
        "video": moment.video,
        "score": moment.score,
        "match": moment.match,
        "best": moment.best,
        "said": moment.said,
        "because": dict(moment.because),
    }
    return Clip(
        name=cut.label,
        media_reference=source,
        source_range=_range(cut.first + cut.start, cut.frames, cut),
        metadata={"vsearch": why},
    )


def _range(start: int, frames: int, cut: Cut) -> TimeRange:
    fps = float(cut.rate.fps)
    return TimeRange(RationalTime(start, fps), RationalTime(frames, fps))
