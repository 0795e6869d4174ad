"""What finders see of made episodes, measured from small pictures and made sound, without a film."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.setting.series.draw import edges, pictures
from bench.setting.series.story import MadeEpisode
from bench.setting.series.tune import RATE, wave
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.library.series import Episode
from vsearch.nouns import Pixels
from vsearch.signals import light, writing
from vsearch.signals.view import PlaneView
from vsearch.sounds import Wave
from vsearch.sounds.fingerprint import fingerprints

EVERY = 0.5


@dataclass(frozen=True, slots=True)
class MeasuredEpisode:
    """An episode as finders see it, and what others look at: its sound, and how dark each picture is."""

    episode: MadeEpisode
    features: EpisodeFeatures
    wave: Wave
    dark: NDArray[np.float32]
    """The share of dark pixels of each picture, two pictures a second."""


def measured(episode: MadeEpisode) -> MeasuredEpisode:
    """Everything that is measured of an episode."""
    times = np.arange(0, episode.duration - 1e-6, EVERY)
    shown, heard = pictures(episode, times), wave(episode)
    return MeasuredEpisode(episode, _features(episode, times, shown, heard), heard, _dark(shown))


def features(episode: MadeEpisode) -> EpisodeFeatures:
    """The same as an indexed film's: hashes and signals twice a second, cuts, fingerprints, loudness."""
    return measured(episode).features


def all_features(episodes: Iterable[MadeEpisode]) -> list[EpisodeFeatures]:
    """Of several."""
    return [features(episode) for episode in episodes]


def _features(
    episode: MadeEpisode, times: NDArray[np.float64], shown: Sequence[Pixels], heard: Wave
) -> EpisodeFeatures:
    view = PlaneView(shown)
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
        cuts=_cuts(episode),
        fingerprints=fingerprints(heard) if not episode.silent else np.zeros(0, np.uint32),
        loudness=np.asarray(20 * np.log10(np.maximum(seconds, 1e-5)), np.float32),
    )


def _cuts(episode: MadeEpisode) -> NDArray[np.float64]:
    """The cuts that are noticed: no fade is one, and some others are missed."""
    wear, rng = episode.wear, np.random.default_rng([22, *episode.id.encode()])
    cuts = np.array([start for start, _ in episode.shots()][1:])
    if wear.fade:
        cuts = np.setdiff1d(cuts, edges(episode))
    return np.asarray(cuts[rng.random(len(cuts)) >= wear.missed] / wear.speed, np.float64)


def _dark(shown: Sequence[Pixels]) -> NDArray[np.float32]:
    """What FFmpeg's search for black frames measures: the share of pixels below a level of 32."""
    return np.array([(picture.max(axis=2) < 32).mean() for picture in shown], np.float32)
