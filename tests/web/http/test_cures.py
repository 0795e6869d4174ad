"""The words of the web: no cure that a person at the page reads is one for the command line."""

import pytest
from starlette.testclient import TestClient

from vsearch.web.http.cures import WEB

STARTING = ("add-token", "install-web", "other-port")
"""What is said to whoever starts the server, in a terminal."""


@pytest.mark.parametrize("code", [code for code in WEB if code not in STARTING])
def test_what_only_a_terminal_can_do_is_asked_of_whoever_runs_the_server(code: str) -> None:
    assert ("--" not in WEB[code] and "vsearch " not in WEB[code]) or WEB[code].startswith("Ask whoever runs")


def test_a_wrong_label_is_told_in_words_of_the_web(client: TestClient, ids: dict[str, str]) -> None:
    answer = client.post(f"/api/v1/videos/{ids['cat']}/labels", json={"add": ["sea"], "deny": ["sea"]})
    told = answer.json()
    assert (answer.status_code, told["detail"]) == (400, "'sea' cannot be given and taken at once.")
    assert told["cure"] == "Give it, or deny it."
