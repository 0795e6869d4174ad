"""Three stages of learning: see as the teacher sees, read as it reads, and bring both together on true captions."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vsearch.encoders.devices import cpu_has_bf16
from vsearch.nouns import Pixels
from vsearch.training.distill.album import Album
from vsearch.training.distill.crew import Draw
from vsearch.training.distill.crops import tint, view
from vsearch.training.distill.lessons import Lessons, alike
from vsearch.training.distill.losses import agree, name, pair, rank_alike, resemble
from vsearch.training.distill.towers import ImageTower, TextTower

BANK = 768
"""Texts drawn for each batch, against which student and teacher rank a picture."""
KINDS = 0.8
"""Weight of naming kinds: what people said weighs more than what a teacher guesses."""
SMALLEST, CROP = 48, 0.4
"""Sides of the first views, in pixels; the smallest share of a picture that a view shows."""


class Student(nn.Module):
    """Both towers, a guess at the teacher's features (thrown away at the end) and the sharpness of its comparisons."""

    def __init__(self, image: ImageTower, text: TextTower, features: int) -> None:
        super().__init__()
        self.image, self.text = image, text
        self.guess = nn.Linear(image.shape.pooled, features)
        self.sharpness = nn.Parameter(torch.tensor(3.0))

    def sharp(self) -> Tensor:
        """How much similarities are stretched in comparisons."""
        return self.sharpness.exp().clamp(max=60)


@dataclass
class Stage:
    """The material of all three stages: pictures, the teacher's view of them, token ids of the texts."""

    album: Album
    lessons: Lessons
    ids: Tensor
    side: int
    batch: int = 96

    def __post_init__(self) -> None:
        with torch.no_grad():
            self.anchors = F.normalize(self.lessons.bridge(self.lessons.sentences), dim=-1)
            self._classes = F.normalize(self.lessons.bridge(self.lessons.classes), dim=-1)
        self.alike = alike(self.lessons.sentences[self.lessons.kinds]) if len(self.lessons.kinds) else torch.zeros(0, 0)
        self._captioned = np.asarray([row for row in self.lessons.rows if self.lessons.captions[row]], np.int64)
        own = {text for row in self.lessons.rows for text in self.lessons.captions[row]}
        hidden = {text for said in self.lessons.captions for text in said} - own
        self.readable = torch.tensor([n for n in range(len(self.lessons.texts)) if n not in hidden])

    def see(self, student: nn.Module, draw: Draw) -> dict[str, Tensor]:
        """The image tower learns the teacher's features and joint space, the names of kinds, and true captions."""
        assert isinstance(student, Student)
        rows = draw.rng.choice(self.lessons.rows, min(self.batch, len(self.lessons.rows)), replace=False)
        pooled = self._look(student, rows, self._side(draw, draw.done), draw)
        seen, there = F.normalize(student.image.joint(pooled), dim=-1), torch.from_numpy(rows)
        bank = self.anchors[self._some(BANK, draw)]
        losses = {
            "features": 2 * resemble(student.guess(pooled), self.lessons.features[there]),
            "joint": resemble(seen, self.lessons.joint[there]),
            "ranking": rank_alike(seen, self.lessons.joint[there], bank),
        }
        if len(self._classes):
            losses["classes"] = 0.4 * agree(seen, self.lessons.shares[there].float(), self._classes)
        return losses | self._named(student, seen, there) | self._true(student, seen, rows, draw)

    def read(self, student: nn.Module, draw: Draw) -> dict[str, Tensor]:
        """The text tower learns the teacher's sentence vectors, and the order that they give."""
        assert isinstance(student, Student)
        texts = self._some(4 * self.batch, draw)
        sentences = student.text(_short(self.ids[texts]))
        target, joint = self.lessons.sentences[texts], F.normalize(student.text.joint(sentences), dim=-1)
        bank = self._some(2 * self.batch, draw)
        return {
            "sentence": 4 * resemble(sentences, F.normalize(target, dim=-1)),
            "meaning": 2 * resemble(joint, self.anchors[texts]),
            "ranking": rank_alike(joint, self.anchors[texts], self.anchors[bank]),
        }

    def meet(self, student: nn.Module, draw: Draw) -> dict[str, Tensor]:
        """Both towers together on true captions, while other pictures keep them from forgetting their teacher."""
        assert isinstance(student, Student)
        paired = draw.rng.choice(self._captioned, min(self.batch // 2, len(self._captioned)), replace=False)
        rows = np.concatenate([paired, draw.rng.choice(self.lessons.rows, max(1, self.batch - len(paired)))])
        pooled = self._look(student, rows, self._side(draw, 1.0), draw)
        seen, there = F.normalize(student.image.joint(pooled), dim=-1), torch.from_numpy(rows)
        texts = torch.tensor([self._caption(row, draw) for row in paired], dtype=torch.long)
        both = torch.cat([texts, self._some(self.batch, draw)])
        read = student.text.embed(_short(self.ids[both]))
        losses = {
            "joint": resemble(seen, self.lessons.joint[there]),
            "meaning": 2 * resemble(read, self.anchors[both]),
            "ranking": rank_alike(seen, self.lessons.joint[there], self.anchors[self._some(BANK, draw)]),
        }
        if (count := len(paired)) > 1:
            losses["pairs"] = pair(seen[:count], read[:count], student.sharp(), read[count:])
        return losses | self._named(student, seen, there)

    def plain(self, rows: Sequence[int] | NDArray[np.int64]) -> Tensor:
        """Pictures as they are, without crops or colours."""
        square = (self.side, self.side)
        views = [cv2.resize(self.album.pixels[row], square, interpolation=cv2.INTER_AREA) for row in rows]
        return planes(np.stack(views))

    @torch.no_grad()
    def still(self, student: Student, rows: NDArray[np.int64], batch: int = 64) -> Tensor:
        """Pooled features of pictures as they are."""
        student.eval()
        starts = range(0, len(rows), batch)
        return torch.cat([look(student.image, self.plain(rows[start : start + batch])) for start in starts])

    def _look(self, student: Student, rows: Sequence[int] | NDArray[np.int64], side: int, draw: Draw) -> Tensor:
        """Pooled features of one random view of each picture."""
        album = self.album
        views = np.stack([view(album.pixels[r], float(album.aspects[r]), side, draw.rng, CROP) for r in rows])
        return look(student.image, tint(planes(views), draw.torch))

    def _side(self, draw: Draw, done: float) -> int:
        """Small views first, which are cheap; towards the end up to the size that will be used."""
        largest = SMALLEST + (self.side - SMALLEST) * min(1.0, done / 0.85)
        return 16 * max(1, round(draw.rng.uniform(min(largest, 0.65 * self.side), largest) / 16))

    def _some(self, count: int, draw: Draw) -> Tensor:
        places = torch.randint(len(self.readable), (min(count, len(self.readable)),), generator=draw.torch)
        return self.readable[places]

    def _caption(self, row: int, draw: Draw) -> int:
        said = self.lessons.captions[row]
        return said[draw.rng.integers(len(said))]

    def _named(self, student: Student, seen: Tensor, there: Tensor) -> dict[str, Tensor]:
        truth = self.lessons.kind[there]
        known = truth >= 0
        if not known.any():
            return {}
        kinds = self.anchors[self.lessons.kinds]
        share = KINDS * float(known.float().mean())
        return {"kinds": share * name(seen[known], kinds, truth[known], self.alike, student.sharp())}

    def _true(self, student: Student, seen: Tensor, rows: NDArray[np.int64], draw: Draw) -> dict[str, Tensor]:
        places = [place for place, row in enumerate(rows) if self.lessons.captions[row]]
        if len(places) < 2:
            return {}
        texts = self.anchors[[self._caption(rows[place], draw) for place in places]]
        others = self.anchors[self._some(BANK // 3, draw)]
        return {"captions": 0.15 * pair(seen[places], texts, student.sharp(), others)}


def planes(pixels: Pixels) -> Tensor:
    """Pictures (n, side, side, RGB) as numbers in 0…1, one plane a colour."""
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div_(255)


def look(tower: ImageTower, pictures: Tensor) -> Tensor:
    """Pooled features, in bf16 where the processor multiplies it: emulated, it takes four times as long as fp32."""
    with torch.autocast("cpu", torch.bfloat16, enabled=cpu_has_bf16()):
        pooled: Tensor = tower(pictures.contiguous(memory_format=torch.channels_last))
    return pooled.float()


def _short(ids: Tensor) -> Tensor:
    """Without the columns that are padding in every row."""
    return ids[:, : max(1, int((ids > 0).sum(1).max()))]
