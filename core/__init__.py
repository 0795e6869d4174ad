"""Find the frames and moments that sell a video."""

import os
from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.2.0"

# ONNX Runtime reports its use to its maker unless this is set before it is loaded; nothing that is done here leaves it.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

_PLACES = {
    "vsearch.encoders": ("Encoder",),
    "vsearch.errors": ("LibraryError", "UsageWrong", "VSearchError", "VideoError"),
    "vsearch.indexer.run.index": ("index",),
    "vsearch.indexer.run.outcome": ("Outcome",),
    "vsearch.indexer.run.packaging": ("find_segments",),
    "vsearch.library.decisions": ("Decision",),
    "vsearch.library.saved": ("Reel", "ReelPart", "SavedQuery", "SavedSearch"),
    "vsearch.media.delivery": ("Wanted",),
    "vsearch.nouns": ("Moment", "Segment", "Span", "Tag", "Thumbnail", "Utterance", "Video"),
    "vsearch.readers": ("Reader",),
    "vsearch.retrieval.library": ("Library", "open"),
    "vsearch.retrieval.library_index.candidates": ("CandidateIndex",),
    "vsearch.retrieval.search.channels": ("Channel",),
    "vsearch.retrieval.search.search": ("Answer",),
    "vsearch.settings": ("IndexOverrides",),
    "vsearch.sounds": ("SoundEncoder",),
    "vsearch.texts": ("TextEncoder",),
    "vsearch.training.tower.fit": ("Fitted",),
    "vsearch.training.tower.pipeline": ("TrainSettings", "train"),
    "vsearch.web.mcp.serving": ("serve_mcp",),
    "vsearch.web.serving": ("serve",),
    "vsearch.web.settings": ("ServeSettings",),
}
"""Where each public name lives; its module is imported when it is first asked for, for many load much."""

if TYPE_CHECKING:
    from vsearch.encoders import Encoder
    from vsearch.errors import LibraryError, UsageWrong, VideoError, VSearchError
    from vsearch.indexer.run.index import index
    from vsearch.indexer.run.outcome import Outcome
    from vsearch.indexer.run.packaging import find_segments
    from vsearch.library.decisions import Decision
    from vsearch.library.saved import Reel, ReelPart, SavedQuery, SavedSearch
    from vsearch.media.delivery import Wanted
    from vsearch.nouns import Moment, Segment, Span, Tag, Thumbnail, Utterance, Video
    from vsearch.readers import Reader
    from vsearch.retrieval.library import Library, open  # noqa: A004 - as in `vsearch.open(path)`
    from vsearch.retrieval.library_index.candidates import CandidateIndex
    from vsearch.retrieval.search.channels import Channel
    from vsearch.retrieval.search.search import Answer
    from vsearch.settings import IndexOverrides
    from vsearch.sounds import SoundEncoder
    from vsearch.texts import TextEncoder
    from vsearch.training.tower.fit import Fitted
    from vsearch.training.tower.pipeline import TrainSettings, train
    from vsearch.web.mcp.serving import serve_mcp
    from vsearch.web.serving import serve
    from vsearch.web.settings import ServeSettings
else:

    def __getattr__(name: str) -> object:
        """A public name, from where it lives."""
        for place, names in _PLACES.items():
            if name in names:
                return globals().setdefault(name, getattr(import_module(place), name))
        raise AttributeError(f"module 'vsearch' has no attribute {name!r}")

    def __dir__() -> list[str]:
        """What there is, imported or not."""
        return sorted({*globals(), *__all__})


__all__ = [
    "Answer",
    "CandidateIndex",
    "Channel",
    "Decision",
    "Encoder",
    "Fitted",
    "IndexOverrides",
    "Library",
    "LibraryError",
    "Moment",
    "Outcome",
    "Reader",
    "Reel",
    "ReelPart",
    "SavedQuery",
    "SavedSearch",
    "Segment",
    "ServeSettings",
    "SoundEncoder",
    "Span",
    "Tag",
    "TextEncoder",
    "Thumbnail",
    "TrainSettings",
    "UsageWrong",
    "Utterance",
    "VSearchError",
    "Video",
    "VideoError",
    "Wanted",
    "find_segments",
    "index",
    "open",
    "serve",
    "serve_mcp",
    "train",
]
