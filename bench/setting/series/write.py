"""Invent series: twelve ways in which intros, credits, recaps, idents and advertisements come, and films without."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bench.setting.series.story import BODY, EpisodePiece, MadeEpisode, PieceShot, Sound, cut, shortened
from vsearch.data.photos import PHOTOS

_PHOTOS = [name for name in PHOTOS if name not in ("page", "text", "brick", "gravel", "grass")]
_NAMES = "Ada Ben Cleo Dora Eli Fay Gus Hal Ida Jon Kay Leo Mia Ned Ola Pia Rex Sue Tom Una Vic Wes Yin Zoe".split()
_JOBS = "Director Writer Camera Editor Sound Costume Music Light Props Cast Script Grip".split()


@dataclass(frozen=True, slots=True)
class Way:
    """How a series is packaged."""

    name: str
    intro: float = 24.0
    cold: float = 0.0
    """Seconds of cold open before the intro; it varies."""
    missing: tuple[int, ...] = ()
    """Episodes without intro."""
    short: tuple[int, ...] = ()
    """Episodes in which the intro comes shortened."""
    pictures: bool = False
    """Other pictures under the same music in every episode."""
    music: bool = False
    """Other music under the same pictures in every second episode."""
    card: bool = False
    """A title card with the episode's name ends the intro."""
    second: int = 0
    """The episode from which on there is a second intro."""
    ident: float = 0.0
    recap: float = 0.0
    ads: int = 0
    credits: str = "scroll"
    """"scroll" or "cards" on black, "over" pictures, or "" for none."""
    theme: bool = True
    """The series' own music under the credits; else another each time."""
    after: float = 0.0
    """Seconds of a scene after the credits."""
    episodes: int = 8


WAYS: Sequence[Way] = (
    Way("Plain"),
    Way("Cold", cold=40, credits="over"),
    Way("Missing", missing=(3, 6), recap=14, credits="cards"),
    Way("Short", short=(2, 4, 7), ident=5, cold=20),
    Way("Songs", pictures=True, episodes=7),
    Way("Tongues", music=True, cold=25, theme=False),
    Way("Titled", card=True, cold=30, credits="over", episodes=6),
    Way("Twice", second=5, ident=4, episodes=10),
    Way("Cards", cold=50, recap=18, credits="cards", theme=False),
    Way("Advertised", ads=3, ident=4, intro=16),
    Way("Everything", ident=5, recap=16, cold=35, ads=2, credits="over", missing=(5,), episodes=9),
    Way("Sting", intro=7, cold=30, after=15, credits="scroll", theme=False, episodes=6),
)
"""Twelve series, of 6 to 10 episodes."""


def made_series(way: Way, seed: int = 0, body: float = 240.0) -> list[MadeEpisode]:
    """The episodes of a series, in order; `body` is about how long each is without its packaging."""
    base = _number(way.name, seed)
    stories = [_body(base + n, body) for n in range(way.episodes)]
    return [_episode(way, base, n, stories) for n in range(way.episodes)]


def made_films(count: int = 20, seed: int = 0, body: float = 240.0) -> list[MadeEpisode]:
    """Films of no series; every second one has credits."""
    films = []
    for n in range(count):
        base = _number("film", seed) + 100 * n
        pieces = [_told(_body(base, body), base, 0.0, body)]
        if n % 2:
            pieces += _credits(Way("film", theme=False, credits=("scroll", "cards")[n // 2 % 2]), base, base)
        films.append(MadeEpisode(f"film{seed}-{n}", "", 0, 0, tuple(pieces)))
    return films


def _number(name: str, seed: int) -> int:
    return 100_000 * (seed + 1) + 1000 * (sum(name.encode()) % 97) + 7 * len(name)


def _shots(rng: np.random.Generator, seconds: float, low: float = 2.5, high: float = 7.0) -> tuple[PieceShot, ...]:
    """Shots of other things each time, which last so many seconds in all."""
    found: list[PieceShot] = []
    while sum(shot.seconds for shot in found) < seconds:
        found.append(
            PieceShot(
                round(float(rng.uniform(low, high)), 2), str(rng.choice(_PHOTOS)),
                float(rng.uniform(0.2, 0.8)), float(rng.uniform(0.2, 0.8)),
                float(rng.uniform(1.2, 3.5)), float(rng.uniform(0.8, 1.4)), bool(rng.integers(2)),
                tuple(rng.uniform(0.55, 1.25, 3).tolist()),
            )
        )  # fmt: skip
    return cut(found, seconds)


def _body(seed: int, seconds: float) -> tuple[PieceShot, ...]:
    rng = np.random.default_rng([1, seed])
    shots = list(_shots(rng, seconds * 1.3))
    # The same house stands in every episode of a series, for a moment.
    house = _shots(np.random.default_rng([2, seed // 1000]), 3.0, 3.0, 3.1)[0]
    for at in rng.integers(3, len(shots) - 3, 2).tolist():
        shots[at] = house
    return tuple(shots)


def _told(shots: Sequence[PieceShot], seed: int, since: float, seconds: float) -> EpisodePiece:
    """A stretch of an episode's own story, with its talk."""
    part, at = [], 0.0
    for shot in shots:
        low, high = max(at, since), min(at + shot.seconds, since + seconds)
        if high - low > 0.02:
            part.append(shortened(shot, high - low, low - at))
        at += shot.seconds
    ground: Sound = ("music", seed + 500, 0.0, 0.1)
    return EpisodePiece(BODY, tuple(part), (("talk", seed, since, 1.0), *([ground] if seed % 3 == 0 else [])))


def _episode(way: Way, base: int, n: int, stories: Sequence[tuple[PieceShot, ...]]) -> MadeEpisode:
    rng = np.random.default_rng([4, base, n])
    seed, number = base + n, n + 1
    length = sum(shot.seconds for shot in stories[n]) / 1.3 * rng.uniform(0.9, 1.1)
    opening = way.cold * rng.uniform(0.5, 1.5)
    pieces: list[EpisodePiece] = []
    if way.ident:
        pieces.append(_fixed("ident", base + 11, way.ident - 1, 2.0, 2.6))
        pieces.append(EpisodePiece("ident", (PieceShot(1.0),), ()))
    if way.recap and n:
        pieces += _recap(way.recap * rng.uniform(0.8, 1.2), base, n, stories, rng)
    if way.cold:
        pieces.append(_told(stories[n], seed, 0.0, opening))
    if number not in way.missing:
        pieces += _intro(way, base, n)
    edges = [opening, *(opening + (length - opening) * (k + 1) / (way.ads + 1) for k in range(way.ads)), length]
    for k, (low, high) in enumerate(pairwise(edges)):
        pieces.append(_told(stories[n], seed, low, high - low))
        if k < way.ads and (n + k) % 4 != 3:
            pieces.append(_fixed("repeated", base + 20 + (n + k) % 3, 12.0 + 3 * ((n + k) % 3), 1.2, 2.5))
    pieces += _credits(way, base, seed)
    if way.after:
        pieces.append(_told(stories[n], seed, length, way.after))
    return MadeEpisode(f"{way.name.lower()}{base // 100_000 - 1}-{number:02}", way.name, 1, number, tuple(pieces))


def _fixed(kind: str, seed: int, seconds: float, low: float, high: float) -> EpisodePiece:
    """What is the same each time it comes."""
    return EpisodePiece(
        kind, _shots(np.random.default_rng([6, seed]), seconds, low, high), (("music", seed, 0.0, 0.9),)
    )


def _intro(way: Way, base: int, n: int) -> list[EpisodePiece]:
    own = base + (40 if way.second and n + 1 >= way.second else 10)
    seconds = way.intro
    shots = _shots(np.random.default_rng([6, base + 700 + n if way.pictures else own]), seconds, 1.2, 3.2)
    song = base + 60 if way.music and n % 2 else own
    pieces = [EpisodePiece("intro", shots, (("music", song, 0.0, 0.9),))]
    if n + 1 in way.short:
        pieces = [EpisodePiece("intro", cut(shots, seconds * 0.45), (("music", song, 0.0, 0.9),))]
    if way.card:
        lines = ("", "", f"Chapter {n + 1}", f"The {_NAMES[(3 * n + base) % len(_NAMES)]} affair")
        pieces.append(EpisodePiece("intro", (PieceShot(3.0, lines=lines),), (("music", song, seconds, 0.9),)))
    return pieces


def _recap(
    seconds: float, base: int, n: int, stories: Sequence[tuple[PieceShot, ...]], rng: np.random.Generator
) -> list[EpisodePiece]:
    """Shots of earlier episodes, each cut short, with what was said there under music, or a narrator in its stead."""
    pieces: list[EpisodePiece] = []
    while sum(piece.seconds for piece in pieces) < seconds:
        source = int(rng.integers(max(0, n - 2), n))
        at = int(rng.integers(2, len(stories[source]) * 2 // 3))
        shot, begun = stories[source][at], sum(one.seconds for one in stories[source][:at])
        length, late = min(shot.seconds, float(rng.uniform(1.2, 3.5))), float(rng.uniform(0, 0.5))
        since = round((shot.seconds - length) * late, 2)
        talk: Sound = ("talk", base + 900 + n, 0.0, 0.7) if n % 3 == 0 else ("talk", base + source, begun + since, 0.8)
        bed: Sound = ("music", base + 12, sum(piece.seconds for piece in pieces), 0.2)
        pieces.append(EpisodePiece("recap", (shortened(shot, round(length, 2), since),), (talk, bed)))
    return pieces


def _credits(way: Way, base: int, seed: int) -> list[EpisodePiece]:
    if not way.credits:
        return []
    rng = np.random.default_rng([8, base])
    cast = [f"{rng.choice(_JOBS)} {rng.choice(_NAMES)} {rng.choice(_NAMES)}" for _ in range(40)]
    guest = np.random.default_rng([9, seed])
    lines = tuple(
        line if k % 3 else f"Guest {guest.choice(_NAMES)} {guest.choice(_NAMES)}" for k, line in enumerate(cast)
    )
    song: Sound = ("music", base + 13 if way.theme else seed + 800, 0.0, 0.8)
    if way.credits == "scroll":
        return [EpisodePiece("credits", (PieceShot(22.0, lines=lines, scroll=2.0),), (song,))]
    if way.credits == "cards":
        cards = tuple(PieceShot(3.0, lines=("", *lines[4 * k : 4 * k + 4])) for k in range(6))
        return [EpisodePiece("credits", cards, (song,))]
    over = _shots(np.random.default_rng([10, seed]), 20.0, 3.0, 5.0)
    return [EpisodePiece("credits", tuple(replace(shot, lines=lines[:30], scroll=1.5) for shot in over), (song,))]
