"""A real Ray for tests: a head and two nodes of one processor each, which live as long as the tests."""

import threading
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from bench.setting.rays import RayNodes
from tests.stored import Faults, made_bucket


@pytest.fixture(scope="session")
def ray_road(s3_server: str) -> Iterator[Faults]:
    """The only road of a Ray's nodes to a storage: good, until a test makes every so many requests go wrong."""
    server = Faults(s3_server, every=0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def running_rays(ray_road: Faults, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RayNodes]:
    """A Ray that lives as long as all tests; its nodes have the credentials of the storage."""
    if find_spec("ray") is None:
        pytest.skip("there is no Ray here: the extra `cluster` brings it")
    storage = {
        "AWS_ENDPOINT_URL": ray_road.url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "a-secret-that-is-told-nowhere",
        "AWS_REGION": "us-east-1",
        "VSEARCH_CACHE": str(tmp_path_factory.mktemp("cache")),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in storage.items():
            patch.setenv(name, value)
        nodes = RayNodes(tmp_path_factory.mktemp("ray"))
        nodes.environment |= storage
    yield nodes
    nodes.close()


@pytest.fixture(scope="module")
def rays(running_rays: RayNodes) -> Iterator[RayNodes]:
    """That Ray, with its token and its storage in the environment, and two nodes whatever was killed before."""
    while len(running_rays.nodes) < 3:  # the head is one
        running_rays.add()
    for place in running_rays.nodes:
        running_rays.wait_for(place)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in running_rays.environment.items():
            patch.setenv(name, value)
        yield running_rays


@pytest.fixture
def ray_bucket(rays: RayNodes, ray_road: Faults) -> Iterator[str]:
    """The URL of an empty bucket of the storage that a Ray's nodes know; the road to it is good again in the end."""
    yield made_bucket(rays.environment["AWS_ENDPOINT_URL"])
    ray_road.every = 0
