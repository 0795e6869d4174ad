"""The address of a Ray: what is none, where nobody answers, and where something else does, is one sentence each."""

import socket
import subprocess
import sys
import time
from types import ModuleType

import pytest

from vsearch.cluster.work import address, joined
from vsearch.cluster.work.address import RayAddress
from vsearch.errors import ClusterUnavailable, PackageMissing, UsageWrong


@pytest.mark.parametrize(
    ("text", "target", "client"),
    [
        pytest.param("10.0.0.7:6379", "10.0.0.7:6379", False, id="its head"),
        pytest.param("ray://head.example:10001", "head.example:10001", True, id="its server for clients"),
        pytest.param("[::1]:6379", "[::1]:6379", False, id="IPv6"),
    ],
)
def test_an_address_is_read(text, target, client):
    read = RayAddress.read(text)
    assert (read.target, read.client) == (target, client)


def test_auto_is_what_the_environment_names(monkeypatch):
    monkeypatch.setenv("RAY_ADDRESS", "ray://10.0.0.7:10001")
    assert RayAddress.read("auto") == RayAddress.read("ray://10.0.0.7:10001")


@pytest.mark.parametrize(
    "left",
    [
        pytest.param(None, id="none was ever started"),
        pytest.param("127.0.0.1:{}", id="it was killed"),
        pytest.param("\x00 nowhere", id="what it wrote is damaged"),
        pytest.param("auto", id="what it wrote names nothing"),
    ],
)
def test_auto_is_a_ray_of_its_own_where_none_runs(left, tmp_path, monkeypatch):
    pytest.importorskip("grpc")
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setenv("RAY_TMPDIR", str(tmp_path))
    (tmp_path / "ray").mkdir()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        if left is not None:
            (tmp_path / "ray" / "ray_current_cluster").write_text(left.format(taken.getsockname()[1]))
        assert RayAddress.read("auto") == RayAddress("local")


@pytest.mark.parametrize("text", ["", "here", "host:", "http://host:1", "ray://host", "host:99999", "a@b:1"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(UsageWrong, match=r"no address of a Ray\. .*ray://HOST:10001"):
        RayAddress.read(text)


@pytest.mark.parametrize("package", ["ray", "grpc"])
def test_a_package_that_is_not_installed_names_its_extra(monkeypatch, package):
    # Not the real one: it reads whether there is a token as it is imported, which is before others' tests have set it.
    monkeypatch.setitem(sys.modules, "ray", ModuleType("ray"))
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(PackageMissing, match=r"pip install 'vsearch\[cluster\]'"), joined("127.0.0.1:1"):
        pass


@pytest.mark.parametrize("form", ["127.0.0.1:{}", "ray://127.0.0.1:{}"])
def test_nobody_listens_there(form):
    pytest.importorskip("grpc")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        with pytest.raises(ClusterUnavailable, match=r"nobody listens there\. Start it, or name another"):
            RayAddress.read(form.format(taken.getsockname()[1])).knock()


def test_what_says_nothing_is_waited_for_no_longer_than_its_time(monkeypatch):
    pytest.importorskip("grpc")
    monkeypatch.setattr(address, "PATIENCE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        begun = time.monotonic()
        with pytest.raises(ClusterUnavailable, match="No Ray answers at ray://127"):
            RayAddress.read(f"ray://127.0.0.1:{silent.getsockname()[1]}").knock()
    assert time.monotonic() - begun < 5


def test_without_a_cluster_ray_is_never_imported():
    script = (
        "import sys\nfrom vsearch.cluster.work import joined\nimport vsearch.indexer.run.index\n"
        "with joined(None) as there: assert there.hire is None\nassert not {'ray', 'grpc'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
