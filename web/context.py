"""What one process of the server holds, made once when it starts and let go of when it ends; it works on no job."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, cast

from fastapi import Depends, Request

from vsearch.errors import LibraryError, VideoUnknown
from vsearch.library import Store
from vsearch.library.about import place
from vsearch.library.parts.entry import Entry
from vsearch.library.storage import files
from vsearch.library.storage.shared import SharedFiles
from vsearch.media.playback.player import Player
from vsearch.retrieval.caches import Cache, Once
from vsearch.retrieval.library import Library
from vsearch.tokens import TokenFile
from vsearch.tokens import place as place_of_tokens
from vsearch.web import listing
from vsearch.web.jobs.queue import Jobs
from vsearch.web.jobs.webhook import Webhook
from vsearch.web.listing import Row
from vsearch.web.metrics import Metrics
from vsearch.web.safety.rates import Rates
from vsearch.web.safety.roles import Person
from vsearch.web.safety.uploads import Pictures
from vsearch.web.settings import ServeSettings


class Context:
    """The open library and what serves it; routes find it through `Here`."""

    def __init__(self, settings: ServeSettings, metrics: Metrics | None = None) -> None:
        self.settings = settings
        self.metrics = metrics or Metrics()
        self._about = Once(self._read_about)
        self._opened = Once(self._open)
        _ = self.library  # what cannot be opened is said before anybody asks
        self.tokens = None if settings.tokens is None else TokenFile(place_of_tokens(settings.tokens))
        """Who may ask; None where everybody on this machine may do everything."""
        self.rates = Rates(settings.limits.rate, settings.limits.burst)
        self.stills = Cache(most=4096, size=128 << 20)
        """Pictures as they were sent."""
        self.answers = Cache(most=256, size=32 << 20)
        """What was found lately, for whoever asks for the next part of it; seldom does anybody ask the same again."""
        self._scratch = None if settings.scratch else TemporaryDirectory(prefix="vsearch-")
        folder = settings.scratch or Path(self._scratch.name if self._scratch else "")
        derived = self.library.store.derived
        brought = self.library.store.shared("brought") if derived.writable else SharedFiles(folder / "brought")
        self.pictures = Pictures(brought, settings.limits)
        """Pictures that people brought lately."""
        self.jobs = Jobs(self.library.store, settings.limits.jobs)
        room = derived.folder("playing") if derived.writable else folder / "playing"
        self.player = Player(room, max(1, settings.limits.encoders // settings.workers))
        """What makes segments of films that browsers cannot play themselves."""
        self._films = Once(lambda: listing.films(self.library))
        self._rows = Once(lambda: listing.rows(self.library, self.films()))
        self._by_id = Once(lambda: {row.id: row for row in self.rows})
        self.webhook = Webhook(settings.webhook, lambda: self.library.store, self.films)

    @property
    def library(self) -> Library:
        """The open library: another one where another took its place; LibraryMissing where it vanished."""
        return self._opened(self._place())

    def _place(self) -> object:
        """What tells the library from one that took its place."""
        about = place(self.settings.library) / "library.json"
        return self._about(files.identity(about))

    def _read_about(self) -> object:
        store = Store.open(self.settings.library)
        return store.encoder, store.width, store.created

    def _open(self) -> Library:
        return Library.open(self.settings.library)

    @property
    def name(self) -> str:
        """What the library is called: the name of its folder."""
        return Path(self.library.store.location).name

    def films(self) -> tuple[Row, ...]:
        """Every video, by title, as it was indexed: without what was decided."""
        return self._films(self.library.store.revision_of_videos())

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every video, by title, as the library is now."""
        return self._rows(self.library.revision())

    @property
    def by_id(self) -> Mapping[str, Row]:
        """Every video by its id."""
        return self._by_id(self.library.revision())

    def row(self, id: str) -> Row:
        """The video of an id, which must be whole: what a request names is looked up, and never made a path of."""
        found = self.by_id.get(id)
        if found is None:
            raise VideoUnknown(f"No video goes by {id!r}.", "see-ids")
        return found

    def deciding(self, person: Person) -> Library:
        """The same library, whose decisions carry the name of a person."""
        return self.library.acting_as(person.name)

    def entry(self, id: str) -> Entry:
        """The entry of the video of an id."""
        return self.library.entry(self.row(id).id)

    def close(self) -> None:
        """Let go of everything that is held; jobs that run are stopped, and say so."""
        self.jobs.close()
        self.webhook.close()
        self.player.close()
        with suppress(LibraryError):  # it may have vanished
            self.library.close()
        if self._scratch:
            self._scratch.cleanup()


async def _here(request: Request) -> Context:
    return cast(Context, request.app.state.context)


Here = Annotated[Context, Depends(_here)]
"""A parameter of a route that is given the context."""
