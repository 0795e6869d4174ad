"""The vector that stands for a video: the promoted tower's, or the zero-shot prior while there is none."""

from vsearch.library.entry import Entry
from vsearch.nouns import Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.tower import answers
from vsearch.retrieval.tower.prior import zero_shot


def video_vector(library: Library, entry: Entry) -> Vectors:
    """One unit row for a video, in the space of its frames."""
    trained = answers.vector(library, entry)
    return zero_shot(library, entry) if trained is None else trained
