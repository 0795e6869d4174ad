"""Prompts: what a person types, as a query vector; how far a score stands above what any words would score."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np

from vsearch.encoders import Encoder
from vsearch.nouns import Vectors
from vsearch.rows import unit

TEMPLATES = (
    "{}",
    "a photo of {}.",
    "a video frame showing {}.",
    "a scene with {}.",
    "a picture of {}, seen in a film.",
)
"""Averaged for every query: each phrasing errs in its own direction, and the errors cancel."""

CHINESE_TEMPLATES = ("{}", "一张{}的照片。", "视频画面：{}。", "有{}的场景。")

NEUTRAL = (
    "a photo", "a picture of something", "an image", "a video frame", "a scene from a film", "a screenshot",
    "people and things", "a person", "someone outdoors", "someone indoors", "a place", "an object", "a building",
    "a street", "a room", "nature", "the sky", "water", "an animal", "a plant", "food on a table", "a vehicle",
    "a close-up", "a wide shot", "a blurry picture", "a dark picture", "a bright picture", "text on a screen",
    "a drawing", "a pattern", "clothes", "a tool", "a crowd", "a face", "a hand", "furniture", "a machine", "a toy",
    "sports", "music", "work", "weather", "a colourful picture", "a black and white picture", "nothing in particular",
)  # fmt: skip
"""Words that say little: what they score against a library's frames is what a score means nothing below."""

CHINESE_NEUTRAL = (
    "一张照片", "一幅图像", "视频画面", "电影中的场景", "屏幕截图", "人和物", "一个人", "户外的人",
    "室内的人", "一个地方", "一件物品", "一座建筑", "一条街道", "一个房间", "大自然", "天空",
    "水", "一只动物", "一株植物", "桌上的食物", "一辆车", "特写", "远景", "模糊的画面",
    "昏暗的画面", "明亮的画面", "屏幕上的文字", "一幅画", "图案", "衣服", "工具", "人群",
    "一张脸", "一只手", "家具", "机器", "玩具", "运动", "音乐", "工作",
    "天气", "彩色的画面", "黑白的画面", "没有什么特别的",
)  # fmt: skip

USUAL = 240
"""Frames among which three deviations are seldom reached by what is not there: a sample library has as many."""
FEW = 16
"""Fewer frames than this are counted as this many."""

AVOIDANCE = 0.5
"""How much of what is to be avoided is taken out of a query."""


def query_vector(encoder: Encoder, words: str, *, avoid: Sequence[str] = ()) -> Vectors:
    """One unit row for `words`, the mean over the encoder's templates, turned away from each of `avoid`."""
    wanted = _ensemble(encoder, [words])
    if not avoid:
        return wanted
    unwanted = _ensemble(encoder, list(avoid))
    # Only what sets the unwanted apart from the wanted is taken away: "dog, no grass" must stay a dog.
    apart = unwanted - (unwanted @ wanted.T) * wanted
    return unit(wanted - AVOIDANCE * unit(apart).sum(axis=0, keepdims=True))


def _ensemble(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    templates = encoder.spec.templates
    prompts = [template.replace("{}", text) for text in texts for template in templates]
    rows = encoder.encode_texts(prompts).reshape(len(texts), len(templates), -1)
    return unit(rows.mean(axis=1))


def neutral_bank(encoder: Encoder) -> Vectors:
    """The vectors of neutral texts in a language it reads, one row each: they change only with the encoder."""
    return encoder.encode_texts(CHINESE_NEUTRAL if encoder.spec.languages == ("zh",) else NEUTRAL)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What words that say nothing score against certain frames: the ground from which scores are counted."""

    mean: float
    deviation: float

    def among(self, frames: int) -> "Calibration":
        """The same for the best of so many frames."""
        return replace(self, deviation=self.deviation * chance(frames))

    def score(self, similarities: Vectors) -> Vectors:
        """From 0 to 1, 0.5 at three deviations above the neutral mean: 1 / (1 + exp(3 - (s - mean) / deviation))."""
        steps = (np.asarray(similarities, dtype=np.float32) - self.mean) / self.deviation
        return np.asarray(1 / (1 + np.exp(np.minimum(3 - steps, 60))), dtype=np.float32)


def chance(frames: int) -> float:
    """How far the best of so many frames strays by chance, to the best of USUAL: √(ln n / ln USUAL).

    It is the extreme of a normal distribution: of a million frames some are always near to any words.
    """
    return math.sqrt(math.log(max(frames, FEW)) / math.log(USUAL))


@runtime_checkable
class CountsTokens(Protocol):
    """An encoder that knows how much of a text it cannot read."""

    def unread(self, text: str) -> int:
        """How many tokens of `text` lie beyond what its text tower reads."""


def too_long(encoder: Encoder, words: str) -> str | None:
    """A sentence if the text tower stops reading before the end of `words`, in its longest template."""
    if not isinstance(encoder, CountsTokens):
        return None
    longest = max(encoder.spec.templates, key=len)
    if not encoder.unread(words):
        return None
    lost = encoder.unread(longest.replace("{}", words))
    return (
        f"The words are longer than the {encoder.spec.tokens} tokens that {encoder.spec.name} reads: "
        f"the last {lost} are ignored. Say it shorter, or search for its parts."
    )
