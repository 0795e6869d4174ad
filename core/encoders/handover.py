"""Handing over: pictures from the process that decoded them to the one that embeds them, on the device they lie on.

The one that embeds owns the room, so that a decoder that dies takes nothing with it; the decoder writes into it.

room     | batch 0 | batch 1 | batch 2 | batch 3 | batch 0 ...    one is written anew when three others were asked for
decoder       write 0 -> say 0 -> write 1 -> say 1 -> ...         it goes on when it is told that 0 was copied away
"""

import ctypes
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vsearch.encoders import EncoderSpec
from vsearch.nouns import Pixels

BATCHES = 4
"""How many batches a room holds: one is copied away, one waits to be, one is written, and one lies between."""

_TOKEN = 32
"""Bytes of chance behind a room."""

_SHARED = 1
"""CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS, the only flag there is."""


@dataclass(frozen=True, slots=True)
class RoomKey:
    """What another process needs to find a room: the driver's handle, and where in that memory the room begins."""

    handle: bytes
    offset: int
    shape: tuple[int, ...]
    number: int
    token: bytes = b""
    """What stands behind the pictures: who finds it there has found the room, and no other memory."""


@dataclass(frozen=True, slots=True)
class LentPictures:
    """Pictures that lie in a room, from one place on, until who owns the room has copied them away."""

    first: int
    count: int


class _Handle(ctypes.Structure):
    _fields_ = (("reserved", ctypes.c_char * 64),)


class Room:
    """Memory of a device into which one other process at a time writes pictures; OSError where there can be none."""

    def __init__(self, device: str, side: int, batch: int) -> None:
        token = os.urandom(_TOKEN)
        shape = (BATCHES * batch, side, side, 3)
        whole = torch.zeros(prod(shape) + _TOKEN, dtype=torch.uint8, device=device)
        whole[-_TOKEN:] = torch.from_numpy(np.frombuffer(bytearray(token), np.uint8)).to(device)
        torch.cuda.synchronize(whole.device)
        self._pictures = whole[:-_TOKEN].view(shape)
        self.key = replace(_shared(self._pictures), token=token)

    def taken(self, lent: LentPictures) -> Tensor:
        """A copy of pictures on the same device, whole when this returns."""
        copied = self._pictures[lent.first : lent.first + lent.count].clone()
        torch.cuda.synchronize(copied.device)
        return copied


class RoomWriter:
    """The other side: writes batches into a room, one after the other."""

    def __init__(self, key: RoomKey) -> None:
        whole = _mapped(key)
        if whole[-_TOKEN:].cpu().numpy().tobytes() != key.token:
            raise OSError("the driver showed other memory than was asked for")
        self._pictures = whole[:-_TOKEN].view(key.shape)
        self._batch, self._turn = key.shape[0] // BATCHES, 0

    def put(self, pictures: Sequence[Tensor]) -> LentPictures:
        """Write a batch, which whoever reads it sees whole when this returns."""
        lent = LentPictures(self._turn * self._batch, len(pictures))
        torch.stack(list(pictures), out=self._pictures[lent.first : lent.first + lent.count])
        torch.cuda.synchronize(self._pictures.device)
        self._turn = (self._turn + 1) % BATCHES
        return lent


def where(spec: EncoderSpec) -> str:
    """The one GPU that an encoder runs on; "" if it is none or several, whose pictures come from the host."""
    found = re.findall(r"cuda:\d+", spec.runtime)
    return found[0] if len(found) == 1 else ""


def on_host(pictures: Sequence[Any]) -> Pixels:
    """Pictures in the host's memory, wherever they lie now."""
    return np.stack([one.cpu().numpy() if isinstance(one, Tensor) else one for one in pictures])


def joined(parts: Sequence[Any]) -> Any:
    """Batches of pictures as one: on the device if all are there."""
    if all(isinstance(part, Tensor) for part in parts):
        return torch.cat(list(parts))
    return np.concatenate([part.cpu().numpy() if isinstance(part, Tensor) else part for part in parts])


def _shared(tensor: Tensor) -> RoomKey:
    driver, handle = _driver(), _Handle()
    base, size = ctypes.c_uint64(), ctypes.c_size_t()
    place = ctypes.c_uint64(tensor.data_ptr())
    _done(driver.cuMemGetAddressRange_v2(ctypes.byref(base), ctypes.byref(size), place))
    _done(driver.cuIpcGetMemHandle(ctypes.byref(handle), base))
    return RoomKey(bytes(handle), tensor.data_ptr() - base.value, tuple(tensor.shape), tensor.device.index or 0)


_MAPPED: dict[tuple[bytes, int], int] = {}
"""Where this process sees the memory of others: the driver maps each once a process."""


def _mapped(key: RoomKey) -> Tensor:
    """The bytes of another process's room, and of what stands behind it, as a tensor of this one."""
    torch.zeros(1, device=f"cuda:{key.number}")  # the device's context becomes this thread's
    found = key.handle, key.number
    if found not in _MAPPED:
        place = ctypes.c_uint64()
        handle = _Handle.from_buffer_copy(key.handle)
        _done(_driver().cuIpcOpenMemHandle_v2(ctypes.byref(place), handle, ctypes.c_uint(_SHARED)))
        _MAPPED[found] = place.value
    return torch.as_tensor(_Memory(_MAPPED[found] + key.offset, prod(key.shape) + _TOKEN), device=f"cuda:{key.number}")


class _Memory:
    """Memory of a device by its address, as the CUDA array interface tells it."""

    def __init__(self, address: int, size: int) -> None:
        self.__cuda_array_interface__ = {
            "shape": (size,), "typestr": "|u1", "data": (address, False), "strides": None, "version": 2,
        }  # fmt: skip


def _driver() -> Any:
    driver = ctypes.CDLL("libcuda.so.1")
    driver.cuIpcOpenMemHandle_v2.argtypes = [ctypes.POINTER(ctypes.c_uint64), _Handle, ctypes.c_uint]
    return driver


def _done(state: int) -> None:
    if state:
        raise OSError(f"the driver shares no memory between processes here (CUDA error {state})")
