"""Milvus: the frames of very many videos on a server, or in a file, found by filters and nearness together."""

import os
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from vsearch.cluster.engines import collections
from vsearch.cluster.engines.address import address
from vsearch.cluster.engines.client import LONG, MilvusClient
from vsearch.cluster.engines.filters import expressions
from vsearch.cluster.engines.indexed import unindexed
from vsearch.cluster.engines.kinds import KINDS, fitting
from vsearch.nouns import Vectors
from vsearch.retrieval.engines import EngineOptions, EngineVideo, HeldVideo, HeldVideos, NearFrame, WantedFrames

LOT = 4_000
"""Rows that are sent at once."""

PAGE = 10_000
"""Rows of videos that are fetched at once, and of frames that are wanted at most: Milvus gives no more than 16,384."""

FLUSHED = -1
"""In place of a number of rows: all that was told lies in segments, and the server says which are not indexed."""

SETTLED = 10.0
"""Seconds after which what was written is seen by whoever asks without waiting for it: Milvus promises five."""


class Milvus:
    """The frames of one library in a Milvus; other libraries may lie beside it."""

    def __init__(self, argument: str = "", *, options: EngineOptions) -> None:
        self._client = MilvusClient(address(argument))
        self._library, self._width, self._options = options.library, options.width, options
        self._videos = collections.videos_name(options.width)
        self._server = self._client.version
        self._held = HeldVideos(server=self._server)
        self._loaded, self._changed = "", 0.0

    def held(self) -> HeldVideos:
        """What is held of the library: its version is asked for, and the rest where that is another."""
        version, kind, told = self._head()
        if self._options.index not in ("auto", kind):  # another kind was chosen: all is told anew
            return HeldVideos(version, kind, self._server)
        if version != self._held.version:
            self._held = HeldVideos(version, kind, self._server, self._listed() if version else {}, told)
            self._changed = time.monotonic()
        if self._held.waiting:
            waiting = unindexed(self._client, collections.frames_name(self._width, kind))
            self._held = replace(self._held, waiting=max(waiting, told if told != FLUSHED else 0))
        return self._held

    def put(self, videos: Iterable[EngineVideo]) -> None:
        """Take videos in by lots: what was held of them goes, their frames come, then the rows that vouch for them."""
        _, kind, told = self._head()
        if kind and self._options.index not in ("auto", kind):
            self.drop()
            kind, told = "", 0
        kind = kind or self._chosen()
        collections.make_videos(self._client, self._width)
        frames, new = (
            collections.frames_name(self._width, kind),
            collections.make_frames(self._client, self._width, kind),
        )
        self._client.call("load_collection", self._videos, timeout=LONG)
        self._client.call("load_collection", frames, timeout=LONG)
        told = max(told, 0)
        for lot in _lots(videos):
            if not new:
                self._delete([video.id for video in lot], frames)
            rows = chain.from_iterable(collections.frame_rows(self._library, video) for video in lot)
            for part in _parts(rows):
                self._client.call("insert", frames, part, timeout=LONG)
                told += len(part)
            rows_of_videos = [collections.video_row(self._library, video, kind, self._width) for video in lot]
            self._client.call("insert", self._videos, rows_of_videos, timeout=LONG)
            self._mark(kind, 0 if kind == "flat" else told)
        self._client.call("flush", frames, timeout=LONG)
        if kind != "flat":
            self._mark(kind, FLUSHED if unindexed(self._client, frames) else 0)

    def nearest(self, query: Vectors, top: int, asked: WantedFrames) -> list[NearFrame]:
        """The frames that are probably nearest, by as many searches as their filter takes."""
        kind = self.held().kind
        if not kind:
            return []
        wanted = min(top, PAGE)
        found = [
            one for told in expressions(self._library, asked) for one in self._search(query, wanted, told, kind, asked)
        ]
        found.sort(key=lambda one: -one.score)
        return found[:wanted]

    def drop(self, videos: Collection[str] | None = None) -> None:
        """Forget some videos, or all of the library; collections in which nothing is left go."""
        _, kind, told = self._head()
        if not kind:
            return
        frames = collections.frames_name(self._width, kind)
        if videos is not None:
            for part in _parts(iter(sorted(videos)), 500):
                self._delete(part, frames)
            self._mark(kind, told)
            return
        mine = f'library == "{self._library}"'
        for name in (self._videos, frames):
            self._client.call("load_collection", name, timeout=LONG)
            others = self._client.call(
                "query", name, filter=f"not ({mine})", limit=1, output_fields=["id"], consistency_level="Strong"
            )
            if others:
                self._client.call("delete", name, filter=mine, timeout=LONG, consistency_level="Strong")
            else:
                self._client.call("drop_collection", name, timeout=LONG)
        self._held, self._loaded = HeldVideos(server=self._server), ""

    def _search(self, query: Vectors, top: int, told: str, kind: str, asked: WantedFrames) -> Iterator[NearFrame]:
        name = collections.frames_name(self._width, kind)
        if self._loaded != name:
            collections.check_width(self._client, name, self._width)
            self._client.call("load_collection", name, timeout=LONG)
            self._loaded = name
        settled = time.monotonic() - self._changed > SETTLED
        hits = self._client.call(
            "search", name, [np.asarray(query, np.float32).reshape(-1)], anns_field="vector", limit=top, filter=told,
            search_params={"metric_type": "IP", "params": KINDS[kind].search(top)}, output_fields=[],
            consistency_level="Bounded" if settled else "Strong", group_by_field="video" if asked.grouped else None,
        )[0]  # fmt: skip
        for hit in hits:
            _, video, row, shot = str(hit["id"]).split("/")
            yield NearFrame(video, int(row), int(shot), float(hit["distance"]))

    def _head(self) -> tuple[str, str, int]:
        """The version of what is held of the library, the kind of its index, and what is not in that yet, as told."""
        if not self._client.call("has_collection", self._videos):
            return "", "", 0
        if not self._loaded:
            collections.check_width(self._client, self._videos, self._width)
            self._client.call("load_collection", self._videos, timeout=LONG)
        found = ((str(row["stamp"]), str(row["kind"]), int(row["frames"])) for row in self._heads())
        return max(found, default=("", "", 0))

    def _heads(self, **options: Any) -> list[Any]:
        """The rows of the library itself: one, or two while one takes the other's place."""
        told, fields = f'library == "{self._library}" and video == ""', ["id", "stamp", "kind", "frames"]
        return list(self._client.call("query", self._videos, filter=told, output_fields=fields, limit=100, **options))

    def _mark(self, kind: str, waiting: int) -> None:
        """Give what is held another version, so that whoever asks looks again; at no time there is none.

        With it goes what the index lacks: so many rows, or FLUSHED where the server tells how many, or nothing.
        """
        before = [str(row["id"]) for row in self._heads(consistency_level="Strong")]
        version = f"{time.time_ns():016x}{os.urandom(4).hex()}"
        row = collections.head_row(self._library, version, kind, self._width, waiting)
        self._client.call("insert", self._videos, [row])
        if before:
            self._client.call("delete", self._videos, ids=before)

    def _listed(self) -> dict[str, HeldVideo]:
        rows = self._client.rows(
            self._videos, batch_size=PAGE, filter=f'library == "{self._library}" and video != ""',
            output_fields=["video", "stamp", "frames", "heard"], consistency_level="Strong",
        )  # fmt: skip
        return {str(row["video"]): HeldVideo(str(row["stamp"]), int(row["frames"]), str(row["heard"])) for row in rows}

    def _delete(self, videos: Sequence[str], frames: str) -> None:
        """Forget videos: first the rows that vouch for them."""
        keys = ", ".join(f'"{self._library}/{video}"' for video in videos)
        names = ", ".join(f'"{video}"' for video in videos)
        self._client.call("delete", self._videos, filter=f"id in [{keys}]", timeout=LONG)
        mine = f'library == "{self._library}" and video in [{names}]'
        self._client.call("delete", frames, filter=mine, timeout=LONG, consistency_level="Strong")

    def _chosen(self) -> str:
        chosen, embedded = self._options.index, self._client.address.embedded
        return (
            chosen
            if chosen != "auto"
            else fitting(self._options.rows(), self._width, self._options.memory, embedded=embedded)
        )


def _lots(videos: Iterable[EngineVideo]) -> Iterator[list[EngineVideo]]:
    lot: list[EngineVideo] = []
    for video in videos:
        lot.append(video)
        if sum(len(one.time) for one in lot) >= LOT:
            yield lot
            lot = []
    if lot:
        yield lot


def _parts(rows: Iterator[Any], size: int = LOT) -> Iterator[list[Any]]:
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
