"""Videos gathered into padded batches of tensors: frames sampled, modalities dropped, never more memory than asked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vsearch.errors import TrainingImpossible
from vsearch.retrieval.tower.sequences import Sequences, inputs
from vsearch.training.datasets.dataset import Dataset, Example

MODALITIES = ("title", "transcript", "sound", "signals", "motion")


def device() -> torch.device:
    """Where to train: the GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def full(error: BaseException) -> bool:
    """Whether an error says that the memory ran out: Python's, the GPU's, or the CPU allocator's own words."""
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or "allocate memory" in str(error)


@contextmanager
def sparing() -> Iterator[None]:
    """Say in a sentence that the memory does not hold what is asked, wherever it ran out."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not full(error):
            raise
        raise TrainingImpossible("The memory ran out, and not for the size of a batch.", "smaller-tower") from error


@dataclass(frozen=True, slots=True)
class SignalScale:
    """What brings each quality signal to mean 0 and deviation 1; learned from the training videos alone."""

    names: tuple[str, ...]
    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]

    @classmethod
    def of(cls, dataset: Dataset) -> "SignalScale":
        """The scale of a dataset's signals."""
        empty = np.zeros(1, np.float32)
        columns = [
            np.concatenate([example.sequences.signals.get(name, empty) for example in dataset])
            for name in dataset.signals
        ]
        columns = [np.nan_to_num(column.astype(np.float32)) for column in columns]
        mean = np.array([column.mean() for column in columns], np.float32)
        return cls(dataset.signals, mean, np.array([column.std() + 1e-6 for column in columns], np.float32))


def without(video: Sequences, modality: str) -> Sequences:
    """The video as if it lacked a modality; without its title, its zero-shot vector stays as it is."""
    if modality == "sound":
        none = np.zeros((0, video.sound.shape[1]), np.float32)
        return replace(video, sound=none, heard=np.zeros(0), surprise=np.zeros(0, np.float32))
    if modality == "signals":
        return replace(video, signals={})
    if modality == "motion":
        return replace(video, motion=np.zeros((0, 0), np.float32))
    keep = video.kinds == 2 if modality == "title" else video.kinds < 2
    return replace(
        video, spoken=video.spoken[keep], words=video.words[keep], kinds=video.kinds[keep], said=video.said[keep]
    )


def sampled(example: Example, limit: int, dice: np.random.Generator) -> Example:
    """The example with at most `limit` of its frames: all chosen ones, the rest by lot."""
    rows = len(example.chosen)
    if rows <= limit:
        return example
    weight = np.where(example.chosen > 0, 2.0, dice.random(rows))
    keep = np.sort(np.argsort(-weight)[:limit])
    video = example.sequences
    signals = {name: column[keep] for name, column in video.signals.items()}
    motion = video.motion[keep] if len(video.motion) else video.motion
    video = replace(video, times=video.times[keep], frames=video.frames[keep], signals=signals, motion=motion)
    asked = tuple(replace(asked, wanted=asked.wanted[keep]) for asked in example.asked)
    return replace(example, sequences=video, chosen=example.chosen[keep], asked=asked)


def batch(
    examples: Sequence[Example], dataset: Dataset, scale: SignalScale, ask: Sequence[int] = ()
) -> dict[str, Tensor]:
    """One padded batch: the tower's inputs, and under `chosen`, `wanted`, `tags` what is known about the answers."""
    fed = [inputs(example.sequences, dataset.signals, dataset.widths) for example in examples]
    arrays = {name: torch.from_numpy(_stack([item[name] for item in fed])) for name in fed[0]}
    if len(dataset.signals):
        spread = (arrays["signals"] - torch.from_numpy(scale.mean)) / torch.from_numpy(scale.deviation)
        arrays["signals"] = spread.clamp(-4, 4)
        for row, example in enumerate(examples):
            arrays["signals"][row] *= float(bool(example.sequences.signals))
    asks = [example.asked[number] if number >= 0 else None for example, number in zip(examples, ask, strict=False)]
    asks = asks or [None] * len(examples)
    nothing = np.zeros(dataset.width, np.float32)
    arrays["prompt"] = torch.from_numpy(np.stack([asked.prompt if asked else nothing for asked in asks]))
    rows = arrays["frames"].shape[1]
    arrays["chosen"] = torch.from_numpy(
        _stack([_fit(e.chosen, len(f["frames"])) for e, f in zip(examples, fed, strict=True)])
    )
    wanted = [
        _fit(a.wanted, len(f["frames"])) if a else np.zeros(rows, np.float32) for a, f in zip(asks, fed, strict=True)
    ]
    arrays["wanted"] = torch.from_numpy(_stack(wanted))
    arrays["weight"] = torch.tensor([example.weight for example in examples], dtype=torch.float32)
    arrays["known"] = torch.tensor([asked is not None for asked in asks])
    return arrays


def answers(examples: Sequence[Example], tags: tuple[str, ...]) -> Tensor:
    """Which tags each video has: 1 yes, 0 no, -1 nobody said; a video with tags denies those it does not name."""
    rows = []
    for example in examples:
        silent = 0.0 if any(example.tags.values()) else -1.0
        rows.append([float(example.tags[tag]) if tag in example.tags else silent for tag in tags])
    return torch.tensor(rows, dtype=torch.float32).reshape(len(examples), len(tags))


def shuffled(count: int, size: int, dice: np.random.Generator) -> Iterator[NDArray[np.intp]]:
    """Rows in random order, `size` at a time."""
    order = dice.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]


def _stack(rows: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    shape = tuple(max(sizes) for sizes in zip(*(row.shape for row in rows), strict=True))
    padded = np.zeros((len(rows), *shape), np.float32)
    for number, row in enumerate(rows):
        place: Any = (number, *(slice(size) for size in row.shape))
        padded[place] = row
    return padded


def _fit(values: NDArray[np.float32], tokens: int) -> NDArray[np.float32]:
    """A value a frame as a value a token: the largest of the frames that a token pools."""
    if len(values) == tokens:
        return values.astype(np.float32)
    starts = np.arange(tokens) * len(values) // tokens
    return np.maximum.reduceat(values, starts).astype(np.float32)
