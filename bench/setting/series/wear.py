"""Wear: series as they really come, otherwise cut, mixed, sped up and encoded in every episode."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bench.setting.series.story import BODY, EpisodePiece, MadeEpisode, Sound, Wear

PAL = 25 / 24


def worn(episodes: Sequence[MadeEpisode], seed: int = 0) -> list[MadeEpisode]:
    """The same episodes of one series after what usually happens to them; which of it is another for each series."""
    rng = np.random.default_rng([21, seed, *episodes[0].series.encode()])
    fade, through = float(rng.choice([0.0, 0.5, 1.0, 1.5])), bool(rng.integers(2))
    spoken = float(rng.choice([0.0, 0.0, 0.25, 0.5]))
    sped = int(rng.integers(1, len(episodes) + 1)) if rng.random() < 0.4 and len(episodes) > 1 else 0
    theme = bool(rng.random() < 0.5)
    return [
        _worn(_echoed(one, rng) if theme else one, fade, through, spoken, one.number == sped, rng) for one in episodes
    ]


def _worn(
    one: MadeEpisode, fade: float, through: bool, spoken: float, sped: bool, rng: np.random.Generator
) -> MadeEpisode:
    wear = Wear(
        speed=PAL if sped else 1.0,
        fade=fade,
        through=through,
        grain=float(rng.uniform(2, 9)),
        gain=float(rng.uniform(0.8, 1.1)),
        shift=float(rng.choice([0.0, 0.0, 0.01])),
        hiss=float(rng.uniform(0.001, 0.006)),
        talk=spoken,
        missed=float(rng.uniform(0.05, 0.3)),
    )
    return replace(one, wear=wear, fps=25.0 if sped else 24.0)


def _echoed(one: MadeEpisode, rng: np.random.Generator) -> MadeEpisode:
    """The series' own tune is heard under a few seconds of the story too."""
    tune = next((sound for piece in one.pieces if piece.kind == "intro" for sound in piece.sounds), None)
    bodies = [n for n, piece in enumerate(one.pieces) if piece.kind == BODY]
    if tune is None or not bodies:
        return one
    at = max(bodies, key=lambda n: one.pieces[n].seconds)
    return replace(one, pieces=(*one.pieces[:at], *_parted(one.pieces[at], tune, rng), *one.pieces[at + 1 :]))


def _parted(piece: EpisodePiece, tune: Sound, rng: np.random.Generator) -> tuple[EpisodePiece, ...]:
    """A piece in three, the middle one with the tune under what is said."""
    first = len(piece.shots) // 3 + int(rng.integers(0, 3))
    shots = piece.shots[:first], piece.shots[first : first + 2], piece.shots[first + 2 :]
    parts, since = [], 0.0
    for number, some in enumerate(shots):
        sounds = [(kind, seed, at + since, loud) for kind, seed, at, loud in piece.sounds]
        under = [(*tune[:2], 4.0, 0.6)] if number == 1 else []
        if some:
            parts.append(EpisodePiece(BODY, some, (*sounds, *under)))
            since += parts[-1].seconds
    return tuple(parts)
