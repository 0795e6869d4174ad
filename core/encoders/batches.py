"""Batches: prepared pictures through torch replicas, copied while the batch before is computed."""

import copy
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from vsearch.encoders.devices import choose_precision
from vsearch.encoders.towers import TorchImages, Towers
from vsearch.errors import DeviceFull
from vsearch.nouns import Pixels, Vectors

_CUDA: Any = torch.cuda
"""Its streams and events carry no types."""

_TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}

ON_GPU = 256
"""Pictures a batch on a GPU: 38 MB of pixels at 224, enough to fill one with ViT-B-32."""

ON_CPU = {"fp32": 8, "bf16": 16}
"""Pictures a batch on a CPU: larger ones leave the second-level cache."""


class TorchPictures:
    """Pictures into vectors on one device or several, a replica of the tower on each."""

    def __init__(self, tower: TorchImages, devices: Sequence[str], precision: str = "auto", batch: int = 0) -> None:
        towers = [copy.deepcopy(tower) if len(devices) > 1 else tower for _ in devices]
        self._lanes = [Lane(own, name, precision, batch) for own, name in zip(towers, devices, strict=True)]
        self._batch = max(lane.batch for lane in self._lanes)

    def __call__(self, pixels: Pixels | Tensor) -> Vectors:
        """One unit row per picture: batches go to the lanes in turn, and come back in order."""
        if isinstance(pixels, Tensor):
            return next((lane for lane in self._lanes if lane.device == pixels.device), self._lanes[0]).embedded(pixels)
        waiting: deque[tuple[int, Any]] = deque()
        rows: list[Vectors] = []
        share = -(-len(pixels) // len(self._lanes))  # of few pictures every lane has its part
        for turn, part in enumerate(_parts(pixels, min(self._batch, share))):
            if len(waiting) == Lane.SLOTS * len(self._lanes):
                rows.append(_collected(*waiting.popleft(), self._lanes))
            lane = turn % len(self._lanes)
            waiting.append((lane, self._lanes[lane].launch(part)))
        rows.extend(_collected(lane, launched, self._lanes) for lane, launched in waiting)
        return np.concatenate(rows)


def _parts(pixels: Pixels, size: int) -> Iterator[Pixels]:
    return (pixels[start : start + size] for start in range(0, len(pixels), size))


def _collected(lane: int, launched: "Launched", lanes: Sequence["Lane"]) -> Vectors:
    return lanes[lane].collect(launched)


class Launched:
    """A batch on its way: vectors that are whole when `done` has happened."""

    def __init__(self, vectors: Tensor, done: Any) -> None:
        self.vectors = vectors
        self.done = done


class Lane:
    """One device with its replica, and two staging buffers that are filled in turn.

    copy stream      | up 0 | up 1 |      | up 0 |        a buffer is filled again only when its
    compute stream          | net 0    | net 1    | net 0   upload is over; an upload overwrites device
    host             fill 0, fill 1 ........ fill 0         memory only when the tower has read it
    """

    SLOTS = 2

    def __init__(self, tower: TorchImages, device: str, precision: str = "auto", batch: int = 0) -> None:
        self.device = torch.device(device)
        self.on_gpu = self.device.type == "cuda"
        self.precision = choose_precision(device, precision)
        self.batch = batch or (ON_GPU if self.on_gpu else ON_CPU.get(self.precision, 8))
        with _room(self.device):
            self._tower = prepared(tower, self.device, self.precision)
        self._copies: Any = _CUDA.Stream(self.device) if self.on_gpu else None
        self._slots: list[_Slot] = []
        self._turn = 0

    def launch(self, pixels: Pixels) -> Launched:
        """Start a batch; on a GPU this returns at once."""
        if not self.on_gpu:
            with torch.inference_mode():
                return Launched(self._tower(torch.from_numpy(np.ascontiguousarray(pixels))), None)
        with torch.inference_mode(), _CUDA.device(self.device), _room(self.device):
            slot = self._slot(pixels)
            uploaded = slot.upload(pixels, self._copies)
            _CUDA.current_stream().wait_event(slot.uploaded)
            vectors = self._tower(uploaded)
            slot.read.record()
            down = _pinned(vectors.shape, vectors.dtype)
            down.copy_(vectors, non_blocking=True)
            done = _CUDA.Event()
            done.record()
        return Launched(down, done)

    def collect(self, launched: Launched) -> Vectors:
        """The vectors of a batch, waiting for it if need be."""
        if launched.done is not None:
            launched.done.synchronize()
        return np.asarray(launched.vectors.numpy(), dtype=np.float32)

    def embedded(self, pixels: Tensor) -> Vectors:
        """The vectors of pictures that lie on this device already: nothing is staged."""
        with torch.inference_mode(), _room(self.device):
            rows = [self._tower(part) for part in torch.split(pixels.to(self.device), self.batch)]
            return np.asarray(torch.cat(rows).float().cpu().numpy(), dtype=np.float32)

    def _slot(self, pixels: Pixels) -> "_Slot":
        if not self._slots or self._slots[0].host.shape[1:] != pixels.shape[1:]:
            self._slots = [_Slot((self.batch, *pixels.shape[1:]), self.device) for _ in range(self.SLOTS)]
            # The new buffers may lie where something else lay that is still being read.
            self._copies.wait_stream(_CUDA.current_stream())
        self._turn = (self._turn + 1) % self.SLOTS
        return self._slots[self._turn]


class _Slot:
    """A pinned buffer, its place on the device, and the two moments between which they are in use."""

    def __init__(self, shape: tuple[int, ...], device: torch.device) -> None:
        self.host = _pinned(shape, torch.uint8)
        self.place = torch.empty(shape, dtype=torch.uint8, device=device)
        self.uploaded, self.read = _CUDA.Event(), _CUDA.Event()

    def upload(self, pixels: Pixels, stream: Any) -> Tensor:
        """Start copying `pixels` to the device; an event that never happened yet does not wait."""
        count = len(pixels)
        self.uploaded.synchronize()
        self.host[:count].numpy()[...] = pixels
        with _CUDA.stream(stream):
            self.read.wait(stream)
            self.place[:count].copy_(self.host[:count], non_blocking=True)
            self.uploaded.record(stream)
        return self.place[:count]


def _pinned(shape: Sequence[int], kind: torch.dtype) -> Tensor:
    """Host memory that a device can be copied from and to while both work."""
    return torch.empty(shape, dtype=kind, pin_memory=True)


@contextmanager
def _room(device: torch.device) -> Iterator[None]:
    """Say in a sentence that a device is full."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise DeviceFull(f"{device} has not enough free memory for the model.", "other-device") from error


def prepared(tower: nn.Module, device: torch.device, precision: str) -> nn.Module:
    """The tower on its device, its weights cast (not autocast: that is erratic on CPUs), convolutions channels-last."""
    placed = tower.to(device=device, dtype=_TYPES[precision])
    if isinstance(placed, TorchImages):
        for part in placed.modules():
            if isinstance(part, nn.Conv2d):
                part.weight.data = part.weight.data.contiguous(memory_format=torch.channels_last)
    return placed


class TorchWords:
    """Words into vectors on the first of the devices."""

    def __init__(self, towers: Towers, device: str, precision: str = "auto") -> None:
        self._device = torch.device(device)
        with _room(self._device):
            self._tower: nn.Module = prepared(towers.text, self._device, choose_precision(device, precision))
        self._trims = towers.text.trims
        self._tokens = towers.tokenizer

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text."""
        with torch.inference_mode(), _room(self._device):
            rows = [self._rows(texts[start : start + 32]) for start in range(0, len(texts), 32)]
        return np.concatenate(rows)

    def _rows(self, texts: Sequence[str]) -> Vectors:
        ids = self._tokens(texts)
        shown = self._tokens.trimmed(ids) if self._trims else ids
        vectors: Tensor = self._tower(torch.from_numpy(shown).to(self._device))
        return np.asarray(vectors.cpu().numpy(), dtype=np.float32)

    def unread(self, text: str) -> int:
        """How many tokens of `text` the tower cannot read."""
        return self._tokens.unread(text)
