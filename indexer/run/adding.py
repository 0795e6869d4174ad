"""What is added to a video that was looked at before: only the frames that this needs are decoded, none is embedded."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from vsearch.indexer.motion.vectors import with_vectors
from vsearch.indexer.motion.watch import MotionWatch, SeenMotion
from vsearch.indexer.run.handing import BATCH
from vsearch.indexer.run.watched import FrameCounter, awake, read_positions
from vsearch.indexer.run.work import SMALL, Going, Opened
from vsearch.indexer.screen.reading import ReadScreen, ScreenReading
from vsearch.indexer.screen.watch import PLANE
from vsearch.nouns import Shot
from vsearch.readers import READERS
from vsearch.readers.sample import sampled
from vsearch.settings import IndexSettings


def read_screen(path: Path, settings: IndexSettings) -> Iterator[Opened | Going | ReadScreen]:
    """Read what stands on a video's sampled frames, and do nothing else with them."""
    counter = FrameCounter()
    for value in awake(_read(path, settings, counter), lambda: (counter.count, read_positions(path))):
        yield Going(counter.count) if value is None else value


def see_motion(
    path: Path, settings: IndexSettings, shots: Sequence[Shot], device: str = "auto"
) -> Iterator[Opened | Going | SeenMotion]:
    """Measure how a video moves whose shots are known."""
    counter = FrameCounter()
    for value in awake(_moved(path, settings, shots, device, counter), lambda: (counter.count, read_positions(path))):
        yield Going(counter.count) if value is None else value


def _read(path: Path, settings: IndexSettings, counter: FrameCounter) -> Iterator[Opened | Going | ReadScreen]:
    reading = ScreenReading(settings.text_reader)
    with closing(READERS.make(settings.reader, path=path)) as reader:
        facts = reader.facts
        times = sampled(reader.times(), settings.sampling)
        yield Opened(facts, len(times))
        if reading.able:
            for _ in reading.taken(counter.counted(reader.frames(times, (SMALL, PLANE)))):
                if counter.count % BATCH == 0:
                    yield Going(counter.count)
    yield reading.told(facts.duration)


def _moved(
    path: Path, settings: IndexSettings, shots: Sequence[Shot], device: str, counter: FrameCounter
) -> Iterator[Opened | Going | SeenMotion]:
    with closing(READERS.make(settings.reader, path=path)) as reader:
        facts, times = reader.facts, reader.times()
        watch = MotionWatch(times, sampled(times, settings.sampling), facts.width / facts.height)
        yield Opened(facts, len(watch.bursts))
        for frame in counter.counted(reader.frames(watch.bursts, (SMALL,))):
            watch.look(frame.time, frame.pixels[0])
            if counter.count % BATCH == 0:
                yield Going(counter.count)
        yield with_vectors(watch.told(shots, facts.duration), settings.motion_encoder, device, reader, shots)
