"""What a run hands between its processes on a GPU: which reader is worth its start, and rooms for decoded pictures."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from vsearch.encoders import EncoderSpec
from vsearch.encoders.devices import choose_devices, cuda_memory
from vsearch.settings import IndexSettings

BATCH = 16
"""Pictures handed over at once: small enough that Ctrl-C is heard within a second."""

WORTH = 64_000_000
"""Bytes of film for each worker, some nine minutes at 720 lines: below, its start of ten seconds does not pay."""

SHARE = 1_000_000_000
"""Bytes of a GPU for each worker: what its context, its decoders and the pictures in the making take, with a margin."""


def worth_while(settings: IndexSettings, device: str, paths: Sequence[Path], hands: Callable[[], int]) -> IndexSettings:
    """The settings of workers that look: a reader that is chosen by itself tries NVDEC in long runs alone."""
    if settings.reader != "auto":
        return settings
    able = choose_devices(device) != ("cpu",)
    worth = able and sum(_size(path) for path in paths) >= WORTH * hands()
    fits = worth and cuda_memory() >= SHARE * hands()
    return settings if fits else replace(settings, reader="pyav")


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


class Rooms:
    """Rooms on the encoder's GPU, one for each video in the making; none where processes share no memory of it."""

    def __init__(self) -> None:
        self._free: list[Any] = []
        self._able = True

    def taken(self, spec: EncoderSpec) -> Any:
        """A room that nobody uses, or None."""
        if self._free:
            return self._free.pop()
        with suppress(OSError, RuntimeError, AttributeError):
            if self._able and spec.runtime.count("cuda"):
                from vsearch.encoders.handover import Room, where

                if device := where(spec):
                    return Room(device, spec.size, BATCH)
        self._able = False
        return None

    def back(self, room: Any) -> None:
        """A room that is not needed any more."""
        if room is not None:
            self._free.append(room)


class Handing:
    """The worker's side: pictures into a room where they were decoded beside it, else into the host's memory."""

    def __init__(self, room: Any) -> None:
        self._room: Any = room
        self._writer: Any = None

    def handed(self, pictures: Sequence[Any]) -> Any:
        """Where a batch of pictures lies that the run may take."""
        if all(isinstance(picture, np.ndarray) for picture in pictures):
            return np.stack(pictures)
        from vsearch.encoders.handover import RoomWriter, on_host

        if any(isinstance(picture, np.ndarray) for picture in pictures):
            return on_host(pictures)
        with suppress(OSError, RuntimeError, AttributeError):
            self._writer = self._writer or (RoomWriter(self._room) if self._room else None)
            if self._writer:
                return self._writer.put(pictures)
        self._room = self._writer = None
        return on_host(pictures)


def joined(parts: Sequence[Any]) -> Any:
    """Batches of pictures as one, on the device if all are there."""
    if all(isinstance(part, np.ndarray) for part in parts):
        return np.concatenate(parts)
    from vsearch.encoders import handover

    return handover.joined(parts)


def together(spec: EncoderSpec) -> int:
    """Pictures that are gathered to be embedded at once: enough for each GPU to copy a batch while it works on one."""
    lanes = spec.runtime.count("cuda")
    if not lanes:
        return 1
    from vsearch.encoders.batches import ON_GPU, Lane

    return lanes * Lane.SLOTS * ON_GPU
