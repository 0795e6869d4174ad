"""Whatever is asked, as the description allows or not, is answered as it says, and never with a 5xx."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.served import serving
from vsearch.web.openapi import text
from vsearch.web.settings import RequestLimits, ServeSettings

ENDLESS = ("/api/v1/events",)
ROUTES = [
    (verb.upper(), path) for path, verbs in json.loads(text())["paths"].items() for verb in verbs if path not in ENDLESS
]


@pytest.fixture(scope="module")
def served(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    own = Path(copytree(library, tmp_path_factory.mktemp("schema") / "films"))
    chosen = ServeSettings(library=own, port=0, limits=RequestLimits(rate=1e6, burst=10**9))
    with serving(chosen) as where:
        yield where


@pytest.fixture(scope="module")
def schema() -> Any:
    import schemathesis  # what it brings is imported where it is asked for only

    return schemathesis.openapi.from_dict(json.loads(text()))


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "path"), ROUTES, ids=lambda part: str(part).removeprefix("/api/v1"))
def test_every_answer_is_one_that_is_described(
    served: str, schema: Any, ids: dict[str, str], verb: str, path: str
) -> None:
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st
    from schemathesis import GenerationMode, checks
    from schemathesis.specs.openapi import checks as openapi

    operation = schema[path][verb]
    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    checked = [
        checks.not_a_server_error,
        openapi.status_code_conformance,
        openapi.content_type_conformance,
        openapi.response_schema_conformance,
    ]

    @settings(
        max_examples=24,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(right, wrong), st.booleans())
    def check(case: Any, known: bool) -> None:
        if known and "id" in (case.path_parameters or {}) and "{id}/result" not in path and "/jobs" not in path:
            case.path_parameters["id"] = ids["cat"]
        case.call_and_validate(base_url=served, headers={"Vsearch": "1"}, checks=checked, timeout=60)

    check()
