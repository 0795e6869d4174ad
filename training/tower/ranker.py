"""The re-ranker's weights from choices: of two frames of a video, the chosen one should score higher."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vsearch.library import Store, towers
from vsearch.retrieval.library import Library
from vsearch.retrieval.thumbnails.choose import measured
from vsearch.retrieval.thumbnails.weights import WEIGHTS, Weights
from vsearch.training.datasets.dataset import Example
from vsearch.training.evaluation import metrics
from vsearch.training.evaluation.metrics import Paired

Signals = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Learned weights, and whether they rank held-out videos better than the given ones."""

    weights: Weights
    gain: Paired


def seen(library: Library, examples: Sequence[Example]) -> list[tuple[Signals, NDArray[np.float32]]]:
    """The named signals of each video's frames, and which frames were chosen."""
    phrases = library.phrases
    return [(measured(library, library.entry(e.id), phrases), e.chosen) for e in examples if e.labelled]


def learn(videos: Sequence[tuple[Signals, NDArray[np.float32]]], *, near: float = 0.02, seed: int = 0) -> Weights:
    """Weights by pairwise logistic regression, held `near` the given ones: few choices change little."""
    names = sorted({name for signals, _ in videos for name in signals})
    given = torch.tensor([WEIGHTS.values[name] for name in names])
    pairs = torch.from_numpy(np.concatenate([_pairs(*video, names, seed) for video in videos]))
    weights = given.clone().requires_grad_(True)
    optimiser = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> Any:
        optimiser.zero_grad()
        spent: Any = F.softplus(-(pairs @ weights)).mean() + near * ((weights - given) ** 2).sum()
        spent.backward()
        return spent

    step: Any = optimiser.step
    step(loss)
    return WEIGHTS.over(dict(zip(names, weights.detach().tolist(), strict=True)))


def judged(weights: Weights, videos: Sequence[tuple[Signals, NDArray[np.float32]]]) -> Ranked:
    """Learned weights against the given ones on videos they were not learned from, by nDCG."""
    learned, given = (
        [metrics.ndcg(np.sum(list(w.contributions(signals).values()), axis=0), chosen) for signals, chosen in videos]
        for w in (weights, WEIGHTS)
    )
    return Ranked(weights, metrics.paired(learned, given))


def write(ranked: Ranked, store: Store, tower: str) -> None:
    """Keep weights beside their tower."""
    told = {"weights": dict(ranked.weights.values), "gain": asdict(ranked.gain)}
    towers.keep(store, tower, "weights.json", json.dumps(told, indent=1) + "\n")


def _pairs(signals: Signals, chosen: NDArray[np.float32], names: Sequence[str], seed: int) -> NDArray[np.float32]:
    """The signals of chosen frames less those of others of the same video, at most 64 a video."""
    nothing = np.zeros(len(chosen), np.float32)
    rows = np.stack([signals.get(name, nothing) for name in names], 1)
    better, worse = np.nonzero(chosen[:, None] > chosen[None] + 0.25)
    picked = np.random.default_rng(seed).permutation(len(better))[:64]
    return rows[better[picked]] - rows[worse[picked]]
