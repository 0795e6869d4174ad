"""A library of three sample films, made once, and apps that serve it or a copy of it that may be written to."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from starlette.testclient import TestClient

from vsearch.retrieval.library import Library
from vsearch.web.app import create_app
from vsearch.web.settings import ServeSettings

ADDRESS = "http://127.0.0.1:7777"

Serve = Callable[..., TestClient]


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that drive a browser run by themselves: it and the server want both cores."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()) and "web" in item.path.parts:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def library(three_films: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three films, indexed with the built-in encoder; not to be written to."""
    return Path(copytree(three_films, tmp_path_factory.mktemp("web") / "films"))


@pytest.fixture(scope="session")
def ids(library: Path) -> dict[str, str]:
    """The ids of the videos by the first word of their file's name: cat, morning, slow."""
    with Library.open(library) as opened:
        return {entry.video.path.stem.partition("-")[0]: entry.id for entry in opened.entries()}


@pytest.fixture(scope="session")
def client(library: Path) -> Iterator[TestClient]:
    """A client of an app on the library that is not to be written to."""
    with TestClient(create_app(ServeSettings(library=library)), base_url=ADDRESS) as made:
        yield made


@pytest.fixture
def own(library: Path, tmp_path: Path) -> Path:
    """A copy of the library, to be written to."""
    return Path(copytree(library, tmp_path / "films"))


@pytest.fixture
def serve(own: Path) -> Iterator[Serve]:
    """Makes clients of apps on one's own copy, with settings that are named."""
    with ExitStack() as stack:

        def served(**changes: object) -> TestClient:
            settings = replace(ServeSettings(library=own), **changes)  # type: ignore[arg-type]
            return stack.enter_context(TestClient(create_app(settings), base_url=ADDRESS))

        yield served
