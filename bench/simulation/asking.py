"""Simulate searching: every query asks all query nodes, the slowest of them decides, and what they find is read."""

import math
from dataclasses import dataclass

import numpy as np

from bench.simulation.assumed import ASSUMED, Assumed

MERGED = 3.0
"""ms that a proxy takes to put answers together, and the wire."""


@dataclass(frozen=True, slots=True)
class IndexForm:
    """A kind of index: bytes in memory and on disk for each number of a vector."""

    name: str
    memory: float
    disk: float = 0.0


FORMS = (
    IndexForm("HNSW", 5.2),
    IndexForm("IVF-SQ8", 1.1),
    IndexForm("DiskANN", 0.5, 5.2),
    IndexForm("IVF-PQ64", 0.16),
)


@dataclass(frozen=True, slots=True)
class AskedArchive:
    """What queries are like with one kind of index."""

    form: IndexForm
    gib: float
    disk: float
    nodes: int
    """By memory, or by what one query may take of the cores."""
    core_seconds: float
    """Work of one query on all nodes together."""
    busy: float
    """Share of a node's time at that rate of queries."""
    engine: tuple[float, float]
    """ms until the candidates are there, p50 and p99."""
    warm: tuple[float, float]
    """ms until the answer is there where all is in the cache."""
    cold: tuple[float, float]
    """The same where some videos are read from the bucket."""


def asked(
    form: IndexForm, rate: float, assumed: Assumed = ASSUMED, *, frames: float = 0, nodes: int = 0, count: int = 20_000
) -> AskedArchive:
    """Ask an archive so many times a second; `nodes` are as many as its memory takes where none are named."""
    frames = frames or assumed.hours * assumed.kept
    gib = frames * assumed.width * form.memory / 2**30
    nodes = nodes or max(1, math.ceil(gib / (0.7 * assumed.node_gib)))
    segments = max(1.0, frames * assumed.width * 4 / 2**30 / assumed.segment_gib)
    core_ms, wait_ms = _segment(form, frames / segments, assumed)
    here = segments / nodes  # less than one where several nodes hold the same segment, and take turns
    service = here * (core_ms + wait_ms / 4) / assumed.node_cores
    dice = np.random.default_rng(11)
    engine = _slowest(service, rate, nodes, count, assumed, dice) + core_ms + wait_ms + MERGED
    reads = _read(count, assumed, dice)
    found = 6.0 + engine  # the words are read, and the shots compared, as measured with one open library
    return AskedArchive(
        form, gib, frames * assumed.width * form.disk / 2**30, nodes, segments * core_ms / 1e3, rate * service / 1e3,
        _of(engine), _of(found), _of(found + reads),
    )  # fmt: skip


def _segment(form: IndexForm, rows: float, assumed: Assumed) -> tuple[float, float]:
    """Core-ms, and ms of waiting, to search one segment."""
    if form.name == "HNSW":
        return assumed.hnsw_ms * math.log(max(rows, 1e4)) / math.log(50_000), 0.0
    if form.name == "DiskANN":
        return assumed.disk_core_ms, assumed.disk_ms
    each = assumed.ivf_ns if form.name == "IVF-SQ8" else assumed.pq_ns
    return rows * assumed.lists_seen * each / 1e6, 0.0


def _slowest(
    service: float, rate: float, nodes: int, count: int, assumed: Assumed, dice: np.random.Generator
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """ms from each query to the last node's answer; each node answers one after the other."""
    gaps = dice.exponential(1e3 / rate, count)
    times = service * dice.lognormal(-(assumed.jitter**2) / 2, assumed.jitter, (count, nodes))
    times += np.where(dice.random((count, nodes)) < assumed.pauses, dice.uniform(50, 300, (count, nodes)), 0)
    queued, answered = np.zeros(nodes), np.empty(count)
    for n in range(count):
        queued = np.maximum(queued - gaps[n], 0) + times[n]
        answered[n] = queued.max()
    return answered


def _read(count: int, assumed: Assumed, dice: np.random.Generator) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """ms to read the videos of an answer that are not in the cache, so many at once."""
    videos, once = int(assumed.answer_videos), int(assumed.read_at_once)
    misses = dice.binomial(videos, 1 - assumed.hit, count)
    each = assumed.read_ms * dice.lognormal(-0.125, 0.5, (count, -(-videos // once), once))
    rounds = each.max(axis=2).cumsum(axis=1)
    number = -(-misses // once)
    return np.where(number > 0, rounds[np.arange(count), np.maximum(number - 1, 0)], 0.0)


def _of(times: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> tuple[float, float]:
    return float(np.percentile(times, 50)), float(np.percentile(times, 99))
