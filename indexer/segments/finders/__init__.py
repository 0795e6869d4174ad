"""Finders: each looks at episodes in its own way and says what it found and how strongly; fusion weighs them all."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from vsearch.indexer.segments.evidence import Found
from vsearch.indexer.segments.features import EpisodeFeatures
from vsearch.table import Table


class Finder(Protocol):
    """One way to find segments."""

    def find(self, episodes: Sequence[EpisodeFeatures]) -> Found:
        """What speaks for segments of these episodes, which are one series' or one film alone."""


def _chapters() -> Finder:
    from vsearch.indexer.segments.finders.chapters import ChapterFinder

    return ChapterFinder()


def _writing() -> Finder:
    from vsearch.indexer.segments.finders.writing import WritingFinder

    return WritingFinder()


def _classifier(folder: str = "") -> Finder:
    from vsearch.indexer.segments.finders.classifier import made

    return made(folder)


FINDERS: Table[Finder] = Table(
    "segment finder", "vsearch.segment_finders", {"chapters": _chapters, "classifier": _classifier, "writing": _writing}
)
"""Those that look at each episode by itself; what returns among episodes is found by `repetition`, which remembers."""


def finders(model: Path | None = None) -> list[Finder]:
    """All of them, the classifier with the model that lies in a folder, or saying nothing."""
    return [FINDERS.make(f"{name}:{model}" if model and name == "classifier" else name) for name in FINDERS]
