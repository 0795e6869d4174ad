"""How many frames a Milvus finds only in part: what it has not indexed, or not loaded with its index yet."""

from vsearch.cluster.engines.client import MilvusClient

COMPARED = 1_024
"""Rows of a segment below which Milvus makes no index: all of them are compared."""


def unindexed(client: MilvusClient, frames: str) -> int:
    """The rows of a collection that are looked for in an index of Milvus' own making, which finds 67 to 96 of 100.

    `describe_index` counts indexes that were built; a search uses one only some ten seconds later, once it is loaded.
    """
    loaded = client.call("list_loaded_segments", frames)
    rough = sum(int(one.num_rows) for one in loaded if not one.index_name and one.num_rows >= COMPARED)
    total = int(client.call("describe_index", frames, "vector").get("total_rows", 0))
    missing = total - sum(int(one.num_rows) for one in loaded)
    return rough + (missing if missing >= COMPARED else 0)
