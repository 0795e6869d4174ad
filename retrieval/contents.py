"""What an open library holds: encoders, indexes, a tagger and what was read, made once, and anew after a change."""

from typing import TYPE_CHECKING, cast

from vsearch.executors import HERE, Executor
from vsearch.library import Store, towers
from vsearch.library.storage.files import identity
from vsearch.motion import MOTION_ENCODERS, MotionEncoder
from vsearch.retrieval.caches import Cache, Once
from vsearch.retrieval.video_parts import VideoParts
from vsearch.sounds import SOUND_ENCODERS, SoundEncoder
from vsearch.texts import TEXT_ENCODERS, TextEncoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vsearch.lexical import Lexicon
    from vsearch.retrieval.engines.serving import ServingEngine
    from vsearch.retrieval.library import Library
    from vsearch.retrieval.phrases import Phrases
    from vsearch.retrieval.search.frames import FrameSearch
    from vsearch.retrieval.tags.tagger import Tagger
    from vsearch.retrieval.tower.answers import ServingTower
    from vsearch.texts.glossary import Concept


class Contents(VideoParts):
    """Everything dear of one library, each made when it is first asked for, by whichever thread asks first."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.lasting = Cache()
        """What all videos together are asked for again and again: a walk over single videos does not push it out."""
        self._phrases = Once(self._make_phrases)
        self._frames = Once(self._make_frames)
        self._text_index = Once(self._make_text_index)
        self._tagger = Once(self._make_tagger)
        self._tower = Once(self._make_tower)
        self._engine = Once(self._make_engine)
        self.executor: Executor = HERE
        """Who does what takes long for all videos: this process, unless others are named."""
        self.engine_address: str | None = None
        """The search engine that serves this process instead of the library's own; "none" for none."""
        self._text_encoders: dict[str, Once[TextEncoder]] = {}
        self._sound_encoders: dict[str, Once[SoundEncoder]] = {}
        self._motion_encoders: dict[str, Once[MotionEncoder]] = {}

    @property
    def phrases(self) -> "Phrases":
        """Words as vectors of the library's encoder, which is loaded when a phrase is new."""
        return self._phrases()

    @property
    def frames(self) -> "FrameSearch":
        """The frames of all videos, searchable."""
        engine = self.search_engine
        held = (engine.held().version, engine.held().partial) if engine else None
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

    def motion_encoder(self, name: str) -> MotionEncoder:
        """The motion encoder of that name."""
        return self._motion_encoders.setdefault(name, Once(lambda: MOTION_ENCODERS.make(name)))()

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
        self._motion_encoders.clear()

    @property
    def _library(self) -> "Library":
        """The whole of which this is the state: what is made here asks it for the rest."""
        return cast("Library", self)

    def _make_phrases(self) -> "Phrases":
        from vsearch.retrieval.phrases import Phrases

        return Phrases(self.store, self._concepts)

    def _concepts(self) -> "Sequence[Concept]":
        """The names of the library's own tags, as what questions in other languages may mean."""
        from vsearch.library.vocabulary import concepts

        return self.cache.get("concepts", self.revision(), lambda: concepts(self._library.decisions()))

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
