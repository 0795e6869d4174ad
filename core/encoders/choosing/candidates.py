"""Candidates: encoders that a new library may get, what each needs, and how well it is known to do.

All may be used commercially. MobileCLIP2 is not among them, for its weights are for research alone, nor is PE-Core,
which reads English alone and takes three to four times as long as SigLIP 2 with large patches: see docs/encoders.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

HubFile = tuple[str, str]
"""A repository of the hub and a file in it."""


@dataclass(frozen=True, slots=True)
class EncoderCandidate:
    """An encoder, the files it is loaded from, and what it needs."""

    spec: str
    files: tuple[HubFile, ...]
    memory: float
    """Gigabytes that must be free to load it and to index with it."""
    english: float
    """Zero-shot accuracy on ImageNet as published, in percent."""
    recall: Mapping[str, float]
    """By language, pictures found by their captions on Crossmodal-3600: mean of recall at 1, 5 and 10, in percent."""
    wants_gpu: bool = False

    def suits(self, languages: Collection[str]) -> float:
        """How well it does in some languages, as a mean over those for which a figure was published."""
        known = [self.recall.get(language, 0.0) for language in languages if language in SIGLIP2_32.recall]
        return sum(known) / len(known) if known else self.english


_CODES = "en de fr es it pt nl ru ko id vi ar fa zh ja hi th el he hu pl cs hr ro uk tr da sv no fi fil".split()


def _by_language(figures: str) -> Mapping[str, float]:
    return dict(zip(_CODES, map(float, figures.split()), strict=True))


_WEIGHTS = "open_clip_model.safetensors"

SIGLIP2_32 = EncoderCandidate(
    "open_clip:ViT-B-32-SigLIP2-256/webli",
    (("timm/ViT-B-32-SigLIP2-256", _WEIGHTS), ("timm/ViT-B-32-SigLIP2-256", "tokenizer.json")),
    memory=4.0,
    english=74.0,
    recall=_by_language(
        "73.15 84.44 82.27 78.99 81.81 74.82 72.72 81.59 67.54 77.02 77.73 60.70 65.16 62.56 55.31 27.08 35.28 53.24 "
        "58.49 56.74 70.34 54.31 53.30 56.54 63.95 64.76 67.20 64.86 60.94 40.06 22.69"
    ),
)
"""Apache-2.0. Three quarters of the speed of a CLIP ViT-B-32, and nearer to what is meant in 12 languages."""

SIGLIP2_16 = EncoderCandidate(
    "open_clip:ViT-B-16-SigLIP2/webli",
    (("timm/ViT-B-16-SigLIP2", _WEIGHTS), ("timm/ViT-B-16-SigLIP2", "tokenizer.json")),
    memory=4.0,
    english=78.2,
    recall=_by_language(
        "75.19 86.44 84.30 82.22 83.78 77.54 75.33 84.29 70.25 79.84 80.88 61.71 68.26 64.39 58.10 27.87 37.35 53.42 "
        "60.33 58.31 73.44 54.81 54.31 58.28 65.28 66.72 67.68 66.37 62.56 40.26 23.37"
    ),
    wants_gpu=True,
)
"""Apache-2.0. A third of the speed of the one above, which a GPU does not feel."""

XLM_ROBERTA_32 = EncoderCandidate(
    "open_clip:xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k",
    (
        ("laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k", _WEIGHTS),
        ("xlm-roberta-base", "config.json"),
        ("xlm-roberta-base", "tokenizer.json"),
    ),
    memory=4.0,
    english=62.4,
    recall=_by_language(
        "68.33 81.63 79.65 75.01 77.31 73.02 70.81 80.56 65.44 74.15 75.18 59.66 68.55 72.52 81.19 32.06 66.03 64.69 "
        "72.73 72.50 73.69 61.01 72.69 77.92 76.31 69.19 75.07 66.93 67.81 63.08 0"
    ),
)
"""MIT. Knows Chinese, Japanese, Thai, Greek, Hebrew and the languages between Finland and Romania better by far."""

DATACOMP_32 = EncoderCandidate(
    "open_clip:ViT-B-32/datacomp_xl_s13b_b90k",
    (("laion/CLIP-ViT-B-32-DataComp.XL-s13B-b90K", _WEIGHTS),),
    memory=2.0,
    english=69.2,
    recall={"en": 68.78},  # of the same architecture trained on LAION-2B: none was published of this one
)
"""MIT. The quickest and smallest of them; English alone."""

CANDIDATES = (SIGLIP2_32, SIGLIP2_16, XLM_ROBERTA_32, DATACOMP_32)


def ranked(languages: Collection[str], memory: float, *, on_gpu: bool) -> tuple[EncoderCandidate, ...]:
    """The candidates that a machine can run, those that suit the languages best first."""
    spoken = set(languages) or {"en"}
    able = [one for one in CANDIDATES if one.memory <= memory and (on_gpu or not one.wants_gpu)]
    return tuple(sorted(able, key=lambda one: (-round(one.suits(spoken), 1), -one.english)))
