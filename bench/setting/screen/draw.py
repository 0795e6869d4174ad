"""Draws lines of text over pictures as films do: outlined, on a band or plain, softened and compressed."""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vsearch.nouns import Box, Pixels

FONTS = Path("/usr/share/fonts/truetype")

SIZE = 1280, 720

LATIN = (
    "dejavu/DejaVuSans.ttf", "dejavu/DejaVuSans-Bold.ttf", "dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSansMono.ttf",
    "dejavu/DejaVuSansCondensed.ttf", "liberation/LiberationSans-Regular.ttf", "liberation/LiberationSans-Bold.ttf",
    "liberation/LiberationSerif-Regular.ttf", "liberation/LiberationSerif-Italic.ttf",
    "liberation/LiberationMono-Regular.ttf", "liberation/LiberationSansNarrow-Regular.ttf",
)  # fmt: skip
EASTERN = ("wqy/wqy-microhei.ttc",)
"""Debian's fonts-dejavu, fonts-liberation and fonts-wqy-microhei: twelve in all."""

TEXTS: dict[str, tuple[str, ...]] = {
    "Latin": (
        "The harbour at dawn", "Breaking news tonight", "Meet me at seven", "All rights reserved 2024",
        "Where are you going?", "Directed by Anna Berg", "Chapter three: Winter", "It's over, let's go home",
        "Café Müller, Zürich", "Señor, ¿qué pasa?", "Über den Wolken", "www.example.org", "Temperature 23 degrees",
        "PRODUCED BY JOHN SMITH", "I never said that.", "Episode 12", "Trois ans plus tard", "Nunca más volverá",
        "Der Zug nach Köln", "LIVE FROM THE STADIUM", "Copyright 2019", "He left an hour ago", "Room 404, second floor",
    ),
    "Chinese": (
        "今天天气很好", "你要去哪里", "导演王小明", "第三章冬天来了", "新闻联播", "我们回家吧", "三年以后",
        "他一个小时前走了",
    ),
    "Japanese": ("ありがとうございます", "どこへ行くの", "昨日の夜", "さようなら東京", "カメラを止めて", "春のうた"),
}  # fmt: skip
"""What is written, by script."""


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A picture, what is written on it, where, and how."""

    picture: Pixels
    text: str
    box: Box
    share: float
    way: str


def drawn(ground: Pixels, script: str, dice: random.Random, share: float | None = None) -> DrawnText:
    """One line of a script on a picture of 1280 x 720, as high as a share of it (3 to 12 %)."""
    text, name = dice.choice(TEXTS[script]), dice.choice(LATIN if script == "Latin" else EASTERN)
    asked = dice.uniform(0.03, 0.12) if share is None else share
    font, (left, top, right, bottom) = _fitted(name, text, round(asked * SIZE[1]))
    wide, high = right - left, bottom - top
    x, y = dice.uniform(4, SIZE[0] - wide - 4), dice.uniform(4, SIZE[1] - high - 4)
    image, way = Image.fromarray(ground), dice.choice(("outlined", "band", "plain"))
    under = float(ground[int(y) : int(y + high) + 1, int(x) : int(x + wide) + 1].mean())
    light = under < 128 if way == "plain" else dice.random() < 0.7
    if way == "plain" and abs((255 if light else 0) - under) < 110:
        way = "outlined"  # nobody could read it
    write(image, (x - left, y - top), text, font, light=light, way=way)
    box = Box(x / SIZE[0], y / SIZE[1], (x + wide) / SIZE[0], (y + high) / SIZE[1])
    return DrawnText(worn(np.asarray(image), dice, font.size), text, box, font.size / SIZE[1], way)


def write(image: Any, at: tuple[float, float], text: str, font: Any, *, light: bool, way: str) -> None:
    """Write a line on a picture."""
    canvas = ImageDraw.Draw(image)
    ink, other = ((255, 255, 255), (0, 0, 0)) if light else ((10, 10, 10), (240, 240, 240))
    edge = max(1, font.size // 14) if way == "outlined" else 0
    if way == "band":
        left, top, right, bottom = canvas.textbbox(at, text, font=font)
        room = font.size * 0.25
        canvas.rectangle([left - room, top - room, right + room, bottom + room], fill=other)
    canvas.text(at, text, font=font, fill=ink, stroke_width=edge, stroke_fill=other)


def worn(picture: Pixels, dice: random.Random, high: float) -> Pixels:
    """A picture softened as far as letters so high stay legible, and compressed."""
    softness = dice.choice((0.0, 0.0, 0.5, 0.8)) * high / 40
    if softness > 0.15:
        picture = cv2.GaussianBlur(picture, (0, 0), softness)
    coded = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, dice.choice((40, 60, 80))])[1]
    return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[:, :, ::-1])


def filled(picture: Pixels, size: tuple[int, int] = SIZE) -> Pixels:
    """A photograph enlarged until it fills a frame."""
    wide, high = size
    scale = max(wide / picture.shape[1], high / picture.shape[0])
    large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    top, left = (large.shape[0] - high) // 2, (large.shape[1] - wide) // 2
    return np.ascontiguousarray(large[top : top + high, left : left + wide])


def photographs(files: Sequence[Path]) -> Any:
    """The column of pictures of Parquet files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    return pa.chunked_array([chunk for f in files for chunk in pq.read_table(f, columns=["image"])["image"].chunks])


def decoded(stored: Any) -> Pixels:
    """One picture of such a column."""
    with Image.open(io.BytesIO(stored.as_py())) as image:
        return np.asarray(image.convert("RGB"))


def at_hand() -> bool:
    """Whether all twelve fonts are on this machine."""
    return all((FONTS / name).exists() for name in (*LATIN, *EASTERN))


def _fitted(name: str, text: str, pixels: int) -> tuple[Any, tuple[float, float, float, float]]:
    """A font of so many pixels, or of as many as the line has room for, and the box of the line."""
    while True:
        font = _font(name, pixels)
        box = font.getbbox(text)
        if box[2] - box[0] < 0.94 * SIZE[0]:
            return font, box
        pixels -= 1


@cache
def _font(name: str, pixels: int) -> Any:
    return ImageFont.truetype(str(FONTS / name), pixels)
