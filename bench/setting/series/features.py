"""What finders see of made episodes, measured from small pictures and made sound, without a film."""

from collections.abc import Iterable

import numpy as np

from bench.setting.series.draw import pictures
from bench.setting.series.story import MadeEpisode
from bench.setting.series.tune import RATE, wave
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.library.series import Episode
from vsearch.signals import light, writing
from vsearch.signals.view import PlaneView
from vsearch.sounds.fingerprint import fingerprints

EVERY = 0.5


def features(episode: MadeEpisode) -> EpisodeFeatures:
    """The same as an indexed film's: hashes and signals twice a second, cuts, fingerprints, loudness."""
    times = np.arange(0, episode.duration - 1e-6, EVERY)
    view = PlaneView(pictures(episode, times))
    heard = wave(episode)
    seconds = np.array([part.std() for part in np.array_split(heard, max(1, len(heard) // RATE))])
    peak, contrast = view.told(light.peak), view.told(light.contrast)
    return EpisodeFeatures(
        Episode(episode.id, episode.series, episode.season, episode.number),
        duration=episode.duration,
        fps=episode.fps,
        time=times,
        hash=view.hashes(),
        blank=(peak < 0.1) | (contrast < 0.02),
        text=view.told(writing.text),
        cuts=np.array([start for start, _ in episode.shots()][1:]),
        fingerprints=fingerprints(heard) if not episode.silent else np.zeros(0, np.uint32),
        loudness=np.asarray(20 * np.log10(np.maximum(seconds, 1e-5)), np.float32),
    )


def all_features(episodes: Iterable[MadeEpisode]) -> list[EpisodeFeatures]:
    """Of several."""
    return [features(episode) for episode in episodes]
