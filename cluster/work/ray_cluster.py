"""A Ray that was joined: its nodes, whether they can do this work, and nothing of what it says by itself."""

import logging
import os
import platform
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from vsearch import __version__
from vsearch.cluster.work.address import LOCAL, RayAddress, absent
from vsearch.cluster.work.questions import ending_paused, sees, stopping, versions
from vsearch.errors import ClusterUnavailable, first_line
from vsearch.objects import UrlPath

STORE = 256 << 20
"""Bytes of memory that the nodes of one machine share for pictures on their way to an encoder."""

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DEDUP_LOGS": "0",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
    "GRPC_VERBOSITY": "NONE",
}
_FRESH = 2.0
"""Seconds for which it is believed which nodes there are."""
_ANSWER = 60.0
"""Seconds that a node has to start a worker and to say what it is, and that a cluster has to have a node at all."""
_PROMPT = 5.0
"""Seconds in which who lives on a node answers for it; later a worker is started for the question."""
_FOLDERS = 500
"""So many folders are looked for on every node; whoever sees those sees the others."""


class RayCluster:
    """The nodes of a Ray; `ray` is its package, imported only where work is done on it."""

    def __init__(self, ray: Any, address: RayAddress) -> None:
        self.ray, self.address = ray, address
        self.residents: dict[str, Any] = {}
        """Actors that live on nodes already, and answer for them: a worker for each question costs most of a second."""
        self._nodes: list[dict[str, Any]] = []
        self._asked = float("-inf")
        self._seen: set[tuple[Path, str]] = set()
        self._folders: set[Path] = set()

    def nodes(self) -> list[dict[str, Any]]:
        """The nodes that live and have a processor to lend."""
        if time.monotonic() - self._asked > _FRESH:
            self._nodes = [node for node in self.ray.nodes() if node["Alive"] and node["Resources"].get("CPU", 0) >= 1]
            self._asked = time.monotonic()
        return self._nodes

    def wait_for_nodes(self) -> list[dict[str, Any]]:
        """The nodes, as soon as there is one: all may be gone for a while, or not yet there."""
        end = time.monotonic() + _ANSWER
        while not (nodes := self.nodes()):
            if time.monotonic() > end:
                what = (
                    f"No node of the Ray at {self.address.text} has had a processor to lend for {_ANSWER:.0f} seconds."
                )
                raise ClusterUnavailable(what, "start-cluster")
            time.sleep(_FRESH / 4)
        return nodes

    @property
    def cores(self) -> int:
        """How many jobs can run at once."""
        return sum(int(node["Resources"]["CPU"]) for node in self.nodes())

    def on(self, node: str, **options: Any) -> dict[str, Any]:
        """The options of a task or an actor that runs on one node and nowhere else."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        return {"num_cpus": 0, "scheduling_strategy": NodeAffinitySchedulingStrategy(node, soft=False), **options}

    def check_versions(self) -> None:
        """Refuse nodes that would read a library or make one otherwise than this process."""
        here = platform.python_version(), __version__
        for node, told in self._everywhere(versions()):
            if told[0] != here[0]:
                what = f"Node {node} runs Python {told[0]}, and this is {here[0]}."
                raise ClusterUnavailable(what, "same-versions")
            if told[1] != here[1]:
                has = f"has vsearch {told[1]}, and this is {here[1]}" if told[1] else "has no vsearch"
                raise ClusterUnavailable(f"Node {node} {has}.", "same-versions")

    def check_seen(self, file: Path) -> None:
        """Refuse nodes that do not see the folder of a film, or of a library; what has a URL is seen by all."""
        if isinstance(file, UrlPath) or (file.parent not in self._folders and len(self._folders) >= _FOLDERS):
            return
        self._folders.add(file.parent)
        new = [node for node in self.nodes() if (file.parent, node["NodeID"]) not in self._seen]
        for node, there in self._everywhere(sees(str(file)), new) if new else ():
            if not there:
                raise ClusterUnavailable(f"Node {node} does not see {file}.", "shared-folder")
        self._seen |= {(file.parent, node["NodeID"]) for node in new}

    def stop(self, node: str, process: int) -> bool:
        """End a process of a node for good; whether somebody had paused it, so that it is not to blame."""
        task = self.ray.remote(stopping(process)).options(**self.on(node, max_retries=0))
        try:
            return bool(self.ray.get(task.remote(), timeout=_ANSWER))
        except self.ray.exceptions.RayError:  # it goes with its node
            return False

    def end_paused(self, name: str) -> None:
        """End on each node what Ray calls by a name and somebody paused; a node that does not answer is passed over."""
        with suppress(ClusterUnavailable):
            self._everywhere(ending_paused(name))

    def _everywhere(self, ask: Any, nodes: list[dict[str, Any]] | None = None) -> list[tuple[str, Any]]:
        """What a function answers on each node; a node that goes meanwhile is passed over."""
        task = self.ray.remote(ask)
        asked = []
        for node in self.nodes() if nodes is None else nodes:
            new = task.options(**self.on(node["NodeID"], max_retries=0))
            if resident := self.residents.get(node["NodeID"]):
                asked.append((node["NodeManagerAddress"], resident.ask.remote(ask), new))
            else:
                asked.append((node["NodeManagerAddress"], new.remote(), None))
        answers = []
        for place, answer, instead in asked:
            if instead and not self.ray.wait([answer], timeout=_PROMPT)[0]:  # the resident may be paused
                answer = instead.remote()
            try:
                answers.append((place, self.ray.get(answer, timeout=_ANSWER)))
            except self.ray.exceptions.GetTimeoutError as error:
                what = f"Node {place} did not answer within {_ANSWER:.0f} seconds."
                raise ClusterUnavailable(what, "start-cluster") from error
            except self.ray.exceptions.RayError:
                continue
        return answers


@contextmanager
def ray_cluster(text: str) -> Iterator[RayCluster]:
    """Join the Ray at an address, or start one here for as long as the block lasts where `auto` finds none."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    address = RayAddress.read(text)
    try:
        import ray
    except ImportError as error:
        raise absent(error) from error
    address.knock()
    logging.getLogger("ray").setLevel(logging.CRITICAL + 1)
    try:
        with _muted():
            _join(ray, address)
        with _silenced(ray):
            cluster = RayCluster(ray, address)
            cluster.check_versions()
            yield cluster
    finally:
        ray.shutdown()


@contextmanager
def _muted() -> Iterator[None]:
    """Nothing on the terminal of what Ray's own threads write there while they try to join."""
    with warnings.catch_warnings(), Path(os.devnull).open("w") as nowhere:
        warnings.simplefilter("ignore")
        sys.stderr.flush()
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


@contextmanager
def _silenced(ray: Any) -> Iterator[None]:
    """Nothing among what a command prints of what Ray says of workers that died; it has no setting for that."""
    private, name = getattr(getattr(ray, "_private", None), "worker", None), "print_to_stdstream"
    told = getattr(private, name, None)
    if told is None:
        yield
        return
    setattr(private, name, lambda *_, **__: None)
    try:
        yield
    finally:
        setattr(private, name, told)


def _join(ray: Any, address: RayAddress) -> None:
    quiet: dict[str, Any] = {
        "log_to_driver": False,
        "logging_level": logging.CRITICAL + 1,
        "namespace": f"vsearch-{os.urandom(8).hex()}",
    }
    alone: dict[str, Any] = {"include_dashboard": False, "object_store_memory": STORE, "num_cpus": os.cpu_count()}
    try:
        if address.text == LOCAL:
            ray.init(LOCAL, **alone, **quiet)
        else:
            try:
                ray.init(address.text, **quiet)
            except ConnectionError:
                if not address.client:
                    raise
                ray.init(address.text, **quiet)  # what it starts for each client sometimes hangs as it begins
    except (Exception, SystemExit) as error:  # Ray ends a process that does not find its head
        if "ersion mismatch" in str(error):
            what = f"The Ray at {address.text} and this process differ in their versions of Ray or Python."
            raise ClusterUnavailable(what, "same-versions") from error
        why = first_line(error) if isinstance(error, Exception) else "it ended the connection"
        raise ClusterUnavailable(f"The Ray at {address.text} cannot be joined: {why}.", "start-cluster") from error
