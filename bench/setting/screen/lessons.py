"""Lessons for the glance: photographs with lines of random letters of many scripts, and which cells they cover."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFont

from bench.setting.screen.draw import FONTS, decoded, write
from vsearch.indexer.screen.glance import CELL, HEIGHT, WIDTH
from vsearch.nouns import Pixels

SIZE = 854, 480
GRID = HEIGHT // CELL, WIDTH // CELL

SCRIPTS: dict[str, tuple[str, float, Sequence[tuple[int, int]]]] = {
    "Latin": ("DejaVu Liberation NotoSans- NotoSerif- NotoSansMono", 0.40, [(0x61, 0x7B)]),
    "Figures": ("DejaVu Liberation NotoSans-", 0.10, [(0x30, 0x3B)]),
    "Cyrillic": ("DejaVu Liberation NotoSans-", 0.11, [(0x430, 0x450)]),
    "Greek": ("DejaVu Liberation NotoSans-", 0.05, [(0x3B1, 0x3C9)]),
    "Chinese": ("wqy", 0.15, [(0x4E00, 0x9000)]),
    "Kana": ("wqy", 0.07, [(0x3042, 0x3090)]),
    "Arabic": ("Arabic", 0.05, [(0x627, 0x64A)]),
    "Devanagari": ("Devanagari", 0.04, [(0x905, 0x939)]),
    "Hebrew": ("Hebrew", 0.03, [(0x5D0, 0x5EA)]),
}
"""By script the names of its fonts, its share, and its letters (Debian has fonts-noto-core)."""

Box = tuple[float, float, float, float]


class GlanceLessons:
    """Draws as many lessons as are asked for, the same for the same seed."""

    def __init__(self, photographs: Any, clean: Callable[[Pixels], bool], seed: int) -> None:
        self._photographs, self._clean, self._dice = photographs, clean, random.Random(seed)
        every = sorted(FONTS.rglob("*.tt?"))
        self._fonts = {
            script: [path for path in every if any(name in path.name for name in names.split())]
            for script, (names, _, _) in SCRIPTS.items()
        }

    def one(self) -> tuple[Pixels, NDArray[np.float32]]:
        """A grey plane as the glance sees it, and the share of each cell that a line covers."""
        dice = self._dice
        ground, plain = self._ground()
        image, boxes = Image.fromarray(ground), list[Box]()
        if dice.random() < (0.8 if plain else 0.6):
            for _ in range(dice.choice((1, 1, 1, 2, 3))):
                self._block(image, boxes)
        picture = np.asarray(image)
        if dice.random() < 0.5:
            picture = cv2.GaussianBlur(picture, (0, 0), dice.uniform(0.3, 1.0))
        coded = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, dice.randrange(35, 92)])[1]
        grey = cv2.cvtColor(cv2.imdecode(coded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2GRAY)
        return cv2.resize(grey, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), covered(boxes)

    def _ground(self) -> tuple[Pixels, bool]:
        """A plain colour, as slates have, or a part of a photograph on which no line is found, with grain and edges."""
        dice = self._dice
        if dice.random() < 0.12:
            shade = dice.choice((0, 0, 10, 240, 255))
            colour = [dice.randrange(256) for _ in range(3)] if dice.random() < 0.5 else [shade] * 3
            return np.full((SIZE[1], SIZE[0], 3), colour, np.uint8), True
        picture = decoded(self._photographs[dice.randrange(len(self._photographs))])
        while min(picture.shape[:2]) < 100 or not self._clean(picture):
            picture = decoded(self._photographs[dice.randrange(len(self._photographs))])
        high, wide = picture.shape[:2]
        width = int(min(wide, high * 16 / 9) * dice.uniform(0.55, 1))
        left, top = dice.randrange(wide - width + 1), dice.randrange(high - width * 9 // 16 + 1)
        part = picture[top : top + width * 9 // 16, left : left + width]
        large = cv2.resize(part, SIZE, interpolation=dice.choice((cv2.INTER_CUBIC, cv2.INTER_LINEAR)))
        if dice.random() < 0.5:
            large = cv2.addWeighted(large, 1.8, cv2.GaussianBlur(large, (0, 0), 2.2), -0.8, 0)
        if dice.random() < 0.5:
            grain = np.random.default_rng(dice.randrange(1 << 30)).normal(0, dice.uniform(2, 10), large.shape)
            large = np.clip(large + grain, 0, 255).astype(np.uint8)
        return large, False

    def _block(self, image: Any, boxes: list[Box]) -> None:
        """One to six lines of a script below each other, where there is room for them."""
        dice = self._dice
        script = dice.choices(list(SCRIPTS), [share for _, share, _ in SCRIPTS.values()])[0]
        pixels = round(SIZE[1] * (dice.uniform(0.03, 0.12) if dice.random() < 0.8 else dice.uniform(0.1, 0.3)))
        font = ImageFont.truetype(str(dice.choice(self._fonts[script])), pixels)
        rows = dice.choice((2, 3, 4, 6)) if dice.random() < 0.25 else 1
        y = dice.choice((dice.uniform(2, 400), SIZE[1] * 0.97 - rows * pixels * 1.4))
        for _ in range(rows):
            text = self._words(script)
            left, top, right, bottom = font.getbbox(text)
            x = dice.choice((dice.uniform(2, max(3, SIZE[0] - 2 - right + left)), (SIZE[0] - right + left) / 2))
            box = x, y, x + right - left, y + bottom - top
            if x < 0 or y < 0 or box[2] > SIZE[0] or box[3] > SIZE[1] or any(_meet(box, other) for other in boxes):
                return
            self._line(image, text, font, (x - left, y - top), box)
            boxes.append(box)
            y += pixels * 1.3

    def _line(self, image: Any, text: str, font: Any, at: tuple[float, float], box: Box) -> None:
        under = float(np.asarray(image.crop(tuple(map(int, box)))).mean())
        way = self._dice.choice(("outlined", "band", "plain"))
        light = under < 128 if way == "plain" else self._dice.random() < 0.7
        hidden = way == "plain" and abs((255 if light else 10) - under) < 70
        write(image, at, text, font, light=light, way="outlined" if hidden else way)

    def _words(self, script: str) -> str:
        dice, ((first, last), *_) = self._dice, SCRIPTS[script][2]
        words = [
            "".join(chr(dice.randrange(first, last)) for _ in range(dice.randrange(1, 10)))
            for _ in range(dice.choice((1, 2, 2, 3, 3, 4, 5, 6)))
        ]
        way = dice.choice((str.upper, str.title, str.lower, str.lower))
        return way(("" if script in ("Chinese", "Kana") else " ").join(words))


def photographs_at(folder: Path) -> list[Path]:
    """The photographs that are learned from; those of `photos_captions_1` and the last labelled ones are kept back."""
    return [folder / f"{name}.parquet" for name in ("photos_captions_0", "photos_labelled_0", "photos_labelled_1")]


def covered(boxes: Sequence[Box]) -> NDArray[np.float32]:
    """The share of each cell that boxes cover."""
    mask = np.zeros((GRID[0] * CELL * 4, WIDTH * 4), np.float32)
    scale = WIDTH * 4 / SIZE[0]
    for left, top, right, bottom in boxes:
        mask[int(top * scale) : int(bottom * scale), int(left * scale) : int(right * scale)] = 1
    side = CELL * 4
    return mask.reshape(GRID[0], side, GRID[1], side).mean(axis=(1, 3))


def _meet(one: Box, other: Box) -> bool:
    apart = one[2] < other[0] - 6 or one[0] > other[2] + 6 or one[3] < other[1] - 4 or one[1] > other[3] + 4
    return not apart
