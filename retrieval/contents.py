"""What an open library holds: encoders, indexes, a tagger and what was read, made once, and anew after a change."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar, cast

from vsearch.errors import LibraryError
from vsearch.library import Store, towers
from vsearch.library.decisions import Decision
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import FrameTable
from vsearch.library.parts.segments import FoundSegments
from vsearch.library.parts.shelf import Shelf
from vsearch.library.parts.sound import SoundTrack
from vsearch.library.parts.vectors import VectorIndex
from vsearch.library.storage.files import identity
from vsearch.nouns import ScreenText, Segment, Span, Utterance, Vectors
from vsearch.retrieval.caches import Cache, Once
from vsearch.sounds import SOUND_ENCODERS, SoundEncoder
from vsearch.texts import TEXT_ENCODERS, TextEncoder

if TYPE_CHECKING:
    from vsearch.lexical import Lexicon
    from vsearch.retrieval.embedded_frames import EmbeddedFrames
    from vsearch.retrieval.engines.serving import ServingEngine
    from vsearch.retrieval.library import Library
    from vsearch.retrieval.phrases import Phrases
    from vsearch.retrieval.search.frames import FrameSearch
    from vsearch.retrieval.tags.tagger import Tagger
    from vsearch.retrieval.tower.answers import ServingTower

T = TypeVar("T")


class Contents:
    """Everything dear of one library, each made when it is first asked for, by whichever thread asks first."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.cache = Cache()
        """What was read or computed and may be again: bounded, and told apart by revisions."""
        self.lasting = Cache()
        """What all videos together are asked for again and again: a walk over single videos does not push it out."""
        self._phrases = Once(self._make_phrases)
        self._frames = Once(self._make_frames)
        self._text_index = Once(self._make_text_index)
        self._tagger = Once(self._make_tagger)
        self._tower = Once(self._make_tower)
        self._revisions = Once(self.store.revisions)
        self._engine = Once(self._make_engine)
        self.engine_address: str | None = None
        """The search engine that serves this process instead of the library's own; "none" for none."""
        self._text_encoders: dict[str, Once[TextEncoder]] = {}
        self._sound_encoders: dict[str, Once[SoundEncoder]] = {}

    @property
    def phrases(self) -> "Phrases":
        """Words as vectors of the library's encoder, which is loaded when a phrase is new."""
        return self._phrases()

    @property
    def frames(self) -> "FrameSearch":
        """The frames of all videos, searchable."""
        engine = self.search_engine
        held = engine.held().version if engine else ""
        return self._frames((self.revisions(), identity(self.store.derived.folder("whole")), engine, held))

    @property
    def search_engine(self) -> "ServingEngine | None":
        """The engine that finds the nearest frames beside the library, if one was chosen."""
        return self._engine((self.engine_address, self.store.engine))

    @property
    def text_index(self) -> "Lexicon":
        """The words of all videos, searchable."""
        return self._text_index(self.revision())

    @property
    def tagger(self) -> "Tagger":
        """What tags videos, as the labels and the tower are now."""
        return self._tagger(self.revision())

    @property
    def tower(self) -> "ServingTower | None":
        """The query tower that serves; None while none was promoted."""
        trained, _ = self._serving()
        return None if trained is None else self._tower((trained, trained.revision))

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of every answer: that a damaged tower does not serve, and what does instead."""
        return tuple(note for note in self._serving()[1:] if note)

    def text_encoder(self, name: str) -> TextEncoder:
        """The text encoder of that name."""
        return self._text_encoders.setdefault(name, Once(lambda: TEXT_ENCODERS.make(name)))()

    def sound_encoder(self, name: str) -> SoundEncoder:
        """The sound encoder of that name."""
        return self._sound_encoders.setdefault(name, Once(lambda: SOUND_ENCODERS.make(name)))()

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

    def refresh(self) -> None:
        """Bring the index of all frames up to date now, instead of when it is asked next."""
        _ = self.frames

    def close(self) -> None:
        """Let go of everything that is held."""
        self.cache.clear()
        self.lasting.clear()
        for once in (self._phrases, self._frames, self._text_index, self._tagger, self._tower, self._revisions):
            once.forget()
        self._engine.forget()
        self._text_encoders.clear()
        self._sound_encoders.clear()

    @property
    def _library(self) -> "Library":
        """The whole of which this is the state: what is made here asks it for the rest."""
        return cast("Library", self)

    def _part(self, name: str, id: str, read: Callable[[], T]) -> T:
        return self.cache.get((name, id), self.revision(id), read)

    def _make_phrases(self) -> "Phrases":
        from vsearch.retrieval.phrases import Phrases

        return Phrases(self.store)

    def _make_frames(self) -> "FrameSearch":
        from vsearch.retrieval.search.frames import FrameSearch

        return FrameSearch.open(self._library)

    def _make_engine(self) -> "ServingEngine | None":
        from vsearch.retrieval.engines.choice import serving

        return serving(self._library, self.engine_address)

    def _make_text_index(self) -> "Lexicon":
        from vsearch.retrieval.search.text_index import fresh_text_index

        return fresh_text_index(self._library)

    def _make_tagger(self) -> "Tagger":
        from vsearch.retrieval.tags.tagger import Tagger

        return Tagger.open(self._library)

    def _serving(self) -> tuple[towers.Trained | None, str]:
        return self.cache.get("tower", self.revision(), lambda: towers.serving(self.store))

    def _make_tower(self) -> "ServingTower | None":
        from vsearch.retrieval.tower.answers import ServingTower

        trained, _ = self._serving()
        return None if trained is None else ServingTower(trained)
