"""What a classifier of seconds sees and hears of made episodes: vectors of their pictures, and log-mel sound."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from bench.setting.series.draw import pictures
from bench.setting.series.features import EVERY, features
from bench.setting.series.story import MadeEpisode
from bench.setting.series.tune import wave
from vsearch.encoders import Encoder
from vsearch.indexer.segments.evidence import gathered
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.indexer.segments.finders import finders
from vsearch.indexer.segments.repetition import SeriesMemory, repetition
from vsearch.indexer.segments.seconds import seconds
from vsearch.nouns import Segment, Span
from vsearch.sounds.mel import BANDS, log_mel
from vsearch.training.segments.examples import SegmentExample
from vsearch.training.segments.learn import truth_of

_APART = 4
"""Of so many pictures one has a vector, which stands for its neighbours: one every two seconds."""


def seen(episode: MadeEpisode, encoder: Encoder) -> EpisodeFeatures:
    """What finders see of an episode, with vectors and log-mel sound."""
    times = np.arange(0, episode.duration - 1e-6, EVERY)
    some = times[_APART // 4 :: _APART]
    rows = encoder.encode_images(np.stack(pictures(episode, some, (encoder.spec.size, encoder.spec.size))))
    vectors = rows[np.minimum(np.arange(len(times)) // _APART, len(rows) - 1)]
    heard = np.zeros((0, BANDS), np.uint8) if episode.silent else log_mel(wave(episode))
    return replace(features(episode), vectors=lambda: vectors, log_mel=lambda: heard)


def examples(
    episodes: Sequence[MadeEpisode], encoder: Encoder, see: Callable[[MadeEpisode, Encoder], EpisodeFeatures] = seen
) -> list[SegmentExample]:
    """A series, or films of none, with the truth, and with what finders without a model say."""
    some = [see(episode, encoder) for episode in episodes]
    alone = not episodes[0].series
    evidence = gathered([{} if alone else repetition(some, SeriesMemory()).found, *(f.find(some) for f in finders())])
    return [
        _example(episode, one, evidence[one.id], encoder.spec.width, 0 if alone else len(some) - 1)
        for episode, one in zip(episodes, some, strict=True)
    ]


def _example(
    episode: MadeEpisode, one: EpisodeFeatures, evidence: Sequence[object], width: int, companions: int
) -> SegmentExample:
    there = tuple(Segment(kind, Span(start, min(end, one.duration)), 1.0) for kind, start, end in episode.truth)
    given = seconds(one, width)
    truth = truth_of(there, len(given))
    return SegmentExample(one, given, truth, there, Segment.KINDS, tuple(evidence), companions)  # type: ignore[arg-type]
