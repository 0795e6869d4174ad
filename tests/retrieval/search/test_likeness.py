"""A likeness by picture is good when different videos seldom reach it, and nothing is said where few are there."""

import numpy as np
import pytest

from vsearch.retrieval.search.search import search


@pytest.fixture
def different(library, add, frame):
    """Adds videos of random pictures, four each; the first picture of "v0" returns in "twin", a little changed."""

    def different(count):
        random = np.random.default_rng(5)
        rows = random.normal(size=(count, 4, 16)).astype(np.float32)
        rows[-1, 0] = rows[0, 0] + 0.2 * random.normal(size=16)
        rows /= np.linalg.norm(rows, axis=-1, keepdims=True)
        for n, paint in enumerate(rows):
            frames = [frame(float(k), k, span=(k, k + 1)) for k in range(4)]
            add("twin" if n == count - 1 else f"v{n}", [], rows=frames, paint=list(paint))
        return library

    return different


def test_only_what_is_nearer_than_different_videos_are_is_good(different):
    library = different(16)
    alike = search(library, like="v0@0.2")
    assert (alike.moments[0].video, alike.moments[0].match, alike.sure) == ("twin", "good", True)
    others = [search(library, like=f"v{n}@1.2") for n in range(1, 15)]
    assert sum(answer.sure for answer in others) <= 1


def test_among_few_videos_nothing_is_called_good_or_weak(different):
    answer = search(different(4), like="v0@0.2")
    assert (answer.moments[0].video, answer.moments[0].match) == ("twin", "")
    assert answer.note == ""
