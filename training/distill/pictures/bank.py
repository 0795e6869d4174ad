"""The bank: parts of pictures that the teachers are asked about once, and their answers, which survive a stop."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from vsearch.training.distill.marks import mark
from vsearch.training.distill.pictures.album import Album
from vsearch.training.distill.pictures.views import Boxes, ViewPictures
from vsearch.training.distill.teachers.teacher import Teacher

NARROW, WIDE = (0.08, 0.75), (0.45, 1.0)
"""The least and the greatest share of a picture that a part shows; small ones are as frequent as large ones."""
TINIEST = 24
"""Pixels a side below which a part shows nothing."""
ASKED = 16
"""Views that a teacher is asked about at once on a processor; a device takes sixty-four times as many."""


@dataclass(frozen=True, slots=True)
class Bank:
    """Views of which the teachers say something: every picture whole, then its parts round by round."""

    rows: NDArray[np.int64]
    """Which picture view n is of."""
    boxes: Boxes
    pictures: int
    """How many pictures there are: so many views come first, and show them whole."""

    def __len__(self) -> int:
        return len(self.rows)

    def whole(self, places: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these views show all of their picture."""
        return places < self.pictures


def parts(album: Album, crops: int) -> Bank:
    """All pictures whole, and `crops` parts of each photograph: the same every time, and more are only added behind."""
    rows, large = [np.arange(len(album))], album.photographs
    boxes = [np.tile(np.asarray([0, 0, 1, 1], np.float32), (len(album), 1))]
    least = np.minimum(1.0, TINIEST / album.sides[large])
    for turn in range(crops):
        rows.append(large)
        boxes.append(_boxes(least, WIDE if turn % 3 == 1 else NARROW, np.random.default_rng(turn)))
    return Bank(np.concatenate(rows), np.concatenate(boxes), len(album))


def _boxes(least: NDArray[np.float64], shown: tuple[float, float], dice: np.random.Generator) -> Boxes:
    area = np.exp(dice.uniform(np.log(shown[0]), np.log(shown[1]), len(least)))
    shape = np.exp(dice.uniform(-0.29, 0.29, len(least)))
    size = np.stack([np.sqrt(area * shape), np.sqrt(area / shape)], 1).clip(least[:, None], 1.0)
    corner = dice.uniform(0, 1, size.shape) * (1 - size)
    return np.concatenate([corner, size], 1).astype(np.float32)


def ask(
    bank: Bank, album: Album, pictures: ViewPictures, teachers: Sequence[Teacher], path: Path,
    workers: int = 1, report: Callable[[int, int], None] | None = None,
) -> NDArray[np.float16]:  # fmt: skip
    """What all teachers say of every view, side by side; answers that lie in `path` already are not asked for again."""
    of, beside = mark(album.of, [asdict(teacher.spec) for teacher in teachers]), path.with_name(path.name + ".mark")
    if not (path.exists() and beside.exists() and beside.read_text() == of):
        path.unlink(missing_ok=True)
        beside.write_text(of)
    width = sum(teacher.spec.width + len(teacher.spec.classes) for teacher in teachers)
    path.touch()
    there = path.stat().st_size // (2 * width)
    size = ASKED * (64 if pictures.device.type == "cuda" else 1)
    with path.open("r+b") as file:
        file.truncate(there * 2 * width)  # a row that a stop cut short
        file.seek(0, 2)
        with ThreadPoolExecutor(workers, initializer=torch.set_num_threads, initargs=(1,)) as team:
            answered = [slice(start, min(start + size, len(bank))) for start in range(there, len(bank), size)]
            asked = team.map(lambda part: _answers(bank, part, album, pictures, teachers), answered)
            for part, rows in zip(answered, asked, strict=True):
                file.write(rows.tobytes())
                file.flush()
                if report:
                    report(part.stop, len(bank))
    return np.memmap(path, np.float16, "c", shape=(len(bank), width))


@torch.no_grad()
def _answers(
    bank: Bank, part: slice, album: Album, pictures: ViewPictures, teachers: Sequence[Teacher]
) -> NDArray[np.float16]:
    rows, boxes, said = bank.rows[part], bank.boxes[part], list[NDArray[np.float16]]()
    for teacher in teachers:
        # A picture of few pixels shows no more when it is made four times as large, and costs four times as much.
        sides = np.minimum(teacher.spec.side, np.maximum(2 * album.sides[rows], teacher.spec.least))
        made = np.zeros((len(rows), teacher.spec.width + len(teacher.spec.classes)), np.float16)
        for side in np.unique(sides):
            here = np.flatnonzero(sides == side)
            views = pictures.cut(rows[here], boxes[here], int(side))
            seen = teacher.see((views * 255).round_().to(torch.uint8).permute(0, 2, 3, 1).contiguous())
            made[here] = torch.cat([part.float() for part in seen], 1).cpu().numpy()
        said.append(made)
    return np.concatenate(said, 1)
