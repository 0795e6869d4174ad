"""The long work of a library on a Ray: what worker processes do elsewhere is done on the nodes of a cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from vsearch.errors import UsageWrong
from vsearch.executors import Executor, InProcess
from vsearch.indexer.run.pool import Hire


@dataclass(frozen=True, slots=True)
class Joined:
    """Who works: workers that read films, None for those of this machine, and what does other pieces of work."""

    hire: Hire | None = None
    executor: Executor = field(default_factory=InProcess)


@contextmanager
def joined(address: str | None, gpus: float | None = None) -> Iterator[Joined]:
    """Let the Ray at an address work for as long as the block lasts; this machine alone, without one.

    `gpus` is how many GPUs of each node embed pictures, a share of one below 1; all, where that is not said.
    """
    if gpus is not None and (not address or gpus < 0 or (gpus > 1 and gpus != int(gpus))):
        raise UsageWrong("The GPUs of a cluster's nodes are given whole, or as a share of one.", "share-gpus")
    if not address:
        yield Joined()
        return
    from functools import partial

    from vsearch.cluster.work.ray_cluster import ray_cluster
    from vsearch.cluster.work.ray_executor import RayExecutor
    from vsearch.cluster.work.ray_workers import RayWorkers

    with ray_cluster(address) as cluster:
        yield Joined(partial(RayWorkers, cluster, gpus=gpus), RayExecutor(cluster))
