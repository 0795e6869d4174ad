"""Libraries with a hidden rule behind the editor's choice, to see whether a tower finds it out."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vsearch.motion.kinds import liveliness
from vsearch.nouns import Vectors
from vsearch.retrieval.tower.movement import COLUMNS, even
from vsearch.retrieval.tower.prior import prior
from vsearch.retrieval.tower.sequences import TITLE, TRANSCRIPT, Sequences
from vsearch.rows import unit
from vsearch.training.datasets.dataset import Asked, Dataset, Example

RULES = ("words", "transcript", "sound", "taste", "mix", "random", "lively")
KINDS: dict[str, tuple[str, ...]] = {
    "dog": ("dog", "dogs", "puppy"),
    "water": ("water", "pool", "ocean", "river", "swimming", "beach"),
    "bicycle": ("bike", "bicycle", "biker", "cyclist"),
    "snow": ("snow", "snowy", "skier", "snowboarder"),
    "ball": ("ball", "soccer", "basketball", "football", "tennis"),
    "street": ("street", "sidewalk", "city"),
    "climber": ("climbing", "climber", "rock", "mountain"),
    "child": ("child", "girl", "boy", "baby"),
}
"""Kinds of pictures, each with the words that give it away in a caption."""

TITLES = ("our latest upload", "episode of the week", "a short film", "best of this month", "new from the studio")
"""Titles that say nothing of what is shown."""
_ALIKE = 4
"""Frames of a video that match its title, where the liveliest of them wins."""
_CHATTER = 5
"""Things said that no picture of the video shows."""
_SOUND = 48
"""How wide a sound vector is."""


@dataclass(frozen=True, slots=True)
class CaptionedPictures:
    """Photographs in an encoder's space: how each looks, how its caption reads, its kind, how bright it is."""

    frames: Vectors
    captions: Vectors
    texts: tuple[str, ...]
    kinds: NDArray[np.int64]
    """A kind of KINDS, or -1."""
    bright: NDArray[np.float32]
    titles: Vectors
    """The captions of titles that say nothing."""


def kind(caption: str) -> int:
    """The one kind of a caption; -1 for none or several."""
    words = set(caption.lower().replace(".", " ").replace(",", " ").split())
    found = [number for number, names in enumerate(KINDS.values()) if words & set(names)]
    return found[0] if len(found) == 1 else -1


def imagined(
    count: int = 600, width: int = 64, seed: int = 0, noise: float = 0.8, gap: float = 0.6
) -> CaptionedPictures:
    """Pictures without photographs: words drawn by lot, and a space where pictures and captions half agree."""
    dice = np.random.default_rng(seed)
    kinds = dice.integers(0, len(KINDS), count)
    things = unit(dice.standard_normal((len(KINDS) + 200, width)))
    parts = len(KINDS) + dice.integers(0, 200, (count, 2))
    meant = things[kinds] + things[parts].sum(1)
    bright = dice.random(count).astype(np.float32)
    seen = meant + noise * unit(dice.standard_normal((count, width))) + (bright[:, None] - 0.5) * things[0]
    drift = unit(dice.standard_normal((1, width)))
    read = meant + noise * unit(dice.standard_normal((count, width))) + gap * drift
    names = list(KINDS)
    texts = tuple(f"{names[k]} {a} {b}" for k, (a, b) in zip(kinds, parts.tolist(), strict=True))
    titles = unit(dice.standard_normal((len(TITLES), width)) + gap * drift)
    return CaptionedPictures(unit(seen), unit(read), texts, kinds, bright, titles)


def world(
    pictures: CaptionedPictures,
    rule: str,
    videos: int = 1000,
    frames: int = 16,
    seed: int = 0,
    repeat: int = 1,
    series: int = 50,
    apart: bool = False,
) -> Dataset:
    """A library whose editor chooses by `rule`; every photograph is shown `repeat` times, a little changed.

    Series that are `apart` share no photograph, so what is chosen in one says nothing about another but the rule.
    """
    dice = np.random.default_rng([seed, RULES.index(rule)])
    everything = np.arange(len(pictures.kinds))
    albums = [everything[n::series] if apart else everything for n in range(series)]
    families = unit(dice.standard_normal((len(KINDS), _SOUND)))
    examples = []
    for number in range(videos):
        album = albums[number % series]
        shown = (_alike if rule == "lively" else _cast)(pictures, album, frames, dice)
        acts = rule if rule != "mix" else ("words", "transcript", "sound")[dice.integers(3)]
        motion = _moving(frames, dice) if rule == "lively" else np.zeros((0, 0), np.float32)
        winner = _liveliest(pictures, shown, motion) if rule == "lively" else _winner(pictures, shown, acts, dice)
        video = _video(pictures, album, shown, winner, acts, families, dice, repeat)
        video = replace(video, motion=np.repeat(motion, repeat, axis=0))
        chosen = np.repeat(np.arange(frames) == winner, repeat).astype(np.float32)
        named = [name for n, name in enumerate(KINDS) if n == pictures.kinds[shown[winner]]]
        words = pictures.captions[shown[winner]]
        examples.append(
            Example(
                id=f"v{number:04}",
                group=f"series {number % series}",
                sequences=video,
                chosen=chosen,
                asked=(Asked(words, chosen),) if rule in ("words", "mix") else (),
                tags=dict.fromkeys(named, True),
                title=np.asarray(video.spoken[0], np.float32),
            )
        )
    names = ("brightness",)
    moves = len(COLUMNS) if rule == "lively" else 0
    width = pictures.frames.shape[1]
    return Dataset(tuple(examples), "imagined", width, "", 0, "imagined", _SOUND, names, motion_width=moves)


def _alike(
    pictures: CaptionedPictures, album: NDArray[np.int64], frames: int, dice: np.random.Generator
) -> NDArray[np.int64]:
    """Some photographs of one kind among others of no kind."""
    kinds = pictures.kinds[album]
    rich = [number for number in range(len(KINDS)) if (kinds == number).sum() > _ALIKE]
    own = dice.choice(album[kinds == (dice.choice(rich) if rich else dice.integers(len(KINDS)))], _ALIKE, replace=False)
    others = album[kinds < 0] if (kinds < 0).sum() >= frames else album[kinds != pictures.kinds[own[0]]]
    return dice.permutation(np.concatenate([own, dice.choice(others, frames - _ALIKE, replace=False)]))


def _moving(frames: int, dice: np.random.Generator) -> NDArray[np.float32]:
    """How each frame's second moves, by lot: cameras and subjects of every liveliness."""
    rows = np.zeros((frames, len(COLUMNS)), np.float32)
    at = {name: n for n, name in enumerate(COLUMNS)}
    for name in ("pan", "tilt", "zoom", "roll", "across", "down"):
        rows[:, at[name]] = dice.normal(0, 0.15, frames)
    for name, most in (("shake", 0.3), ("amount", 0.3), ("speed", 0.8), ("steady", 1), ("x", 1), ("y", 1)):
        rows[:, at[name]] = dice.random(frames) * most
    rows[:, at["explained"]] = 1 - rows[:, at["amount"]]
    rows[:, at["action"]] = liveliness(rows)
    rows[:, at["pace"]] = dice.random() * 20
    return even(rows)


def _liveliest(pictures: CaptionedPictures, shown: NDArray[np.int64], motion: NDArray[np.float32]) -> int:
    """Of the photographs of the kind that most are of, the one around which it is liveliest."""
    kinds = pictures.kinds[shown]
    own = np.bincount(kinds[kinds >= 0]).argmax()
    return int(np.where(kinds == own, motion[:, COLUMNS.index("action")], -np.inf).argmax())


def _cast(
    pictures: CaptionedPictures, album: NDArray[np.int64], frames: int, dice: np.random.Generator
) -> NDArray[np.int64]:
    """Different photographs of an album, one of each kind at most; the rest are of no kind."""
    kinds = pictures.kinds[album]
    by_kind = [album[kinds == number] for number in range(len(KINDS))]
    several = dice.permutation(len(KINDS))[: min(frames, len(KINDS))]
    one_each = [dice.choice(by_kind[number]) for number in several if len(by_kind[number])]
    others = album[kinds < 0]
    pool = others if len(others) >= frames else album
    pool = pool[~np.isin(pool, one_each)]
    rest = dice.choice(pool, frames - len(one_each), replace=False)
    return dice.permutation(np.concatenate([one_each, rest]).astype(np.int64))


def _winner(pictures: CaptionedPictures, shown: NDArray[np.int64], rule: str, dice: np.random.Generator) -> int:
    if rule == "taste":
        return int(pictures.bright[shown].argmax())
    if rule == "sound":
        return int(dice.choice(np.flatnonzero(pictures.kinds[shown] >= 0)))
    return int(dice.integers(len(shown)))


def _video(
    pictures: CaptionedPictures,
    album: NDArray[np.int64],
    shown: NDArray[np.int64],
    winner: int,
    rule: str,
    families: Vectors,
    dice: np.random.Generator,
    repeat: int,
) -> Sequences:
    rows = np.repeat(shown, repeat)
    frames = pictures.frames[rows]
    frames = unit(frames + 0.1 * dice.standard_normal(frames.shape) / frames.shape[1] ** 0.5) if repeat > 1 else frames
    title, text = pictures.titles[dice.integers(len(pictures.titles))], "our latest upload"
    if rule == "lively":  # a caption of the kind, of none that is shown
        kin = album[(pictures.kinds[album] == pictures.kinds[shown[winner]]) & ~np.isin(album, shown)]
        other = dice.choice(kin) if len(kin) else shown[winner]
        title, text = pictures.captions[other], pictures.texts[other]
    if rule == "words":
        title, text = pictures.captions[shown[winner]], pictures.texts[shown[winner]]
    elsewhere = dice.choice(album, _CHATTER)
    told = [*elsewhere, shown[winner] if rule == "transcript" else dice.choice(album)]
    told = [told[n] for n in dice.permutation(len(told))]
    heard = int(pictures.kinds[shown[winner]]) if rule == "sound" else int(dice.integers(len(KINDS)))
    windows = unit(families[heard] + 0.8 * unit(dice.standard_normal((4, families.shape[1]))))
    length = float(2 * len(rows))
    return Sequences(
        duration=length,
        times=np.arange(0, length, 2.0),
        frames=frames.astype(np.float16),
        signals={"brightness": pictures.bright[rows]},
        spoken=np.stack([title, *pictures.captions[told]]).astype(np.float32),
        words=np.zeros((1 + len(told), 0), np.float32),
        kinds=np.array([TITLE] + [TRANSCRIPT] * len(told)),
        said=np.concatenate([[-1.0], np.linspace(0, length, len(told), endpoint=False)]),
        sound=windows,
        heard=np.linspace(0, length, 4, endpoint=False),
        prior=prior(title[None], frames).reshape(-1),
        texts=(text, *(pictures.texts[row] for row in told)),
    )
