"""Processor time of indexing films, for benches of what is paid beside all the rest of it."""

import resource
import shutil
from pathlib import Path

from vsearch.indexer.run.index import index
from vsearch.settings import IndexOverrides


def films(folder: Path) -> list[Path]:
    """The videos of a folder, in the order of their names."""
    return [path for path in sorted(folder.iterdir()) if path.suffix in (".mp4", ".webm", ".mkv", ".mov")]


def indexed(paths: list[Path], library: Path, encoder: str, settings: IndexOverrides) -> float:
    """Seconds of this process and its workers in which films become a library anew, by one worker at a time."""
    shutil.rmtree(library, ignore_errors=True)
    begun = _spent()
    index(paths, store=library, encoder=encoder, settings=settings, jobs=1)
    return _spent() - begun


def _spent() -> float:
    told = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in told)
