"""Three stages of learning: see as the teachers see, read as they read, and bring both together on true captions."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vsearch.encoders.devices import fast
from vsearch.training.distill.lessons import Lessons, alike
from vsearch.training.distill.losses import agree, name, pair, rank_alike, relate, resemble
from vsearch.training.distill.pictures.views import Draw, ViewPictures, disguise, redraw
from vsearch.training.distill.student.towers import ImageTower, TextTower

BANK = 2048
"""Texts drawn for each batch, against which student and teacher rank a picture."""
TEXTS = 384
"""Texts of a step at least: they are cheap."""
KINDS, CAPTIONS = 0.6, 0.12
"""Weights of naming kinds and of finding captions while seeing: more captions are learned by heart."""
SOURCES = 0.40, 0.38, 0.22
"""Parts of a batch: captioned photographs, other photographs, small pictures."""
GROWTH = (0.35, 0.75), (0.65, 0.875), (1.0, 1.0)
"""Until which share of the stage views have which share of the final side: small ones are cheap, and do at first."""
STRAY = 0.125
"""How many batches are a step smaller than that, and how many a step larger: other sides must do no harm."""


class Student(nn.Module):
    """Both towers, a guess at the teachers' features (thrown away at the end) and the sharpness of its comparisons."""

    def __init__(self, image: ImageTower, text: TextTower, features: int) -> None:
        super().__init__()
        self.image, self.text = image, text
        self.guess = nn.Linear(image.shape.pooled, features)
        self.sharpness = nn.Parameter(torch.tensor(3.0))

    def sharp(self) -> Tensor:
        """How much similarities are stretched in comparisons."""
        return self.sharpness.exp().clamp(max=60)


class Stage:
    """The material of all three stages, on one device: pictures, the teachers' view of them, token ids of the texts."""

    def __init__(self, pictures: ViewPictures, taught: Lessons, ids: NDArray[np.int64], side: int, batch: int) -> None:
        self.pictures, self.taught, self.side, self.batch = pictures, taught, side, batch
        self.device = pictures.device
        self.ids, self.lengths = self.on(ids), (ids > 0).sum(1)
        with torch.no_grad():
            self.anchors = F.normalize(taught.bridge(taught.sentences), dim=-1)
            self._classes = F.normalize(taught.bridge(taught.classes), dim=-1)
        self.alike, self.said = alike(taught.kinds), taught.said
        whole = np.concatenate(taught.sources)
        whole = whole[whole < len(self.said.counts)]
        self.captioned = whole[self.said.counts[whole] > 0]
        own, all_texts = self._captions(self.captioned), np.arange(len(self.said.texts))
        hidden = np.setdiff1d(self._captions(np.arange(len(self.said.counts))), own)
        self.readable = np.setdiff1d(all_texts, hidden)

    def see(self, student: Student, draw: Draw) -> dict[str, Tensor]:
        """The image tower learns the teachers' features and joint space, the names of kinds, and true captions."""
        places = self._drawn(self.batch, draw.rng)
        pooled, there = self._look(student, places, self._side(draw), draw), self.on(places)
        seen, joint = F.normalize(student.image.joint(pooled), dim=-1), self.taught.joint[there]
        guessed = self.taught.features.parts(student.guess(pooled))
        features = [resemble(g, f) for g, f in zip(guessed, self.taught.features.taken(there), strict=True)]
        losses = {
            "features": 2 * torch.stack(features).sum(),
            "joint": resemble(seen, joint),
            "ranking": rank_alike(seen, joint, self.anchors[self.on(self._some(BANK, draw.rng))]),
            "relations": 0.5 * relate(seen, joint),
        }
        if len(self._classes):
            losses["classes"] = 0.4 * agree(seen, self.taught.features.shares(there), self._classes)
        return losses | self._named(student, seen, places) | self._true(student, seen, places, draw)

    def read(self, student: Student, draw: Draw) -> dict[str, Tensor]:
        """The text tower learns the teacher's sentence vectors, and the order that they give."""
        texts = self._some(max(TEXTS, self.batch), draw.rng)
        there, bank = self.on(texts), self.on(self._some(len(texts) // 2, draw.rng))
        sentences = student.text(self.tokens(texts))
        joint = F.normalize(student.text.joint(sentences), dim=-1)
        return {
            "sentence": 4 * resemble(sentences, F.normalize(self.taught.sentences[there], dim=-1)),
            "meaning": 2 * resemble(joint, self.anchors[there]),
            "ranking": rank_alike(joint, self.anchors[there], self.anchors[bank]),
        }

    def meet(self, student: Student, draw: Draw) -> dict[str, Tensor]:
        """Both towers together on true captions, while other views keep them from forgetting their teachers."""
        half = min(self.batch // 2, len(self.captioned))
        paired = draw.rng.choice(self.captioned, half, replace=False)
        places = np.concatenate([paired, self._drawn(self.batch - half, draw.rng)])
        pooled, there = self._look(student, places, self.side, draw), self.on(places)
        seen, joint = F.normalize(student.image.joint(pooled), dim=-1), self.taught.joint[there]
        texts = np.concatenate([self.said.caption(paired, draw.rng), self._some(self.batch, draw.rng)])
        read = F.normalize(student.text.joint(student.text(self.tokens(texts))), dim=-1)
        losses = {
            "joint": resemble(seen, joint),
            "meaning": 2 * resemble(read, self.anchors[self.on(texts)]),
            "ranking": rank_alike(seen, joint, self.anchors[self.on(self._some(BANK, draw.rng))]),
        }
        if half > 1:
            losses["pairs"] = pair(seen[:half], read[:half], student.sharp(), read[half:])
        return losses | self._named(student, seen, places)

    @torch.no_grad()
    def still(self, student: Student, places: NDArray[np.int64], batch: int = 64) -> Tensor:
        """Pooled features of views as they are."""
        student.eval()
        return torch.cat([
            look(student.image, self.plain(places[start : start + batch])) for start in range(0, len(places), batch)
        ])  # fmt: skip

    def plain(self, places: NDArray[np.int64]) -> Tensor:
        """Views as they are: nothing mirrored, moved or coloured."""
        bank, made = self.taught.bank, torch.empty(len(places), 3, self.side, self.side, device=self.device)
        whole, parts = np.flatnonzero(bank.whole(places)), np.flatnonzero(~bank.whole(places))
        if len(whole):
            made[self.on(whole)] = self.pictures.plain(bank.rows[places[whole]], self.side)
        if len(parts):
            cut = places[parts]
            made[self.on(parts)] = self.pictures.cut(bank.rows[cut], bank.boxes[cut], self.side)
        return made

    def tokens(self, texts: NDArray[np.int64]) -> Tensor:
        """Token ids of texts, without the columns that are padding in every row."""
        return self.ids[self.on(texts), : max(1, int(self.lengths[texts].max(initial=1)))]

    def on(self, values: NDArray[np.int64]) -> Tensor:
        """Places, on the device."""
        return torch.from_numpy(values).to(self.device, non_blocking=True)

    def _captions(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        real = np.arange(self.said.captions.shape[1]) < self.said.counts[rows][:, None]
        return self.said.captions[rows][real]

    def _drawn(self, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
        shares = np.cumsum([share * bool(len(p)) for share, p in zip(SOURCES, self.taught.sources, strict=True)])
        counts = np.diff(np.round(shares / shares[-1] * count).astype(int), prepend=0)
        return np.concatenate([rng.choice(p, n) for p, n in zip(self.taught.sources, counts, strict=True) if n])

    def _look(self, student: Student, places: NDArray[np.int64], side: int, draw: Draw) -> Tensor:
        """Pooled features of one random part of each view."""
        bank = self.taught.bank
        views = self.pictures.cut(bank.rows[places], redraw(bank.boxes[places], draw.rng), side, draw.rng)
        return look(student.image, disguise(views, draw))

    def _side(self, draw: Draw) -> int:
        share = next(share for until, share in GROWTH if draw.done <= until)
        step = int(draw.rng.choice([-1, 0, 1], p=[STRAY, 1 - 2 * STRAY, STRAY]))
        return 16 * max(1, round(self.side * share / 16) + step)

    def _some(self, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
        return rng.choice(self.readable, min(count, len(self.readable)), replace=False)

    def _named(self, student: Student, seen: Tensor, places: NDArray[np.int64]) -> dict[str, Tensor]:
        kind = np.where(self.taught.bank.whole(places), self.said.kind[self.taught.bank.rows[places]], -1)
        known = np.flatnonzero(kind >= 0)
        if not len(known):
            return {}
        kinds, truth = self.anchors[self.on(self.said.kinds)], self.on(kind[known])
        named = name(seen[self.on(known)], kinds, truth, self.alike, student.sharp())
        return {"kinds": KINDS * len(known) / len(places) * named}

    def _true(self, student: Student, seen: Tensor, places: NDArray[np.int64], draw: Draw) -> dict[str, Tensor]:
        rows = self.taught.bank.rows[places]
        paired = np.flatnonzero(self.taught.bank.whole(places) & (self.said.counts[rows] > 0))
        if len(paired) < 2:
            return {}
        texts = self.anchors[self.on(self.said.caption(rows[paired], draw.rng))]
        others = self.anchors[self.on(self._some(BANK // 8, draw.rng))]
        return {"captions": CAPTIONS * pair(seen[self.on(paired)], texts, student.sharp(), others)}


def look(tower: ImageTower, pictures: Tensor) -> Tensor:
    """Pooled features, as cheaply as the device can make them."""
    with fast(pictures.device):
        pooled: Tensor = tower(pictures.contiguous(memory_format=torch.channels_last))
    return pooled.float()
