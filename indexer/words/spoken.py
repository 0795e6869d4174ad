"""What the videos to come are told in: the languages of their titles, their descriptions and their subtitles."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from vsearch.errors import VSearchError
from vsearch.indexer.sources.discover import FoundFile
from vsearch.indexer.sources.metadata import sidecar
from vsearch.indexer.words import sidecars
from vsearch.indexer.words.subtitles import beside
from vsearch.objects import UrlPath
from vsearch.texts.languages import language, short

LOOKED = 200
"""Videos that are looked at."""

READ = 20
"""Subtitles that are read, where their names tell no language."""

SHARE = 0.1
"""Of all that tells a language, the share from which on one counts: a single title is no library."""


def spoken(found: Iterable[FoundFile]) -> tuple[str, ...]:
    """The languages that are told by a tenth at least, the commonest first; () where nothing tells any."""
    counts: Counter[str] = Counter()
    read = 0
    for _, item in zip(range(LOOKED), found, strict=False):
        about = item.about.over(sidecar(item.path))
        title = about.title or item.path.stem.replace("-", " ").replace("_", " ")
        counts[short(about.language) or language(f"{title}\n{about.description}")] += 1
        for path in () if isinstance(item.path, UrlPath) else beside(item.path):
            told = short(path.stem.removeprefix(item.path.stem).strip("."))
            if not told and read < READ:
                read += 1
                told = _heard(path)
            counts[told] += 1
    del counts[""]
    return tuple(code for code, count in counts.most_common() if count >= SHARE * counts.total())


def _heard(path: Path) -> str:
    """The language of the first words of a subtitle file."""
    with suppress(VSearchError, OSError):
        cues, _ = sidecars.read(path)
        return language(" ".join(cue.text for cue in cues[:40]))
    return ""
