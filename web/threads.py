"""One thread a request: arithmetic that spreads a small product over all cores makes each of many requests wait."""

import os
from contextlib import suppress

from vsearch.errors import ModelMissing
from vsearch.library.parts.vectors import engine

_VARIABLE = "OMP_NUM_THREADS"


def one_each() -> None:
    """Let BLAS, FAISS and OpenCV compute in the thread that asks; what is started in other processes may not.

    All of them are loaded now, so that no request waits for it.
    """
    import cv2
    from threadpoolctl import threadpool_limits

    before = os.environ.get(_VARIABLE)
    os.environ[_VARIABLE] = before or "1"  # it is read once, when FAISS is loaded
    with suppress(ModelMissing):
        engine()
    if before is None:
        del os.environ[_VARIABLE]
    threadpool_limits(1, "blas")
    cv2.setNumThreads(1)
