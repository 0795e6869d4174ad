import numpy as np
import pytest

from vsearch.readers.sample import sampled
from vsearch.settings import Sampling


@pytest.mark.parametrize(
    ("times", "sampling", "found"),
    [
        pytest.param([0, 0.25, 0.5, 0.75, 1.0], Sampling(0.5), [0, 0.5, 1.0], id="steady"),
        pytest.param([0, 0.4, 0.6, 0.9, 3.0], Sampling(0.5), [0, 0.4, 0.9, 3.0], id="uneven: what is on the screen"),
        pytest.param([0, 1, 2, 3, 4], Sampling(0.3), [0, 1, 2, 3], id="finer than the frames: each once"),
        pytest.param([0, 0.1, 0.2, 0.3, 0.4], Sampling(0.5, stride=2), [0, 0.2, 0.4], id="stride"),
        pytest.param([0], Sampling(0.5), [0], id="one frame"),
        pytest.param([], Sampling(0.5), [], id="none"),
        pytest.param([0, 0, 0.3, 0.5, 0.5], Sampling(0.5), [0, 0.5], id="twice the same time"),
        pytest.param([0.6, 0.9, 1.6], Sampling(0.5), [0.6, 0.9], id="a late beginning"),
        pytest.param([0, 0.5, 0.7, 1.7e9], Sampling(0.5), [0, 0.5, 0.7, 1.7e9], id="one wild time"),
        pytest.param([n / 30 for n in range(7)], Sampling(0.1), [0, 3 / 30, 6 / 30], id="rounding"),
    ],
)
def test_samples_are_the_frames_on_the_screen(times, sampling, found):
    assert sampled(np.array(times, dtype=np.float64), sampling).tolist() == found
