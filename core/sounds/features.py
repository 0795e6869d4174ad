"""What the built-in sound encoder measures: 96 numbers a window, named, in their units, with their usual size.

Centre and spread are means and deviations over some twenty real clips (speech, music, streets, animals, engines), each
clip weighing the same, rounded. They are part of the encoder: changing one makes another encoder.
"""

from dataclasses import dataclass

BANDS = 32


@dataclass(frozen=True, slots=True)
class Feature:
    """One number: a feature is stored as (measured - centre) / spread, kept within +-4."""

    name: str
    centre: float
    spread: float
    meaning: str


_WHOLE = (
    Feature("loudness", -25, 11, "integrated loudness (EBU R128), LUFS, not below -70"),
    Feature("range", 12, 10, "loudness range: 95th less 10th percentile of momentary loudness, LU"),
    Feature("peak", -8.7, 7.4, "highest sample, dBFS"),
    Feature("crest", 18, 6.5, "peak less root mean square, dB"),
    Feature("silence", 0.1, 0.25, "share of 400 ms blocks below -60 LUFS"),
    Feature("speech", 0.25, 0.35, "share in which somebody speaks, by voice activity"),
    Feature("onset_rate", 3.5, 2.7, "onsets a second"),
    Feature("onset_mean", 1.3, 0.43, "mean rise of the mel bands from frame to frame, dB"),
    Feature("onset_peak", 3.1, 1.6, "95th percentile of that rise, dB"),
    Feature("pulse", 0.19, 0.2, "highest autocorrelation of the rises at 0.25 to 2 s: how even the beat is"),
    Feature("pulse_rate", 0.21, 0.84, "the beat found there, as log2 of beats a second"),
    Feature("flatness_mean", 0.14, 0.17, "spectral flatness: 0 for tones, 1 for noise"),
    Feature("flatness_spread", 0.061, 0.077, "its standard deviation over time"),
    Feature("centroid_mean", 1.4, 1.1, "spectral centroid, kHz"),
    Feature("centroid_spread", 0.42, 0.33, "its standard deviation over time"),
    Feature("rolloff_mean", 2.4, 2, "frequency below which 85 % of the power lies, kHz"),
    Feature("rolloff_spread", 0.85, 0.68, "its standard deviation over time"),
    Feature("bandwidth_mean", 0.98, 0.75, "spread of the power around the centroid, kHz"),
    Feature("bandwidth_spread", 0.25, 0.18, "its standard deviation over time"),
    Feature("low", 0.23, 0.3, "share of the power below 250 Hz"),
    Feature("middle", 0.56, 0.28, "share of the power from 250 to 2,000 Hz"),
    Feature("high", 0.21, 0.24, "share of the power from 2,000 Hz on"),
    Feature("tonality_mean", 0.98, 0.5, "how far held tones stand out of their surroundings, dB"),
    Feature("tonality_spread", 0.19, 0.17, "its standard deviation over time"),
    Feature("steadiness", 0.87, 0.14, "mean correlation of a frame's mel bands with the last frame's"),
    Feature("syllables", 0.35, 0.13, "share of the envelope's movement at 2 to 8 Hz, the rate of speech"),
    Feature("flutter", 0.26, 0.17, "share of the envelope's movement above 8 Hz: rattle, claps, roughness"),
    Feature("jump", 13, 14, "largest rise of loudness within half a second, LU"),
    Feature("trend", 0, 5, "loudness of the second half less that of the first, LU"),
    Feature("brightening", 0, 0.4, "centroid of the second half less that of the first, kHz"),
    Feature("bursts", 0.071, 0.12, "share of blocks at least 6 LU above the window's median"),
    Feature("dynamics", 4.7, 4.1, "standard deviation of momentary loudness, LU"),
)

FEATURES = (
    *_WHOLE,
    *(Feature(f"mel_{n:02}_mean", -3 - 0.9 * n, 22, f"mel band {n} of {BANDS}: mean, dB") for n in range(BANDS)),
    *(Feature(f"mel_{n:02}_spread", 11, 8, f"mel band {n} of {BANDS}: deviation over time, dB") for n in range(BANDS)),
)
"""All of them, in the order of the vector."""

NAMES = tuple(feature.name for feature in FEATURES)
