"""The wire to a Milvus: what is not there, does not answer, is full or closed is one sentence with its cure."""

import socket
import sys
import time

import pytest

from vsearch.cluster.engines import client
from vsearch.cluster.engines.address import address
from vsearch.cluster.engines.client import MilvusClient
from vsearch.errors import EngineUnavailable, PackageMissing


def test_a_driver_that_is_not_installed_names_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(PackageMissing, match=r"pip install 'vsearch\[cluster\]'"):
        MilvusClient(address("//127.0.0.1:1"))


def test_nobody_listens_there():
    pytest.importorskip("pymilvus")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        with pytest.raises(EngineUnavailable, match=r"does not answer: Connection refused\. Start it"):
            MilvusClient(address(f"//127.0.0.1:{taken.getsockname()[1]}"))


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_its_time(monkeypatch):
    pytest.importorskip("pymilvus")
    monkeypatch.setattr(client, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        with pytest.raises(EngineUnavailable, match=r"does not answer"):
            MilvusClient(address(f"//127.0.0.1:{silent.getsockname()[1]}"))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("said", "code", "what"),
    [
        pytest.param("quota exceeded[reason=disk quota exceeded]", "engine-room", "is full", id="disk"),
        pytest.param("memory quota exceeded, please allocate more", "engine-room", "is full", id="memory"),
        pytest.param("force to deny writing", "engine-writable", "may only be read", id="closed"),
        pytest.param("PrivilegeInsert: permission deny", "engine-writable", "may only be read", id="no right"),
        pytest.param("auth check failure, please check api key", "engine-token", "does not know who asks", id="who"),
        pytest.param("no available channel", "start-engine", "does not answer as it should", id="anything else"),
    ],
)
def test_what_a_server_refuses_is_a_state_with_a_cure(said, code, what):
    pymilvus = pytest.importorskip("pymilvus")
    told = client._told("milvus://h:1", pymilvus.MilvusException(message=said))
    assert (told.code, what in told.what) == (code, True)
    assert "\n" not in str(told)
