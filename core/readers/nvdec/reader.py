"""The NVDEC reader: what a GPU decodes to the same pictures it decodes; all else is the CPU reader's, and is noted."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import av
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vsearch.nouns import Frame, Times
from vsearch.readers import NO_TIMES, ReadReport, Size
from vsearch.readers.nvdec.support import STEEPEST, accelerator, bound, current, unfit
from vsearch.readers.nvdec.tensors import FrameKind, Siting, TensorConverter, siting, taken, together
from vsearch.readers.packets import NONE
from vsearch.readers.packets.feed import Feed
from vsearch.readers.pictures.picture import Converter
from vsearch.readers.pyav import PyAVReader, ranked
from vsearch.readers.source import source

TOGETHER = 8 * 1280 * 720
"""Pixels that are scaled and coloured at once: eight frames of 720 lines."""
_LOOK = Size(160, 90, "squash")
"""At which size the first picture is compared with the CPU's."""
_UNLIKE = 1e-3
"""Share of it that may differ by more than two levels: next to none of the same picture does."""


class _Refused(Exception):
    """NVDEC gives up a video, and why."""


class NvdecReader(PyAVReader):
    """One video: times and facts by the CPU reader, pictures by NVDEC as far as it gives them, in the same order."""

    def __init__(self, path: Path, number: int = 0) -> None:
        accelerator(number)
        self._first_frame: Any = None
        super().__init__(path)
        self._number, self._left = number, 0
        self._gpu: Feed | None = None
        self._siting, self._why = Siting(), ""
        frame: Any = self._first_frame
        self._first_frame = None
        self._why = unfit(self.facts, frame.format.name, (frame.width, frame.height)) or self._begun(frame)

    def frames(self, times: Times, sizes: Sequence[Size], between: Times = NO_TIMES) -> Iterator[Frame]:
        """The frames shown at `times`, each in all `sizes`; those of `on_device` sizes are tensors there."""
        asked = frozenset(ranked(self.times(), times).tolist())
        ranks = np.union1d(ranked(self.times(), times), ranked(self.times(), between))
        done = 0
        with suppress(_Refused):
            for rank, pictures in self._decoded_there(ranks, [*sizes] or [None], asked):
                at = int(np.searchsorted(ranks, rank))
                yield from self._by_cpu(ranks[done:at], sizes, asked)
                done = at + 1
                self._asked, self._decoded = self._asked + (rank in asked), self._decoded + (rank in asked)
                yield Frame(float(self.times()[rank]), pictures)
        yield from self._by_cpu(ranks[done:], sizes, asked)

    def report(self) -> ReadReport:
        """What became of the frames asked for so far, and what of them the CPU decoded."""
        told = super().report()
        if self._why:
            note = f"Decoded on the CPU, not by NVDEC: {self._why}."
        elif self._left:
            note = f"{self._left} pictures that NVDEC did not give were decoded on the CPU."
        else:
            return told
        return ReadReport(told.asked, told.decoded, told.corrupt, told.broken, (*told.notes, note))

    def close(self) -> None:
        """Let go of the file."""
        super().close()
        if self._gpu:
            self._gpu.close()

    @property
    def on_device(self) -> bool:
        """Whether pictures come from NVDEC."""
        return not self._why

    def _first(self) -> Any | None:
        self._first_frame = super()._first()
        return self._first_frame

    def _by_cpu(self, ranks: NDArray[np.intp], sizes: Sequence[Size], asked: frozenset[int]) -> Iterator[Frame]:
        if len(ranks):
            self._left += len(ranks)
            whole = np.isin(ranks, list(asked))
            yield from super().frames(self.times()[ranks[whole]], sizes, self.times()[ranks[~whole]])

    def _begun(self, frame: Any) -> str:
        """Open the device's decoder, and see that its first picture is the CPU's; why not, if it is not."""
        if self._packets.counted or self._packets.broken or self._missing:
            return "its packets are damaged or bear no times of their own"
        stamps = self._packets.pts[self._packets.order]
        rank = int(np.searchsorted(stamps, NONE if frame.pts is None else frame.pts))
        if rank == len(stamps) or stamps[rank] != frame.pts:
            return "its first picture bears no time of its own"
        opened = partial(source, self._path, accelerator(self._number))
        try:
            current(self._number)  # in this thread, where FFmpeg may look for it
            container, stream = opened()
            self._gpu = Feed(self._path, container, stream, self._packets, opened, partial(bound, number=self._number))
            self._siting = siting(frame)
            there = next(self._decoded_there(np.array([rank], np.intp), [_LOOK], frozenset()), None)
        except (_Refused, av.FFmpegError, OSError, ValueError, RuntimeError) as error:
            return str(error).splitlines()[0].rstrip(".") or type(error).__name__
        here = Converter(_LOOK, self._aspect, self._turn).picture(frame).astype(int)
        if there is None or there[0] != rank:
            return "its first picture does not come out there"
        if there[1][0].shape != here.shape or (np.abs(there[1][0] - here) > 2).mean() > _UNLIKE:
            return "its first picture comes out otherwise there"
        return ""

    def _decoded_there(
        self, ranks: NDArray[np.intp], sizes: Sequence[Size | None], asked: frozenset[int]
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Frames by their rank, each once, ascending, with their pictures; what makes NVDEC useless ends it."""
        if self._gpu is None or self._why:
            return
        converters = [TensorConverter(size, self._aspect, self._turn, self._siting) for size in sizes]
        held: list[tuple[int, tuple[Tensor, Tensor]]] = []
        kind: FrameKind | None = None
        try:
            for rank, frame in self._wanted(ranks, self._gpu):
                new = self._checked(frame, sizes)
                if held and (new != kind or len(held) * frame.width * frame.height >= TOGETHER):
                    yield from self._made(held, kind, sizes, converters, asked)
                    held = []
                kind = new
                held.append((rank, taken(frame)))
            yield from self._made(held, kind, sizes, converters, asked)
        except (av.FFmpegError, RuntimeError, ValueError, NotImplementedError) as error:
            self._why = f"it gave up ({str(error).splitlines()[0]})"
            raise _Refused(self._why) from error

    def _checked(self, frame: Any, sizes: Sequence[Size | None]) -> FrameKind:
        """What kind of frame the device gave, if it is one that can be made into a picture here."""
        if frame.format.name != "cuda":
            raise ValueError("the driver decodes no such stream")
        if frame.interlaced_frame:
            raise ValueError("interlaced pictures are filtered on the CPU")
        least = min((min(size.width, size.height) for size in sizes if size), default=frame.height)
        if max(frame.width, frame.height) > STEEPEST * least:
            raise ValueError(f"pictures of {frame.width}x{frame.height} are made small on the CPU")
        return FrameKind.of(frame)

    def _made(
        self, held: Sequence[tuple[int, tuple[Tensor, Tensor]]], kind: FrameKind | None,
        sizes: Sequence[Size | None], converters: Sequence[TensorConverter], asked: frozenset[int],
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:  # fmt: skip
        """The pictures of frames of one kind, made together: the first size of all, the others of those asked for."""
        if not held or kind is None:
            return
        whole = [planes for rank, planes in held if rank in asked]
        made: list[Any] = []
        with torch.inference_mode():
            for at, (size, converter) in enumerate(zip(sizes, converters, strict=True)):
                if part := whole if at else [planes for _, planes in held]:
                    pictures = converter.pictures(together(part, kind))
                    made.append(iter(pictures if size and size.on_device else _landed(pictures)))
        for rank, _ in held:
            yield rank, tuple(next(pictures) for pictures in (made if rank in asked else made[:1]))


def _landed(tensor: Tensor) -> Any:
    """Pictures in the host's memory."""
    return tensor.cpu().numpy()
