"""A check-up of this machine and of the library, for `vsearch doctor`."""

import os
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from vsearch import __version__
from vsearch.cli.cures import COMMAND_LINE, worded
from vsearch.cures import cure
from vsearch.encoders import ENCODERS
from vsearch.errors import LibraryMissing, VSearchError
from vsearch.readers import READERS
from vsearch.retrieval.library import Library

_PACKAGES = (
    "av",
    "decord",
    "duckdb",
    "faiss-cpu",
    "faiss-gpu",
    "faster-whisper",
    "numpy",
    "onnxruntime",
    "open_clip_torch",
    "opencv-python-headless",
    "sentence-transformers",
    "torch",
    "torchaudio",
    "transformers",
)

_NEEDS = {
    "hf": ("torch", "transformers"),
    "open_clip": ("open_clip", "torch"),
}
"""What runs each encoder of ours; who brings another sees to its own."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be; `cure` is what to do."""

    what: str
    cure: str

    @classmethod
    def of(cls, error: VSearchError) -> "Finding":
        """An error in the words of the command line."""
        return cls(error.what, cure(error.code, error.facts, COMMAND_LINE))


@dataclass(frozen=True, slots=True)
class Checkup:
    """What is installed, what can be used, and what is wrong."""

    versions: dict[str, str]
    machine: dict[str, str]
    library: dict[str, str]
    encoders: dict[str, str]
    readers: tuple[str, ...]
    findings: tuple[Finding, ...]


def checkup(opened: Callable[[], Library]) -> Checkup:
    """Look at everything once, at the library as far as it can be opened."""
    library, wrong = _library(opened)
    return Checkup(_versions(), _machine(), library, _encoders(), tuple(READERS), (*_missing(), *wrong))


def _versions() -> dict[str, str]:
    found = {"vsearch": __version__, "python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _machine() -> dict[str, str]:
    from vsearch.encoders.devices import cpu_has_bf16, cuda_count

    devices = ["cpu with bf16" if cpu_has_bf16() else "cpu", *(f"cuda:{number}" for number in range(cuda_count()))]
    return {"system": platform.platform(), "cores": str(os.cpu_count()), "devices": ", ".join(devices)}


def _encoders() -> dict[str, str]:
    """Which encoder a new library would get, and which others the table knows."""
    from vsearch.encoders.choose import choose, find

    return {"auto": worded(choose(fetch=find).why)} | {name: _state(name) for name in ENCODERS}


def _state(encoder: str) -> str:
    missing = [name for name in _NEEDS.get(encoder, ()) if find_spec(name) is None]
    return f"not installed: {', '.join(missing)}. {COMMAND_LINE['install-models']}" if missing else "available"


def _library(opened: Callable[[], Library]) -> tuple[dict[str, str], list[Finding]]:
    try:
        with opened() as library:
            store, count = library.store, len(library.ids())
            wrong = [Finding.of(error) for error in library.findings()]
    except LibraryMissing as error:
        return {"state": f"not made yet. {error.what}"}, []
    except VSearchError as error:
        return {"state": "not to be opened"}, [Finding.of(error)]
    known = {"path": store.location, "encoder": store.encoder, "videos": str(count)}
    return (known | {"chosen": store.chosen} if store.chosen else known), wrong


def _missing() -> Iterator[Finding]:
    if find_spec("faiss") is None:
        yield Finding("FAISS is not installed.", COMMAND_LINE["install-faiss"])
    both = {"faiss-cpu", "faiss-gpu"} & set(_versions())
    if len(both) == 2:
        yield Finding(
            "faiss-cpu and faiss-gpu overwrite each other.", "Uninstall both, then install one of them again."
        )
