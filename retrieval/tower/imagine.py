"""The sound that a silent video's pictures suggest, where a tower was trained to hear it; without torch."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.library import files
from vsearch.retrieval.tower.sequences import Sequences, aligned

HIDDEN = 16
"""How wide the hidden cause of a window's sound is."""
DRAWS = 8
"""How often a sound is imagined; how far apart these lie is its uncertainty."""


def draws(windows: int) -> NDArray[np.float32]:
    """The noise that sounds are imagined from, the same every time."""
    return np.random.default_rng(0).standard_normal((DRAWS, windows, HIDDEN)).astype(np.float32)


def sounded(video: Sequences, graph: Path, hop: float) -> Sequences:
    """A video with the sound that its pictures suggest to an imputer."""
    frames, starts = aligned(video, hop)
    session = _session(graph, files.identity(graph))
    sound, surprise = session.run(None, {"frames": frames[None], "noise": draws(len(frames))})
    return replace(video, sound=sound, heard=starts, surprise=surprise)


@lru_cache(maxsize=2)
def _session(graph: Path, revision: str) -> Any:
    """The graph, loaded once; `revision` tells a new file from an old one of the same name."""
    del revision
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level, options.intra_op_num_threads = 3, 1
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
