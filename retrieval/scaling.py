"""The search engine of a library that has outgrown one machine: chosen, brought up to date, looked at, let go."""

from typing import TYPE_CHECKING

from vsearch.errors import UsageWrong
from vsearch.retrieval.contents import Contents

if TYPE_CHECKING:
    from vsearch.retrieval.engines.serving import ServingEngine
    from vsearch.retrieval.engines.sync import EngineState, Progress, Synced


class Scaling(Contents):
    """What is done with a search engine; the library stays the truth, and answers without it as with it."""

    def choose_engine(self, address: str, *, index: str = "auto", memory: float = 8.0) -> None:
        """Let an engine serve this library from now on: `milvus://HOST:PORT`, or "" for none.

        `index` is auto, flat, hnsw, ivf_sq8 or diskann; `auto` takes what `memory` (GiB) has room for.

        >>> library.choose_engine("nowhere://127.0.0.1")
        Traceback (most recent call last):
        vsearch.errors.UsageWrong: There is no search engine called 'nowhere'. ...
        """
        from vsearch.retrieval.engines.choice import checked

        self.store.choose_engine(checked(address, index, memory) if address else {})
        self.engine_address = None
        self._engine.forget()

    def sync_engine(self, progress: "Progress" = lambda *_: None) -> "Synced":
        """Tell the engine what came, changed or went since; what is interrupted goes on when it is called again.

        >>> library.sync_engine()
        Traceback (most recent call last):
        vsearch.errors.UsageWrong: No search engine serves this library. ...
        """
        from vsearch.retrieval.engines.sync import sync

        return sync(self._library, self._reached().engine, progress)

    def engine_state(self) -> "EngineState":
        """What the engine holds, and what it lacks.

        >>> library.engine_state()
        Traceback (most recent call last):
        vsearch.errors.UsageWrong: No search engine serves this library. ...
        """
        from vsearch.retrieval.engines.sync import state

        return state(self._library, self._reached().engine)

    def drop_engine(self) -> None:
        """Empty the engine of this library, and do without it; nothing is lost, for it held nothing of its own.

        >>> library.drop_engine()
        Traceback (most recent call last):
        vsearch.errors.UsageWrong: No search engine serves this library. ...
        """
        self._reached().engine.drop()
        self.choose_engine("")

    def _reached(self) -> "ServingEngine":
        serving = self.search_engine
        if serving is None:
            raise UsageWrong("No search engine serves this library.", "set-engine")
        return serving
