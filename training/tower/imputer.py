"""The audio imputer: a conditional variational autoencoder that imagines a silent video's sound from its pictures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from vsearch.models.sessions import traced
from vsearch.retrieval.tower.imagine import DRAWS, HIDDEN, draws
from vsearch.retrieval.tower.sequences import Sequences, aligned
from vsearch.training.datasets.dataset import Dataset, Example
from vsearch.training.evaluation import metrics
from vsearch.training.evaluation.evaluate import deciding
from vsearch.training.evaluation.metrics import Paired
from vsearch.training.tower.batches import SignalScale, device, shuffled, without
from vsearch.training.tower.network import Tower
from vsearch.training.tower.predict import predict

NEEDED = 24
"""Videos with sound below which nothing is imagined."""


class Imputer(nn.Module):
    """Sound from frames: an LSTM a modality, a Gaussian prior from frames, a Gaussian posterior from both."""

    def __init__(self, frames: int, sound: int, width: int = 64) -> None:
        super().__init__()
        self.see, self.hear = nn.Linear(frames, width), nn.Linear(sound, width)
        self.watch = nn.LSTM(width, width, batch_first=True)
        self.listen = nn.LSTM(2 * width, width, batch_first=True)
        self.prior, self.posterior = nn.Linear(width, 2 * HIDDEN), nn.Linear(width, 2 * HIDDEN)
        self.tell = nn.Sequential(nn.Linear(width + HIDDEN, 2 * width), nn.GELU(), nn.Linear(2 * width, sound))
        self.mean: Tensor
        self.deviation: Tensor
        self.register_buffer("mean", torch.zeros(sound))
        self.register_buffer("deviation", torch.ones(sound))

    def forward(self, frames: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        """Imagined sound (windows, width) of one video's frames, and how far its draws lie apart."""
        seen, _ = self.watch(self.see(frames))
        middle, spread = self.prior(seen).chunk(2, -1)
        hidden = middle + (0.5 * spread).exp() * noise
        told = self.tell(torch.cat([seen.expand(noise.shape[0], -1, -1), hidden], -1))
        return told.mean(0) * self.deviation + self.mean, told.std(0).mean(-1)

    def loss(self, frames: Tensor, sound: Tensor, mask: Tensor, trust: float, beta: float) -> Tensor:
        """What is to be made small: `trust` x the error of reconstruction + `beta` x KL(posterior, prior)."""
        sound = (sound - self.mean) / self.deviation
        seen, _ = self.watch(self.see(frames))
        heard, _ = self.listen(torch.cat([seen, self.hear(sound)], -1))
        (before, wide), (after, narrow) = self.prior(seen).chunk(2, -1), self.posterior(heard).chunk(2, -1)
        hidden = after + (0.5 * narrow).exp() * torch.randn_like(after)
        error = ((self.tell(torch.cat([seen, hidden], -1)) - sound) ** 2).mean(-1)
        apart = 0.5 * (wide - narrow + (narrow.exp() + (after - before) ** 2) / wide.exp() - 1).sum(-1)
        spent: Tensor = ((trust * error + beta * apart) * mask).sum() / mask.sum()
        return spent


@dataclass(frozen=True, slots=True)
class Imagination:
    """A trained imputer, how far apart its windows lie, and whether hearing it helped."""

    model: Imputer
    hop: float
    gain: Paired | None = None

    @property
    def helps(self) -> bool:
        """Whether held-out videos with their sound hidden were judged better with it."""
        return self.gain is not None and self.gain.better


def sounding(dataset: Dataset) -> Iterator[Example]:
    """The videos whose sound vectors are those of the dataset's sound encoder."""
    return (e for e in dataset if len(e.sequences.sound) and e.sequences.sound.shape[1] == dataset.sound_width)


def able(dataset: Dataset) -> bool:
    """Whether enough videos have sound to imagine it from."""
    return sum(1 for _ in sounding(dataset)) >= NEEDED


def imagine(
    dataset: Dataset, *, epochs: int = 20, trust: float = 1.0, beta: float = 0.02, seed: int = 0
) -> Imagination:
    """Train an imputer on the videos that have sound."""
    torch.manual_seed(seed)
    dice = np.random.default_rng(seed)
    videos = [example.sequences for example in sounding(dataset)]
    hop = float(np.median([np.diff([*video.heard, video.duration]).mean() for video in videos]))
    pairs = [_pair(video, hop) for video in videos]
    model = Imputer(dataset.width, dataset.sound_width).to(device())
    heard = torch.from_numpy(np.concatenate([sound for _, sound in pairs]))
    model.mean.copy_(heard.mean(0))
    model.deviation.copy_(heard.std(0) + 1e-4)
    optimiser = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(epochs):
        for rows in shuffled(len(pairs), 32, dice):
            frames, sound = (_padded([pairs[row][part] for row in rows]) for part in (0, 1))
            mask = _padded([np.ones((len(pairs[row][0]), 1), np.float32) for row in rows])[..., 0]
            frames, sound, mask = (part.to(model.mean.device) for part in (frames, sound, mask))
            optimiser.zero_grad()
            spent: Any = model.loss(frames, sound, mask, trust, beta)
            spent.backward()
            optimiser.step()
    return Imagination(model.eval().cpu(), hop)


def judged(made: Imagination, tower: Tower, scale: SignalScale, held: Dataset) -> Imagination:
    """Whether a tower does better on held-out videos whose sound is hidden when it hears what is imagined."""
    heard = tuple(example for example in sounding(held) if example.labelled)
    silent = held.like(tuple(replace(e, sequences=without(e.sequences, "sound")) for e in heard))
    filled = held.like(tuple(replace(e, sequences=sounded(e.sequences, made)) for e in silent))
    plain, dreamt = (deciding(part, [p.near for p in predict(tower, part, scale)]) for part in (silent, filled))
    return replace(made, gain=metrics.paired(dreamt, plain))


@torch.inference_mode()
def sounded(video: Sequences, made: Imagination) -> Sequences:
    """A video with the sound that its pictures suggest."""
    frames, starts = aligned(video, made.hop)
    sound, surprise = made.model(torch.from_numpy(frames)[None], torch.from_numpy(draws(len(frames))))
    return replace(video, sound=sound.numpy(), heard=starts, surprise=surprise.numpy())


def dreams(dataset: Dataset, made: Imagination) -> Mapping[str, Sequences]:
    """What is imagined for each video that has sound, by its id: trained with, so that a tower knows it."""
    return {e.id: sounded(e.sequences, made) for e in sounding(dataset)}


def graph(made: Imagination, path: Path) -> None:
    """Write an imputer as ONNX, its length free."""
    given = (torch.randn(1, 5, made.model.see.in_features), torch.randn(DRAWS, 5, HIDDEN))
    free = {"frames": {1: "windows"}, "noise": {1: "windows"}, "sound": {0: "windows"}, "surprise": {0: "windows"}}
    traced(made.model, given, path, ["frames", "noise"], ["sound", "surprise"], free)


def _pair(video: Sequences, hop: float) -> tuple[np.ndarray, np.ndarray]:
    frames, starts = aligned(video, hop)
    nearest = np.abs(video.heard[None] - starts[:, None]).argmin(1)
    return frames, np.asarray(video.sound[nearest], np.float32)


def _padded(rows: Sequence[np.ndarray]) -> Tensor:
    return nn.utils.rnn.pad_sequence([torch.from_numpy(row) for row in rows], batch_first=True)
