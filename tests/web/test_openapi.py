"""The description of the API: current in the page's folder, with a name and an example for everything."""

import json
from pathlib import Path
from typing import Any

from vsearch.web.openapi import text

KEPT = Path(__file__).parents[2] / "web" / "page" / "openapi.json"
DESCRIBED: Any = json.loads(text())


def test_the_description_that_the_page_is_made_from_is_current() -> None:
    assert KEPT.read_text("utf-8") == text(), "run `make openapi`"


def test_every_route_has_a_name_of_its_own_a_sentence_and_a_tag() -> None:
    routes = [route for verbs in DESCRIBED["paths"].values() for route in verbs.values()]
    names = [route["operationId"] for route in routes]
    assert len(set(names)) == len(names)
    assert all(route["description"].endswith(".") and route["tags"] for route in routes)
