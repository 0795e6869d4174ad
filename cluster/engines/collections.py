"""What lies in a Milvus: a collection of frames for each width and kind of index, and one of videos beside it."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from vsearch.cluster.engines.client import LONG, MilvusClient
from vsearch.cluster.engines.kinds import KINDS
from vsearch.errors import EngineUnavailable
from vsearch.retrieval.engines import EngineVideo
from vsearch.rows import unit

PARTITIONS = 64
"""Into how many parts libraries are dealt: a search looks into the part of its own."""

TEXT = 1024
"""Bytes that a text may have; what is longer is cut, and found by the names of its videos alone."""

MANY = 128
"""Tags, or folders, that a video may have there."""


def frames_name(width: int, kind: str) -> str:
    """The collection of frames of a width, indexed in one way."""
    return f"vsearch_frames_{width}_{kind}"


def videos_name(width: int) -> str:
    """The collection of videos, whose rows say of which frames one may be sure."""
    return f"vsearch_videos_{width}"


def make_frames(client: MilvusClient, width: int, kind: str) -> bool:
    """The collection of frames, made if there is none; whether it was made."""
    own = (("row", "INT64"), ("shot", "INT64"), ("time", "DOUBLE"), ("start_time", "DOUBLE"), ("end_time", "DOUBLE"))
    flags = (("kept", "BOOL"), ("packaging", "BOOL"))
    return _made(client, frames_name(width, kind), width, (*own, *flags), kind)


def make_videos(client: MilvusClient, width: int) -> bool:
    """The collection of videos, made if there is none; whether it was made."""
    own = (("stamp", "VARCHAR"), ("kind", "VARCHAR"), ("heard", "VARCHAR"), ("frames", "INT64"))
    return _made(client, videos_name(width), width, own, "flat")


def check_width(client: MilvusClient, name: str, width: int) -> None:
    """Refuse a collection whose vectors are of another length, or that is none of ours."""
    fields = client.call("describe_collection", name)["fields"]
    found = next((one.get("params", {}).get("dim") for one in fields if one["name"] == "vector"), None)
    if found is None or int(found) != width:
        raise EngineUnavailable(
            f"{name} in {client.address.text} holds vectors of {found or 'no'} numbers, and this library has {width}.",
            "other-database",
        )


def frame_rows(library: str, video: EngineVideo) -> Iterator[dict[str, Any]]:
    """The rows of one video's frames; the key says whose, which and of which shot a frame is."""
    shared = {"library": library, "video": video.id, **_facts(video)}
    columns = zip(
        video.shot.tolist(), video.time.tolist(), video.start.tolist(), video.end.tolist(), video.kept.tolist(),
        video.packaging.tolist(), strict=True,
    )  # fmt: skip
    for row, (shot, time, start, end, kept, packaging) in enumerate(columns):
        yield {
            **shared, "id": f"{library}/{video.id}/{row}/{shot}", "row": row, "shot": shot, "time": time,
            "start_time": start, "end_time": end, "kept": kept, "packaging": packaging, "vector": video.vectors[row],
        }  # fmt: skip


def video_row(library: str, video: EngineVideo, kind: str, width: int) -> dict[str, Any]:
    """The row of a video: written last, it says that its frames are there, and as they were at which stamp."""
    kept = video.vectors[video.kept]
    middle = unit(kept.mean(axis=0, keepdims=True))[0] if len(kept) else np.zeros(width, np.float32)
    return {
        "id": f"{library}/{video.id}", "library": library, "video": video.id, "stamp": video.stamp, "kind": kind,
        "heard": _cut(video.heard), "frames": len(kept), "vector": middle, **_facts(video),
    }  # fmt: skip


def head_row(library: str, version: str, kind: str, width: int, waiting: int) -> dict[str, Any]:
    """The row of the library itself: the version of all that is held of it, and the frames that its index lacks."""
    empty = {"series": "", "language": "", "tags": [], "folders": [], "first_day": 0, "last_day": 0, "duration": 0.0}
    return {
        "id": f"{library}/ {version}", "library": library, "video": "", "stamp": version, "kind": kind, "heard": "",
        "frames": waiting, "vector": np.zeros(width, np.float32), **empty,
    }  # fmt: skip


def _facts(video: EngineVideo) -> dict[str, Any]:
    return {
        "series": _cut(video.series),
        "language": _cut(video.language),
        "tags": [_cut(tag) for tag in video.tags[:MANY]],
        "folders": [_cut(folder) for folder in video.folders[:MANY]],
        "first_day": video.days[0],
        "last_day": video.days[1],
        "duration": float(video.duration),
    }


def _cut(text: str) -> str:
    return text.encode()[:TEXT].decode(errors="ignore")


def _made(client: MilvusClient, name: str, width: int, own: tuple[tuple[str, str], ...], kind: str) -> bool:
    if client.call("has_collection", name):
        check_width(client, name, width)
        return False
    types, options = client.driver.DataType, {"VARCHAR": {"max_length": TEXT}}
    schema = client.driver.MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", types.VARCHAR, max_length=256, is_primary=True)
    schema.add_field("library", types.VARCHAR, max_length=64, is_partition_key=True)
    facts = (("video", "VARCHAR"), ("series", "VARCHAR"), ("language", "VARCHAR"), ("first_day", "INT64"))
    for field, kind_of in (*facts, ("last_day", "INT64"), ("duration", "DOUBLE"), *own):
        schema.add_field(field, getattr(types, kind_of), **options.get(kind_of, {}))
    for field in ("tags", "folders"):
        schema.add_field(field, types.ARRAY, element_type=types.VARCHAR, max_capacity=MANY, max_length=TEXT)
    schema.add_field("vector", types.FLOAT_VECTOR, dim=width)
    index = client.driver.MilvusClient.prepare_index_params()
    index.add_index("vector", index_type=KINDS[kind].type, metric_type="IP", params=dict(KINDS[kind].build))
    client.call(
        "create_collection", name, schema=schema, index_params=index, num_partitions=PARTITIONS, timeout=LONG,
        consistency_level="Bounded",
    )  # fmt: skip
    return True
