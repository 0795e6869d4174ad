"""The long work of a library on a Ray: what worker processes do elsewhere is done on the nodes of a cluster."""

from collections.abc import Iterator
from contextlib import contextmanager

from vsearch.indexer.run.pool import Hire


@contextmanager
def hired(address: str | None) -> Iterator[Hire | None]:
    """Workers on the Ray at an address, for as long as the block lasts; None, those of this machine, without one."""
    if not address:
        yield None
        return
    from functools import partial

    from vsearch.cluster.work.ray_cluster import ray_cluster
    from vsearch.cluster.work.ray_workers import RayWorkers

    with ray_cluster(address) as cluster:
        yield partial(RayWorkers, cluster)
