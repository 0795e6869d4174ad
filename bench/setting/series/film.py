"""Made episodes as real, small video files, with the names that episodes have."""

from pathlib import Path

import numpy as np

from bench.setting.series.draw import pictures
from bench.setting.series.story import MadeEpisode
from bench.setting.series.tune import RATE as SLOW
from bench.setting.series.tune import wave
from vsearch.data.film import RATE, evenly, write_video

_QUICK = {"preset": "ultrafast"}


def film(episode: MadeEpisode, folder: Path, fps: float = 10.0) -> Path:
    """The film of an episode, in a folder of its series."""
    place = folder / (episode.series or "Films")
    place.mkdir(parents=True, exist_ok=True)
    number = f" S{episode.season:02}E{episode.number:02}" if episode.series else ""
    path = place / f"{episode.series or episode.id}{number}.mp4"
    times = np.arange(0, episode.duration - 1e-6, 1 / fps)
    audio = np.repeat(wave(episode), RATE // SLOW)
    sound = None if episode.silent else audio
    return write_video(path, evenly(pictures(episode, times), fps), audio=sound, fps=fps, options=_QUICK)
