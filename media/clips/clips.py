"""Clips: moments as files of their own, exact to the frame by encoding anew, or at once by copying packets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vsearch.filenames import fresh, safe
from vsearch.library import Store
from vsearch.media.clips.copying import copied, suffix
from vsearch.media.clips.encode import Shown, Watch, encode
from vsearch.media.clips.sources import NEAR, sources, within
from vsearch.media.clips.track import sound
from vsearch.media.clips.vertical import Framing, canvas, cuts, framing, needed
from vsearch.nouns import Moment, Span, Times
from vsearch.readers import READERS, Reader
from vsearch.timecodes import stamp

_HELD = 2.0
"""Frames' lengths without a new one after which the picture that is on the screen belongs to the stretch too."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A file that was cut: `span` is what it really shows, `asked` what was wanted."""

    path: Path
    video: str
    asked: Span
    span: Span
    copied: bool = False


def clips(
    store: Store,
    moments: Sequence[Moment],
    folder: Path,
    *,
    copy: bool = False,
    vertical: bool = False,
    watch: Watch = lambda _: None,
) -> list[Clip]:
    """Write each moment as a file; a `copy` is instant, but starts at the key frame before its moment."""
    made: list[Clip] = []
    found = sources(store, (moment.video for moment in moments))
    for moment in moments:
        source = found[moment.video]
        name = f"{safe(source.entry.video.title)} {stamp(moment.span.start)}-{stamp(moment.span.end)}"
        taken = {clip.path.name.casefold() for clip in made}
        target = fresh(folder, name, suffix(source.path) if copy else ".mp4", taken)
        if copy:
            span = copied(source.path, moment.span, target)
        else:
            look = framing(source.path, moment.span, cuts(store, source.entry.id)) if vertical else None
            span = cut(source.path, moment.span, target, look, watch)
        made.append(Clip(target, moment.video, moment.span, span, copy))
    return made


def cut(path: Path, span: Span, target: Path, look: Framing | None = None, watch: Watch = lambda _: None) -> Span:
    """Encode exactly the frames of [start, end), with their sound, upright where a framing says how; their span."""
    reader = READERS.make("pyav", path=path)
    try:
        facts = reader.facts
        span = within(span, facts.duration, path.name)
        times = stretch(reader.times(), span, facts.fps)
        start = float(max(times[0], span.start)) if times[0] < span.start - NEAR else float(times[0])
        end = max(span.end, float(times[-1]) + 1 / facts.fps) if span.length < 1 / facts.fps else span.end
        real = Span(start, end)
        shown = _shown(reader, times, start, look)
        encode(target, shown, end=real.length, fps=facts.fps, sound=sound(path, real), watch=watch)
        return real
    finally:
        reader.close()


def stretch(times: Times, span: Span, fps: float) -> Times:
    """The times of the frames in [start, end), and of the one on the screen before if it stays there for long."""
    first, last = np.searchsorted(times, (span.start - NEAR, span.end - NEAR))
    screen = max(0, int(np.searchsorted(times, span.start + NEAR, side="right")) - 1)
    if first >= last:
        return times[screen : screen + 1]
    return times[screen if times[first] - span.start > _HELD / fps else first : last]


def _shown(reader: Reader, times: Times, start: float, look: Framing | None) -> Iterator[Shown]:
    """Pictures of the frames, by the clip's own clock."""
    size = canvas([reader.facts])
    for frame in reader.frames(times, needed(reader.facts, size) if look else []):
        yield look.picture(frame, size) if look else frame.pixels[0], max(0.0, frame.time - start)
