"""Kinds of index by the names that Milvus gives them: what each is built and asked with, and which fits a memory."""

from collections.abc import Mapping
from dataclasses import dataclass

SMALL = 20_000
"""Frames up to which all are compared: no graph is quicker."""

GROWTH = 1.5
"""A library grows after its index was chosen."""


LISTS = 1024
"""Lists of a segment's index, all of which are looked at: words lie far from all frames, so that with 64 of them hardly
a search had the right ten answers, and with 512 one in three had another among them."""


@dataclass(frozen=True, slots=True)
class IndexKind:
    """One kind: its type, what it is built with, the parameter that widens its search, and what a number takes."""

    type: str
    build: Mapping[str, int]
    wide: str
    least: int
    """The width of the narrowest search; one for more frames is at least as wide as they are many."""
    bytes: float
    """Bytes in memory for each number of a vector, as measured and as Milvus' documents say."""

    def search(self, top: int) -> dict[str, int]:
        """What it is asked with for so many frames."""
        return {self.wide: max(self.least, top) if self.wide != "nprobe" else self.least} if self.wide else {}


KINDS: Mapping[str, IndexKind] = {
    "flat": IndexKind("FLAT", {}, "", 0, 4.0),
    "hnsw": IndexKind("HNSW", {"M": 16, "efConstruction": 200}, "ef", 128, 5.2),
    "ivf_sq8": IndexKind("IVF_SQ8", {"nlist": LISTS}, "nprobe", LISTS, 1.1),
    "diskann": IndexKind("DISKANN", {}, "search_list", 128, 0.5),
}


def fitting(rows: int, width: int, memory: float, *, embedded: bool = False) -> str:
    """The kind that is quickest within so many GiB of memory; the embedded form compares all, which is exact."""
    if embedded or rows <= SMALL:
        return "flat"
    numbers = rows * width * GROWTH
    return next((name for name in ("hnsw", "ivf_sq8") if numbers * KINDS[name].bytes <= memory * 2**30), "diskann")
