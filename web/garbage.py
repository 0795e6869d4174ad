"""Garbage is collected seldom while a server serves: what it holds is much and stays, and takes long to look through.

Python looks through everything whenever a little was added. In a library of 5,000 videos that takes a tenth of a
second, once in a hundred searches, and all threads wait. What nobody refers to any more goes at once all the same.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (10_000, 10, 50)
"""Objects that were added before the new ones are looked through; how many such looks before all of these, and of those
before everything."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Leave alone what there is already, and look through what comes seldom, as long as the block lasts."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
