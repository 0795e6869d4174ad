"""Ballots: the votes that a video's neighbours cast, each video judged without its own, and what to make of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.library.storage.derived import Derived
from vsearch.retrieval.tags.blend import Blend, calibrated
from vsearch.retrieval.tags.neighbours import Neighbours, Signature
from vsearch.retrieval.tags.thresholds import thresholds
from vsearch.retrieval.tags.votes import Column, Rows, Scale, logits, scaled, shares
from vsearch.retrieval.tags.wording import Wording

NEAR = 15
"""Videos that vote."""

FRAMES = 12
"""Frames that vote on each frame."""

HELD = 5000
"""Labelled videos up to which each is judged by the others, in seconds."""

LOT = 2000
"""Videos that are judged when there are more, by lot: enough for the bounds of common tags."""

Near = tuple[Column, Rows]
"""Similarities and numbers of what is nearest."""

WeighedVoters = tuple[Near, tuple[NDArray[np.floating], Rows]]
"""What the vote of each weighs, and who it is: near videos, and the owners of alike frames."""


@dataclass(frozen=True, slots=True)
class FramePair:
    """A frame here and the frame of a neighbour that it resembles; `here` is a row of the signature."""

    here: int
    there: int
    similarity: float
    weight: float


@dataclass(frozen=True, slots=True)
class Ballot:
    """Votes on one video as logits a tag, and what the names of tags say; who voted, how heavily, by which pairs."""

    by_video: Column
    by_frames: Column
    by_words: Column
    voters: Rows
    similarities: Column
    weights: Column
    pairs: tuple[FramePair, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """What was learned from judging each labelled video by the others: scales, the blend, thresholds by tag."""

    videos: Scale
    frames: Scale
    blend: Blend
    thresholds: Mapping[str, float]
    """Tags without one cannot be told surely enough yet: they stay suggestions."""
    held: int = 0

    def probability(self, ballot: Ballot) -> NDArray[np.float64]:
        """The calibrated probability of each tag."""
        return self.blend.probability((ballot.by_video, ballot.by_frames, ballot.by_words))


def cast(
    bank: Neighbours,
    signature: Signature,
    videos: Scale,
    frames: Scale,
    words: Wording | None = None,
    without: int = -1,
) -> Ballot:
    """The votes on what stands for a video; the labelled video `without` (itself) does not vote."""
    own = bank.own(without) if without >= 0 else None
    near = bank.videos.nearest(signature.vector, NEAR, None if without < 0 else np.array([without]))
    close = [bank.frames.nearest(frame, FRAMES, own) for frame in signature.frames]
    said = words.voice(signature.frames) if words else np.zeros(len(bank.names), np.float32)
    return counted(bank, near, close, videos, frames, said, without)


def counted(
    bank: Neighbours, near: Near, close: Sequence[Near], videos: Scale, frames: Scale, said: Column, without: int
) -> Ballot:
    """The votes of the nearest videos and of the frames that are closest to each frame, beside what names say."""
    alike, voters = near
    found = _one_each(bank, close)
    cast = _weighed(bank, near, found, videos, frames, len(close))
    (weights, _), (worth, _) = cast
    return Ballot(
        *_votes(bank, cast, _rates(bank, without)),
        said,
        voters,
        alike,
        weights,
        tuple(FramePair(*pair, weight) for pair, weight in zip(found, worth.tolist(), strict=True)),
    )


def _weighed(
    bank: Neighbours, near: Near, found: Sequence[tuple[int, int, float]], videos: Scale, frames: Scale, count: int
) -> WeighedVoters:
    worth = frames.weights(np.array([score for _, _, score in found], np.float32)) / max(1, count)
    owners = bank.owner[[there for _, there, _ in found]] if found else np.zeros(0, np.intp)
    return (videos.weights(near[0]), near[1]), (worth, owners)


def _votes(bank: Neighbours, cast: WeighedVoters, base: Column) -> tuple[Column, Column]:
    """The logits of what near videos and alike frames vote."""
    (weights, voters), (worth, owners) = cast
    return logits(shares(bank.known, base, weights, voters)), logits(shares(bank.known, base, worth, owners))


def _rates(bank: Neighbours, without: int) -> Column:
    if without < 0:
        return bank.rates
    count = len(bank.ids)
    own = (bank.known[without] > 0).astype(np.float32)
    return np.asarray((bank.rates * (count + 1) - own) / count, np.float32)


def _one_each(bank: Neighbours, close: Sequence[Near]) -> list[tuple[int, int, float]]:
    """A frame's best pair with each neighbour: many alike frames of one video are one vote."""
    best: dict[tuple[int, int], tuple[int, int, float]] = {}
    for here, (scores, rows) in enumerate(close):
        for there, owner, score in zip(rows.tolist(), bank.owner[rows].tolist(), scores.tolist(), strict=True):
            best.setdefault((here, owner), (here, there, score))
    return list(best.values())


def judged(bank: Neighbours, words: Wording | None = None, seed: int = 0, derived: Derived | None = None) -> Judge:
    """Judge each labelled video by all others and by words; learn from it how far each voice can be trusted."""
    count = len(bank.ids)
    rows = np.arange(count)
    if count > HELD:
        rows = np.sort(np.random.default_rng(seed).choice(count, LOT, replace=False))
    videos, frames, weighed = bank.memory.get("voters", rows.tobytes(), lambda: _voters(bank, rows, derived))
    votes = [_votes(bank, one, _rates(bank, row)) for row, one in zip(rows.tolist(), weighed, strict=True)]
    by_video, by_frames = np.stack([one for one, _ in votes]), np.stack([one for _, one in votes])
    by_words = np.zeros_like(by_video)
    if words:
        voice, state = words.voice, (rows.tobytes(), words.key)
        by_words = bank.memory.get(
            "voices", state, lambda: np.stack([voice(bank.signature(row).frames) for row in rows.tolist()])
        )
    true = bank.known[rows] > 0
    able = true.sum(0) >= 2  # nobody is left to vote for the tag of one video when that is judged
    voices = by_video[:, able], by_frames[:, able], by_words[:, able]
    blend = calibrated(voices, true[:, able]) if able.any() else Blend()
    told = blend.probability((by_video, by_frames, by_words))
    found = zip(bank.names, thresholds(told, true), strict=True)
    return Judge(videos, frames, blend, {name: low for name, low in found if low < inf}, len(rows))


def _voters(bank: Neighbours, rows: Rows, derived: Derived | None) -> tuple[Scale, Scale, list[WeighedVoters]]:
    """The scales of similarities, and who votes on each of some videos how heavily: no label changes that."""
    near, found = _circles(bank, rows, derived)
    every = iter(found)
    close = [[next(every) for _ in bank.own(row)] for row in rows.tolist()]
    videos = scaled(_even([scores for scores, _ in near]))
    frames = scaled(_even([scores for scores, _ in found]))
    each = zip(near, close, strict=True)
    weighed = [_weighed(bank, one, _one_each(bank, some), videos, frames, len(some)) for one, some in each]
    return videos, frames, weighed


def _circles(bank: Neighbours, rows: Rows, derived: Derived | None) -> tuple[list[Near], list[Near]]:
    """What is nearest to each of some videos and to each of their frames: no label changes it, so it is kept."""
    key = blake2b(f"{bank.alike} {NEAR} {FRAMES}".encode() + rows.tobytes(), digest_size=12).hexdigest()
    kept = derived.arrays("tags/circles") if derived else None
    if kept is not None and str(kept["about"]) == key:
        return _unpacked(kept, "videos"), _unpacked(kept, "frames")
    near = list(bank.videos.crowd(bank.videos.rows[rows], NEAR, [np.array([row]) for row in rows]))
    own = [bank.own(int(row)) for row in rows]
    each = np.concatenate(own)
    without = [part for part in own for _ in part]
    close = list(bank.frames.crowd(bank.frames.rows[each], FRAMES, without))
    if derived:
        derived.keep_arrays("tags/circles", about=np.array(key), **_packed(near, "videos"), **_packed(close, "frames"))
    return near, close


def _packed(near: Sequence[Near], name: str) -> dict[str, NDArray[Any]]:
    return {
        f"{name} counts": np.array([len(found) for _, found in near], np.intp),
        f"{name} scores": np.concatenate([np.zeros(0, np.float32), *(scores for scores, _ in near)]),
        f"{name} rows": np.concatenate([np.zeros(0, np.intp), *(found for _, found in near)]),
    }


def _unpacked(kept: Mapping[str, NDArray[Any]], name: str) -> list[Near]:
    cuts = np.cumsum(kept[f"{name} counts"])[:-1]
    return list(zip(np.split(kept[f"{name} scores"], cuts), np.split(kept[f"{name} rows"], cuts), strict=True))


def _even(rows: list[Column]) -> Column:
    """Rows cut to the length of the shortest."""
    least = min((len(row) for row in rows), default=0)
    return np.stack([row[:least] for row in rows]) if least else np.zeros((0, 0), np.float32)


def remembered(bank: Neighbours, words: Wording | None, derived: Derived) -> Judge:
    """The judge of these neighbours, read from what is derived or made and kept there."""
    key = [bank.key, words.key if words else ""]
    kept = derived.read("tags/judge")
    if kept is not None and (data := json.loads(kept))["key"] == key:
        return Judge(
            Scale(**data["videos"]), Scale(**data["frames"]), Blend(**data["blend"]), data["thresholds"], data["held"]
        )
    judge = judged(bank, words, derived=derived)
    derived.write("tags/judge", json.dumps({"key": key, **asdict(judge)}).encode())
    return judge
