"""What a tower learns from: each video's sequences, and what people chose of it."""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import LibraryDamaged, LibraryTooNew
from vsearch.library.storage import files
from vsearch.nouns import Vectors
from vsearch.retrieval.tower.sequences import Sequences

LAYOUT = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt, and how much each frame answers it; a prompt without a vector asks for highlights as such."""

    prompt: Vectors
    wanted: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Example:
    """One video: what is known of it, the frames chosen for it, its moments, its tags (true, or denied)."""

    id: str
    group: str
    sequences: Sequences
    chosen: NDArray[np.float32]
    asked: tuple[Asked, ...] = ()
    tags: Mapping[str, bool] = field(default_factory=dict)
    title: Vectors = field(default_factory=lambda: np.zeros(0, np.float32))
    """The title in the frames' space; nothing when there is no title."""
    path: str = ""
    weight: float = 1.0
    """How much its chosen frames count: more, the less likely they were to be tried at all."""

    @property
    def labelled(self) -> bool:
        """Whether a thumbnail was chosen."""
        return bool((self.chosen > 0).any())


@dataclass(frozen=True, slots=True)
class Dataset:
    """Examples whose vectors come from the same encoders."""

    examples: tuple[Example, ...]
    encoder: str
    width: int
    texts: str = ""
    text_width: int = 0
    sound: str = ""
    sound_width: int = 0
    signals: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    """The tags, where they were fixed before some examples were left out."""
    decided: int = 0
    """How many decisions of a library it was made from; 0 where it was not made from one."""
    motion_width: int = 0
    """How many numbers tell how each frame moves; 0 where none was measured."""

    def __len__(self) -> int:
        return len(self.examples)

    def __iter__(self) -> Iterator[Example]:
        return iter(self.examples)

    @property
    def widths(self) -> dict[str, int]:
        """How wide each modality's vectors are."""
        return {
            "frames": self.width, "words": self.text_width, "sound": self.sound_width, "motion": self.motion_width,
        }  # fmt: skip

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags that some video has and another has not."""
        if self.named:
            return self.named
        true = Counter(tag for example in self for tag, yes in example.tags.items() if yes)
        named = sum(any(example.tags.values()) for example in self)
        return tuple(sorted(tag for tag, count in true.items() if count >= 2 and count < named))

    def only(self, rows: Sequence[int] | NDArray[np.intp]) -> "Dataset":
        """The dataset with only these examples, its tags as before."""
        return replace(self, examples=tuple(self.examples[row] for row in rows), named=self.tags)

    def like(self, examples: tuple[Example, ...]) -> "Dataset":
        """A dataset of other examples made by the same encoders."""
        return replace(self, examples=examples)

    def tasks(self) -> tuple[str, ...]:
        """What can be learned from it."""
        has = {
            "thumbnail": any(example.labelled for example in self),
            "highlight": any(example.asked for example in self),
            "tags": bool(self.tags),
        }
        return tuple(task for task, there in has.items() if there)

    def fingerprint(self) -> str:
        """What tells this dataset from another: its videos, their vectors and choices, its encoders."""
        digest = hashlib.sha256(json.dumps([self.encoder, self.texts, self.sound, self.signals]).encode())
        for example in self:
            video = example.sequences
            told = [example.id, example.group, sorted(example.tags.items()), video.duration, video.texts]
            told += [example.weight] if example.weight != 1 else []  # datasets without weights stay what they were
            digest.update(json.dumps(told).encode())
            signals = (_signal(example, name) for name in self.signals)
            asked = (array for one in example.asked for array in (one.prompt, one.wanted))
            told_of = [getattr(video, name) for name in _ARRAYS if name != "motion" or self.motion_width]
            for array in (example.chosen, example.title, *told_of, *signals, *asked):
                digest.update(f"{array.shape}".encode() + array.tobytes())
        return digest.hexdigest()[:16]


_ARRAYS = ("times", "frames", "spoken", "words", "kinds", "said", "sound", "heard", "prior", "surprise", "motion")


def save(dataset: Dataset, path: Path) -> None:
    """Write a dataset as one NumPy archive."""
    arrays: dict[str, NDArray[Any]] = {}
    for name in _ARRAYS:
        parts = [np.atleast_1d(getattr(example.sequences, name)) for example in dataset]
        for width in {part.shape[1:] for part in parts if part.size}:
            same = [part for part in parts if part.size and part.shape[1:] == width]
            arrays[f"{name}/{'x'.join(map(str, width))}"] = np.concatenate(same)
        arrays[f"shape/{name}"] = np.array([[*part.shape, 1][:2] for part in parts])
    arrays["chosen"] = np.concatenate([example.chosen for example in dataset])
    arrays["weights"] = np.array([example.weight for example in dataset], np.float64)
    for name in dataset.signals:
        arrays[f"signals/{name}"] = np.concatenate([_signal(example, name) for example in dataset])
    arrays["titles"] = np.stack([_padded(example.title, dataset.width) for example in dataset])
    prompts = [asked for example in dataset for asked in example.asked]
    arrays["prompts"] = np.stack([a.prompt for a in prompts]) if prompts else np.zeros((0, dataset.width), np.float32)
    arrays["wanted"] = np.concatenate([a.wanted for a in prompts]) if prompts else np.zeros(0, np.float32)
    arrays["about"] = np.array(json.dumps(_about(dataset)))
    with files.written(path) as part, part.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def load(path: Path) -> Dataset:
    """Read a dataset back."""
    try:
        with path.open("rb") as file, np.load(file) as data:
            about = json.loads(str(data["about"]))
            if about.pop("layout") > LAYOUT:
                raise LibraryTooNew(f"{path} was made by a newer version.", "upgrade")
            arrays = {name: data[name] for name in data.files if name != "about"}
            facts = about.pop("examples")
            return _assembled(facts, arrays, about)
    except (OSError, EOFError, BadZipFile, zlib.error, ValueError, LookupError, TypeError) as error:
        raise LibraryDamaged(f"{path} is no dataset.", "build-dataset") from error


def _signal(example: Example, name: str) -> NDArray[np.float32]:
    """A signal of each frame; nothing where the video has none of that name."""
    return np.asarray(example.sequences.signals.get(name, np.zeros(len(example.chosen))), np.float32)


def _about(dataset: Dataset) -> dict[str, Any]:
    rest = {item.name: getattr(dataset, item.name) for item in fields(dataset) if item.name != "examples"}
    facts = [
        {
            "id": example.id,
            "group": example.group,
            "tags": dict(example.tags),
            "path": example.path,
            "asked": len(example.asked),
            "duration": example.sequences.duration,
            "texts": example.sequences.texts,
            "titled": bool(len(example.title)),
        }
        for example in dataset
    ]
    return {"layout": LAYOUT, **rest, "examples": facts}


def _assembled(facts: list[dict[str, Any]], arrays: dict[str, NDArray[Any]], about: dict[str, Any]) -> Dataset:
    about = {
        **about,
        "signals": tuple(about["signals"]),
        "notes": tuple(about["notes"]),
        "named": tuple(about["named"]),
    }
    place: Counter[str] = Counter()
    weights = arrays.get("weights", np.ones(len(facts))).tolist()

    def cut(name: str, rows: int) -> NDArray[Any]:
        place[name] += rows
        return arrays[name][place[name] - rows : place[name]]

    examples = []
    for number, fact in enumerate(facts):
        parts = {name: _cut(arrays, name, number, cut) for name in _ARRAYS}
        rows = len(parts["times"])
        signals = {name: cut(f"signals/{name}", rows) for name in about["signals"]}
        texts = tuple(fact["texts"])
        sequences = Sequences(duration=fact["duration"], signals=signals, texts=texts, **parts)
        asked = tuple(Asked(cut("prompts", 1)[0], cut("wanted", rows)) for _ in range(fact["asked"]))
        title = arrays["titles"][number] if fact["titled"] else np.zeros(0, np.float32)
        chosen = cut("chosen", rows)
        about_it = fact["tags"], title, fact["path"], weights[number]
        examples.append(Example(fact["id"], fact["group"], sequences, chosen, asked, *about_it))
    return Dataset(tuple(examples), **about)


def _cut(arrays: dict[str, NDArray[Any]], name: str, number: int, cut: Any) -> NDArray[Any]:
    shapes = arrays.get(f"shape/{name}")  # older datasets know no movement
    rows, width = (0, 0) if shapes is None else (int(count) for count in shapes[number])
    flat = name in ("times", "kinds", "said", "heard", "prior", "surprise")
    key = f"{name}/" if flat else f"{name}/{width}"
    if rows * width == 0 or key not in arrays:
        kind = np.int64 if name == "kinds" else np.float32
        return np.zeros(rows if flat else (rows, width), kind)
    found: NDArray[Any] = cut(key, rows)
    return found


def _padded(title: Vectors, width: int) -> Vectors:
    return title if len(title) else np.zeros(width, np.float32)
