"""GPUs of nodes: an encoder takes all of its node, as many as are asked for, or a share of one."""

import pytest

from tests.drivers import wait
from vsearch.cluster.work import joined, node_encoder
from vsearch.cluster.work.node_encoder import given
from vsearch.cluster.work.ray_workers import share_of
from vsearch.errors import UsageWrong


@pytest.mark.parametrize(
    ("has", "asked", "share"),
    [
        pytest.param(4, None, 4, id="all"),
        pytest.param(4, 2, 2, id="some"),
        pytest.param(1, 2, 1, id="no more than there are"),
        pytest.param(4, 0.5, 0.5, id="a share of one"),
        pytest.param(0, None, 0, id="where there are none"),
        pytest.param(1.5, None, 1, id="whole ones, as Ray gives them"),
        pytest.param(4, 0, 0, id="none"),
    ],
)
def test_an_encoder_takes_what_its_node_has_and_no_more_than_is_asked(has, asked, share):
    assert share_of(has, asked) == share


@pytest.mark.parametrize(
    ("device", "gpus", "there", "devices"),
    [
        pytest.param("auto", 2, 2, "cuda:0,cuda:1", id="a replica on each"),
        pytest.param("auto", 0.5, 1, "cuda:0", id="a share of one"),
        pytest.param("auto", 2, 0, "auto", id="none that torch can use"),
        pytest.param("auto", 0, 2, "auto", id="none that Ray knows of"),
        pytest.param("cpu", 0, 2, "cpu", id="the processor"),
    ],
)
def test_a_batch_is_shared_by_all_gpus_that_were_given(monkeypatch, device, gpus, there, devices):
    monkeypatch.setattr(node_encoder, "cuda_count", lambda: there)
    assert given(device, gpus) == devices


@pytest.mark.parametrize("gpus", [-1, 1.5])
def test_gpus_are_given_whole_or_one_is_shared(gpus):
    with pytest.raises(UsageWrong, match=r"whole, or as a share of one\. Use"), joined("auto", gpus):
        pass


def test_gpus_without_a_cluster_are_refused():
    with pytest.raises(UsageWrong, match=r"beside"), joined(None, 1):
        pass


@pytest.mark.cluster
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_ray_counts_what_each_encoder_takes(rays):
    import ray

    place = rays.add(gpus=2)
    try:
        rays.wait_for(place)
        for asked, taken in ((None, 2.0), (0.5, 0.5)):
            with joined(rays.head, asked) as there:
                wait(lambda: ray.cluster_resources().get("GPU") == 2)
                workers = there.hire("builtin", "auto", 0)
                wait(lambda: workers._serving() and 2 - ray.available_resources().get("GPU", 0.0) == taken)  # noqa: B023
                workers.close()
    finally:
        rays.kill(place)
