"""What an open library reads of single videos, each part read once a revision, and what people decided about them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from vsearch.errors import LibraryError
from vsearch.library import Store
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import FrameTable
from vsearch.library.parts.motion import MotionTrack
from vsearch.library.parts.segments import FoundSegments
from vsearch.library.parts.shelf import Shelf
from vsearch.library.parts.sound import SoundTrack
from vsearch.library.parts.vectors import VectorIndex
from vsearch.nouns import ScreenText, Segment, Span, Utterance, Vectors
from vsearch.retrieval.caches import Cache, Once

if TYPE_CHECKING:
    from vsearch.retrieval.embedded_frames import EmbeddedFrames

T = TypeVar("T")


class VideoParts:
    """The videos of a library, each as it is now; bounded, and shared by all threads."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.cache = Cache()
        """What was read or computed and may be again: bounded, and told apart by revisions."""
        self._revisions = Once(self.store.revisions)

    def revision(self, id: str = "") -> str:
        """What is another when anything of the library changed, or of one video."""
        return self.store.revision(id)

    def revisions(self) -> Mapping[str, str]:
        """The revision of every video by its id."""
        return self._revisions(self.store.revision_of_videos())

    def ids(self) -> Sequence[str]:
        """The ids of all videos, sorted."""
        return tuple(self.revisions())

    def shelf(self, id: str) -> Shelf:
        """What the library holds of one video, as it is now: its entry, which proves each part, is read once."""
        return self._part("shelf", id, lambda: self.store.shelf(id))

    def entry(self, id: str) -> Entry:
        """Who a video is and how it was indexed."""
        return self._part("entry", id, lambda: self.shelf(id).entry())

    def frames_kept(self) -> int:
        """How many frames of all videos can answer, as their entries say."""
        return sum(int(entry.made.get("frames", {}).get("kept", 0)) for entry in self.entries())

    def entries(self) -> Iterator[Entry]:
        """Every video that can be read; damaged ones are left to `doctor`."""
        for id in self.ids():
            with suppress(LibraryError, OSError):
                yield self.entry(id)

    def find(self, key: str) -> Entry:
        """The one video that goes by an id, a unique prefix of one, a path, or a title."""
        return self.entry(self.cache.get(("found", key), self.revision(), lambda: self.store.find(key).id))

    def decisions(self) -> Sequence[Decision]:
        """What people decided, in order."""
        return self.cache.get("decisions", self.revision(), self.store.decisions)

    def embedded(self, id: str) -> "EmbeddedFrames":
        """The kept frames of one video with their vectors."""
        from vsearch.retrieval.embedded_frames import embedded

        return self._part("embedded", id, lambda: embedded(id, self.table(id), self.vectors(id)))

    def table(self, id: str) -> FrameTable:
        """Every frame of one video that was looked at."""
        return self._part("table", id, lambda: self.shelf(id).frames())

    def vectors(self, id: str) -> Vectors:
        """The vectors of one video's embedded frames, kept ones first."""
        return self.vector_index(id).vectors()

    def vector_index(self, id: str) -> VectorIndex:
        """One video's FAISS index: row n is frame row n."""
        return self._part("vectors", id, lambda: self.shelf(id).index(self.table(id)))

    def words(self, id: str) -> tuple[tuple[Utterance, ...], Vectors | None]:
        """What is said in one video, and the vectors of it."""
        return self._part("words", id, lambda: self.shelf(id).words())

    def screen(self, id: str) -> tuple[ScreenText, ...]:
        """What stands on one video's screen."""
        return self._part("screen", id, lambda: self.shelf(id).screen())

    def motion(self, id: str) -> MotionTrack | None:
        """How one video moves; None where that was not measured."""
        return self._part("motion", id, lambda: self.shelf(id).motion())

    def sound(self, id: str) -> SoundTrack | None:
        """What is heard in one video."""
        return self._part("sound", id, lambda: self.shelf(id).sound())

    def found_segments(self, id: str) -> FoundSegments | None:
        """What of one video is packaging as it was found; None where nobody looked, or what was found is damaged."""

        def read() -> FoundSegments | None:
            with suppress(LibraryError):
                return self.shelf(id).segments()
            return None

        return self._part("segments", id, read)

    def segments_of(self, id: str) -> tuple[Segment, ...]:
        """What of one video is packaging, as it was found and as people decided."""
        from vsearch.retrieval.segments.decided import decided

        found, made = self.found_segments(id), self.decided_segments().get(id, ())
        own = found.segments if found else ()
        return decided(own, made) if made else own

    def packaging(self, id: str) -> tuple[Span, ...]:
        """The spans of one video that are surely packaging: nothing in them is offered unless it is asked for."""
        return tuple(one.span for one in self.segments_of(id) if one.sure)

    def decided_segments(self) -> Mapping[str, Sequence[Decision]]:
        """What people decided about segments, by video."""

        def read() -> dict[str, list[Decision]]:
            found: dict[str, list[Decision]] = {}
            for made in self.store.decisions():
                if made.kind in ("segment", "no-segment"):
                    found.setdefault(made.video, []).append(made)
            return found

        return self.cache.get("decided segments", self.revision(), read)

    def _part(self, name: str, id: str, read: Callable[[], T]) -> T:
        return self.cache.get((name, id), self.revision(id), read)
