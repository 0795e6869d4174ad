"""What the simulations assume, each number with where it is from: measured here, told by others, or assumed."""

from dataclasses import dataclass, field
from typing import Any


def _given(value: float, unit: str, source: str) -> Any:
    return field(default=value, metadata={"unit": unit, "source": source})


MEASURED = "measured, docs/measured.md"
PARTS = "measured, parts of five real clips"
GUESS = "assumed"
PRICE = "assumed, list prices of large clouds"


@dataclass(frozen=True, slots=True)
class Assumed:
    """Numbers that everything else follows from."""

    hours: float = _given(1e6, "hours of film", "the question")
    fps: float = _given(2.0, "frames looked at a second", "the default")
    kept: float = _given(1_000, "frames kept an hour", MEASURED)
    width: float = _given(256, "numbers a vector", "the built-in encoder")
    film_minutes: float = _given(45, "minutes of a film, mean (log-normal, deviation .8, six hours at most)", GUESS)
    bitrate: float = _given(3.0, "Mbit/s of a film", GUESS)

    vector_bytes: float = _given(1_030, "bytes of `vectors.faiss` a kept frame", PARTS)
    preview_bytes: float = _given(2_260, "bytes of the preview a kept frame", PARTS)
    frame_bytes: float = _given(120, "bytes of `frames.parquet` a frame looked at", PARTS)
    other_bytes: float = _given(1.75e6, "bytes of talk, sound, writing and the rest an hour", PARTS)

    core_speed: float = _given(16.5, "times real time a core: all but the encoder, 720p", MEASURED)
    sound_speed: float = _given(167, "times real time a core: sound", MEASURED)
    embeds: float = _given(386, "frames a core-second: `builtin`", MEASURED)
    gpu_speed: float = _given(122, "times real time an H200 with 16 cores, ViT-B-32", MEASURED)
    nvdec_speed: float = _given(400, "times real time an H200 that decodes itself", "the bar; not measured")

    failure_hours: float = _given(500, "hours between two failures of a node", GUESS)
    spot_hours: float = _given(8, "the same for nodes that are taken back", GUESS)
    repair_minutes: float = _given(5, "minutes until another node stands in", GUESS)
    lapse: float = _given(30, "seconds until a lease of the dead is taken over", "core/library/storage/leases.py")
    look: float = _given(10, "seconds until somebody looks for what lapsed", GUESS)
    slow_nodes: float = _given(0.02, "share of nodes", GUESS)
    slow_speed: float = _given(0.33, "of the speed of others, on those", GUESS)
    poison: float = _given(1e-4, "share of films that kill whoever reads them", GUESS)
    stalls: float = _given(1e-3, "share of films whose reader stands still for longer than its lease", GUESS)
    tries: float = _given(3, "tries of such a film", "the rule of `--cluster`")
    bucket_gbit: float = _given(200, "Gbit/s that the bucket gives to all", GUESS)
    requests_hour: float = _given(1_510, "reads an hour of film", MEASURED)
    writes_film: float = _given(24, "writes a film: parts, entry, lease, stamps", "counted")
    list_page: float = _given(1_000, "objects a page of a listing", "S3")
    list_ms: float = _given(80, "ms a page", GUESS)

    segment_gib: float = _given(8, "GiB of vectors a segment of Milvus; its default is 1", GUESS)
    hnsw_ms: float = _given(3.3, "core-ms a segment of 50,000: HNSW, 782 frames wanted", "measured with FAISS on Zen 4")
    ivf_ns: float = _given(36.0, "ns a code that is looked at: IVF-SQ8", "measured with FAISS on Zen 4")
    pq_ns: float = _given(3.2, "ns a code that is looked at: IVF-PQ64x4fs", "measured with FAISS on Zen 4")
    lists_seen: float = _given(
        1, "of the codes are looked at: all lists, see docs/cluster.md", "cluster/engines/kinds.py"
    )
    disk_ms: float = _given(10.0, "ms a segment waits for its disk: DiskANN, cores idle", GUESS)
    disk_core_ms: float = _given(3.0, "core-ms a segment: DiskANN", GUESS)
    node_gib: float = _given(256, "GiB of a query node, of which 70 % are the index's", GUESS)
    node_cores: float = _given(32, "cores of a query node", GUESS)
    jitter: float = _given(0.25, "deviation of the log of a node's time", GUESS)
    pauses: float = _given(0.002, "of a node's answers wait for a pause of 50 to 300 ms", GUESS)
    hit: float = _given(0.6, "of the videos of an answer are in the server's cache", GUESS)
    read_ms: float = _given(30, "ms to read a part from the bucket (log-normal, deviation .5)", GUESS)
    read_at_once: float = _given(16, "parts that are read at once", "core/library/remote")
    answer_videos: float = _given(40, "videos whose vectors an answer is compared with", "100 shots at most")

    core_hour: float = _given(0.045, "dollars a core-hour, 0.015 taken back at any time", PRICE)
    gpu_hour: float = _given(4.0, "dollars an hour of an H200 with 16 cores", PRICE)
    query_hour: float = _given(2.2, "dollars an hour of a query node", PRICE)
    gib_month: float = _given(0.021, "dollars a GiB and month in a bucket", PRICE)
    read_million: float = _given(0.4, "dollars a million reads", PRICE)
    write_million: float = _given(5.0, "dollars a million writes", PRICE)


ASSUMED = Assumed()
