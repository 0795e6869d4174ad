"""What one process of the server holds, made once when it starts and let go of when it ends."""

from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends, Request

from vsearch.retrieval.library import Library
from vsearch.web.settings import ServeSettings


class Context:
    """The open library and what serves it; routes find it through `Here`."""

    def __init__(self, settings: ServeSettings) -> None:
        self.settings = settings
        self.library = Library.open(settings.library)

    @property
    def name(self) -> str:
        """What the library is called: the name of its folder."""
        return Path(self.library.store.location).name

    def close(self) -> None:
        """Let go of everything that is held."""
        self.library.close()


def _here(request: Request) -> Context:
    return cast(Context, request.app.state.context)


Here = Annotated[Context, Depends(_here)]
"""A parameter of a route that is given the context."""
