"""What the teachers say of every view and every text, asked once, kept on disk, and brought into one space."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vsearch.errors import TrainingImpossible
from vsearch.nouns import Vectors
from vsearch.training.distill.marks import kept, mark
from vsearch.training.distill.pictures.album import Album
from vsearch.training.distill.pictures.bank import Bank, ask, parts
from vsearch.training.distill.pictures.views import ViewPictures
from vsearch.training.distill.teachers.features import Features
from vsearch.training.distill.teachers.joint import align, kept_layers
from vsearch.training.distill.teachers.teacher import EncoderTeacher, SentenceReader, Teacher
from vsearch.training.distill.teachers.words import SaidTexts, said

ALIKE = 0.8
"""Cosine above which the names of two kinds mean nearly the same."""
PROMPTS = ("{}", "a photo of a {}.", "a picture of {}.")


@dataclass(frozen=True, slots=True)
class Lessons:
    """The teachers' view of an album, on a device; view n of `bank` is row n of `features` and `joint`."""

    bank: Bank
    features: Features
    joint: Tensor
    said: SaidTexts
    sentences: Tensor
    bridge: nn.Linear | nn.Identity
    """From sentence vectors into the joint space."""
    classes: Tensor
    """Sentence vectors of the teachers' own classes; none if they have no classes."""
    held: NDArray[np.int64]
    """Pictures that nothing learns from: they measure what was learned."""
    sources: tuple[NDArray[np.int64], ...]
    """Views to learn from: of captioned pictures, of other photographs, of other small pictures; some may be none."""

    @property
    def kinds(self) -> Tensor:
        """Sentence vectors of the names of kinds."""
        return self.sentences[torch.from_numpy(self.said.kinds).to(self.sentences.device)]


def lessons(
    album: Album, pictures: ViewPictures, teachers: Sequence[Teacher], reader: SentenceReader, extra: Sequence[str],
    folder: Path, width: int, *, crops: int = 0, held_out: int = 500, workers: int = 1,
    report: Callable[[int, int], None] | None = None,
) -> Lessons:  # fmt: skip
    """Ask the teachers about every view and text, or take what they said in an earlier run."""
    words, one_space = said(album, extra), isinstance(reader, EncoderTeacher) and list(teachers) == [reader]
    _connected(words, one_space)
    bank = parts(album, crops)
    answers = ask(bank, album, pictures, teachers, folder / "features.f16", workers, report)
    names = [name.split(",")[0] for teacher in teachers for name in teacher.spec.classes]
    sentences, classes = (
        torch.from_numpy(rows).to(pictures.device) for rows in _sentences(words, names, reader, folder)
    )
    held, rows = split(words, held_out)
    places = np.flatnonzero(np.isin(bank.rows, rows))
    features = Features(answers, [teacher.spec for teacher in teachers], pictures.device)
    of = mark(
        album.of, [asdict(teacher.spec) for teacher in teachers], reader.name, words.texts, crops, held_out, width
    )
    see: nn.Module = nn.Identity()
    read: nn.Linear | nn.Identity = nn.Identity()
    if not one_space:
        see, read = kept_layers(
            folder / "joint.pt", of, lambda: align(features, words, sentences, classes, places, width), pictures.device
        )
    with torch.no_grad():
        joint = features.joint(see)
    return Lessons(bank, features, joint, words, sentences, read, classes, held, _sources(album, words, bank, places))


def split(words: SaidTexts, held_out: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pictures that are held out (captioned, at most a tenth of them all) and others; the same every time."""
    order = np.random.default_rng(0).permutation(len(words.counts))
    captioned = order[words.counts[order] > 0]
    held = np.sort(captioned[: min(held_out, len(captioned) // 10)])
    return held, np.setdiff1d(np.arange(len(order)), held)


def alike(kinds: Tensor) -> Tensor:
    """Which kinds have names that mean nearly the same as another's, from their sentence vectors."""
    unit = F.normalize(kinds, dim=-1)
    return (unit @ unit.T > ALIKE).fill_diagonal_(False)


def _connected(words: SaidTexts, one_space: bool) -> None:
    if not words.texts:
        raise TrainingImpossible(
            "There is not one word to learn from. Give pictures with captions, or a list of texts."
        )
    if words.told < 2 and not one_space:
        raise TrainingImpossible(
            f"This teacher reads in another space than it sees in, and nothing connects the two: {words.told} texts "
            "are said of pictures. Give pictures with captions or labels, or name an encoder as the teacher."
        )


def _sources(album: Album, words: SaidTexts, bank: Bank, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    captioned, large = words.counts > 0, np.isin(np.arange(len(album)), album.photographs)
    kinds = np.where(captioned, 0, np.where(large, 1, 2))[bank.rows[places]]
    return tuple(places[kinds == n] for n in range(3))


def _sentences(words: SaidTexts, names: Sequence[str], reader: SentenceReader, folder: Path) -> tuple[Vectors, Vectors]:
    """One row for each text, and for each class; kinds and classes are read in several prompts."""
    kinds = [words.texts[n] for n in words.kinds]
    of = mark(words.texts, kinds, list(names), reader.name)

    def read(path: Path) -> None:
        rows = np.asarray(reader.read(words.texts), np.float32)
        rows[words.kinds] = _prompted(kinds, reader, rows.shape[1])
        np.save(path, np.concatenate([rows, _prompted(names, reader, rows.shape[1])]))

    rows: Vectors = np.load(kept(folder / "sentences.npy", of, read))
    return rows[: len(words.texts)], rows[len(words.texts) :]


def _prompted(names: Sequence[str], reader: SentenceReader, width: int) -> Vectors:
    if not names:
        return np.zeros((0, width), np.float32)
    prompts = [prompt.format(name) for name in names for prompt in PROMPTS]
    means = np.asarray(reader.read(prompts), np.float32).reshape(len(names), len(PROMPTS), -1).mean(1)
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)
