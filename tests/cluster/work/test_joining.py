"""What a Ray that cannot be joined, or is not as this process is, costs: one sentence with its cure."""

import os
import re
import subprocess
import sys

import pytest

from bench.setting.rays import RayNodes
from vsearch.cluster.work import ray_cluster
from vsearch.cluster.work.address import RayAddress
from vsearch.cluster.work.ray_cluster import RayCluster
from vsearch.errors import ClusterUnavailable


class UnwillingRay:
    """A package that raises what it is told when it is to join."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def init(self, *_: object, **__: object) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(
            RuntimeError("Version mismatch: The cluster was started with:\n Ray: 2.50.0\n Python: 3.12.1"),
            r"differ in their versions of Ray or Python\. Install the same versions", id="versions",
        ),
        pytest.param(SystemExit(1), r"cannot be joined: it ended the connection\. Start it", id="it ends us"),
        pytest.param(ConnectionError("refused\nlong"), r"cannot be joined: refused\. Start it", id="refused"),
    ],
)  # fmt: skip
def test_what_ray_says_when_it_is_joined_is_one_sentence(error: BaseException, sentence: str) -> None:
    with pytest.raises(ClusterUnavailable, match=sentence) as refused:
        ray_cluster._join(UnwillingRay(error), RayAddress("h:1", "h:1"))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        pytest.param(("2.7.18", "9.9"), r"Node n runs Python 2\.7\.18, and this is 3\..*\. Install", id="Python"),
        pytest.param(None, r"Node n has vsearch 0\.0, and this is \S+\. Install the same versions", id="vsearch"),
        pytest.param("", r"Node n has no vsearch\. Install the same versions", id="none"),
    ],
)
def test_a_node_of_other_versions_is_refused(told: object, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = ray_cluster.platform.python_version()
    answer = told if isinstance(told, tuple) else (here, "0.0" if told is None else "")
    cluster = RayCluster(None, RayAddress("h:1"))
    monkeypatch.setattr(cluster, "_everywhere", lambda _: [("n", answer)])
    with pytest.raises(ClusterUnavailable, match=sentence):
        cluster.check_versions()


_JOIN = """
import sys
from vsearch.cluster.work import joined
from vsearch.errors import ClusterUnavailable
try:
    with joined(sys.argv[1]):
        print("joined")
except ClusterUnavailable as error:
    print(error)
"""
_FAILING_ONCE = """
from ray.util.client.worker import Worker
begin, failures = Worker._server_init, [ConnectionAbortedError("Starting Ray client server failed.")]
def sometimes(self, *arguments):
    if failures:
        raise failures.pop()
    begin(self, *arguments)
Worker._server_init = sometimes
"""


def joining(script: str, place: str, **environment: str) -> "subprocess.Popen[str]":
    """A process that joins a Ray: it reads its token once, as it is imported."""
    command, pipe = [sys.executable, "-c", script, place], subprocess.PIPE
    return subprocess.Popen(command, env={**os.environ, **environment}, stdout=pipe, stderr=pipe, text=True)


@pytest.mark.cluster
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_wrong_token_is_one_sentence(rays: RayNodes) -> None:
    wrong, none = {"RAY_AUTH_TOKEN": "0" * 64}, {"RAY_AUTH_MODE": "disabled"}
    asked = {
        (told, place): joining(_JOIN, place, **environment)
        for told, environment in (("takes no such", wrong), ("asks for a", none))
        for place in (rays.head, rays.client)
    }
    for (told, place), process in asked.items():
        said, noise = process.communicate()
        assert re.fullmatch(rf"The Ray at {re.escape(place)} {told} token\. Set RAY_AUTH_MODE=token .*\n", said)
        assert not noise


@pytest.mark.cluster
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_what_a_ray_starts_for_a_client_may_fail_once(rays: RayNodes) -> None:
    assert joining(_FAILING_ONCE + _JOIN, rays.client).communicate() == ("joined\n", "")


@pytest.mark.cluster
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_auto_is_the_ray_that_was_started_last_on_this_machine(rays: RayNodes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    assert RayAddress.read("auto") == RayAddress.read(rays.head)
