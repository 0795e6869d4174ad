"""Chromaprint through ctypes: what everybody fingerprints sound with, where Debian's libchromaprint1 is installed."""

from ctypes import CDLL, POINTER, byref, c_int, c_int16, c_uint32, c_void_p
from ctypes.util import find_library
from functools import cache

import numpy as np
from numpy.typing import NDArray

from vsearch.sounds import Wave

RATE = 16_000
_ALGORITHM = 1  # CHROMAPRINT_ALGORITHM_TEST2, the default
STEP = 4096 / 3 / 11_025
"""Seconds from one fingerprint to the next: a third of a window of 4,096 samples at 11,025 Hz."""


@cache
def library() -> CDLL | None:
    """The library; None where it is not installed."""
    name = find_library("chromaprint")
    if name is None:
        return None
    found = CDLL(name)
    found.chromaprint_new.restype = c_void_p
    found.chromaprint_new.argtypes = [c_int]
    found.chromaprint_start.argtypes = [c_void_p, c_int, c_int]
    found.chromaprint_feed.argtypes = [c_void_p, POINTER(c_int16), c_int]
    found.chromaprint_finish.argtypes = [c_void_p]
    found.chromaprint_get_raw_fingerprint.argtypes = [c_void_p, POINTER(POINTER(c_uint32)), POINTER(c_int)]
    found.chromaprint_free.argtypes = [c_void_p]
    found.chromaprint_dealloc.argtypes = [c_void_p]
    return found


def chromaprints(wave: Wave) -> NDArray[np.uint32]:
    """The raw fingerprints of a sound of 16 kHz, one every eighth of a second."""
    made = library()
    assert made is not None, "ask `library` first"
    samples = np.ascontiguousarray(np.clip(wave * 32_767, -32_768, 32_767).astype(np.int16))
    context = made.chromaprint_new(_ALGORITHM)
    try:
        made.chromaprint_start(context, RATE, 1)
        made.chromaprint_feed(context, samples.ctypes.data_as(POINTER(c_int16)), len(samples))
        made.chromaprint_finish(context)
        data, count = POINTER(c_uint32)(), c_int()
        made.chromaprint_get_raw_fingerprint(context, byref(data), byref(count))
        prints = np.ctypeslib.as_array(data, (count.value,)).copy() if count.value else np.zeros(0, np.uint32)
        made.chromaprint_dealloc(data)
    finally:
        made.chromaprint_free(context)
    return prints.astype(np.uint32)
