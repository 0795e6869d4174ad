"""Worlds: who shares photographs with whom."""

import numpy as np
import pytest

from vsearch.training import worlds


@pytest.mark.parametrize(("apart", "shared"), [(True, False), (False, True)])
def test_series_share_photographs_unless_they_are_apart(pictures, apart, shared):
    world = worlds.world(pictures, "words", videos=40, frames=8, series=4, apart=apart)
    seen = {}
    for example in world:
        seen.setdefault(example.group, set()).update(row.tobytes() for row in example.sequences.frames)
    first, *rest = seen.values()
    assert bool(first & set.union(*rest)) is shared


def test_what_is_said_in_a_series_apart_is_said_of_its_own_photographs(pictures):
    world = worlds.world(pictures, "transcript", videos=40, frames=8, series=4, apart=True)
    texts = {
        group: {t for e in world if e.group == group for t in e.sequences.texts[1:]}
        for group in ("series 0", "series 1")
    }
    own = {group: set(np.asarray(pictures.texts)[n::4]) for n, group in enumerate(texts)}
    assert all(said <= own[group] for group, said in texts.items())
