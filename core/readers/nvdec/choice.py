"""Choose between NVDEC and the CPU by what each takes here and now, once a process."""

import time
from pathlib import Path

from vsearch.encoders.devices import cuda_count
from vsearch.readers import Reader, Size
from vsearch.readers.nvdec.support import available
from vsearch.readers.pyav import PyAVReader
from vsearch.readers.sample import sampled
from vsearch.settings import Sampling

_FRAMES = 20
"""Sampled frames, ten seconds of film, that both decode for a comparison; of a shorter film nothing is concluded."""
_SIZE = Size(160, 90, "squash")

_measured: dict[str, float] = {}
"""Seconds that each took for these frames, in this process and beside whatever else the machine does meanwhile."""


def faster(path: Path) -> Reader:
    """The reader of a video that was faster when both were measured: on the first long film, and for good."""
    if not cuda_count() or not available():
        return PyAVReader(path)
    from vsearch.readers.nvdec.reader import NvdecReader

    if not _measured:
        _measure(path, NvdecReader)
    quick = bool(_measured) and _measured["nvdec"] < _measured["pyav"]
    return NvdecReader(path) if quick else PyAVReader(path)


def _measure(path: Path, nvdec: type[PyAVReader]) -> None:
    """Have both decode the beginning of a film, if NVDEC decodes it and it is long enough."""
    readers: dict[str, PyAVReader] = {"nvdec": nvdec(path), "pyav": PyAVReader(path)}
    times = sampled(readers["pyav"].times(), Sampling())[:_FRAMES]
    spent: dict[str, float] = {}
    for name, reader in readers.items():
        begun = time.perf_counter()
        for _ in reader.frames(times, [_SIZE]):
            pass
        spent[name] = time.perf_counter() - begun
        reader.close()
    if len(times) == _FRAMES and not readers["nvdec"].report().notes:
        _measured.update(spent)
