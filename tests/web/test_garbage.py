"""While an app serves, garbage is collected seldom; afterwards as before."""

import gc
from pathlib import Path

from starlette.testclient import TestClient

from vsearch.web.app import create_app
from vsearch.web.garbage import SELDOM
from vsearch.web.settings import ServeSettings


def test_what_is_there_when_a_server_starts_is_not_looked_through_while_it_serves(library: Path) -> None:
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    with TestClient(create_app(ServeSettings(library=library))):
        assert gc.get_threshold() == SELDOM
        assert gc.get_freeze_count() > frozen + 10_000
    assert gc.get_threshold() == before
