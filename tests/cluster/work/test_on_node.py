"""An encoder on a node: pictures of several jobs go through it together, each gets its own rows, and is told of."""

import asyncio
import os
import subprocess
import sys

import numpy as np
import pytest

from vsearch.cluster.work import node_encoder
from vsearch.cluster.work.node_encoder import NodeEncoder
from vsearch.encoders import ENCODERS, EncoderSpec
from vsearch.errors import DeviceFull, ModelMissing


class Means:
    """Knows a picture by its mean; counts how often it was asked, and can be told to fail."""

    spec = EncoderSpec("means", 1, 2)

    def __init__(self):
        self.calls, self.error = [], None

    def encode_images(self, pixels):
        self.calls.append(len(pixels))
        if self.error:
            raise self.error
        return pixels.reshape(len(pixels), -1).mean(axis=1, keepdims=True).astype(np.float32)


@pytest.fixture
def means(monkeypatch):
    encoder = Means()
    monkeypatch.setitem(ENCODERS._own, "means", lambda **options: encoder)
    return encoder


def embedded(*counts):
    async def ask():
        node = NodeEncoder("means", "cpu")
        pictures = [np.full((count, 2, 2, 3), n, np.uint8) for n, count in enumerate(counts)]
        return await asyncio.gather(*map(node.embed, pictures))

    return asyncio.run(ask())


def test_pictures_of_several_videos_go_through_an_encoder_together(means):
    rows = embedded(1, 2, 3, 2)
    assert [(len(part), set(part.reshape(-1).tolist())) for part in rows] == [(1, {0}), (2, {1}), (3, {2}), (2, {3})]
    assert len(means.calls) < 4
    assert sum(means.calls) == 8


def test_no_more_go_through_it_than_it_takes(means, monkeypatch):
    monkeypatch.setattr(node_encoder, "MOST", 4)
    assert [len(part) for part in embedded(3, 3, 1, 9)] == [3, 3, 1, 9]
    assert means.calls == [3, 4, 9]


def test_what_an_encoder_cannot_is_told_to_all_who_wait(means):
    means.error = DeviceFull("There is no room.", "smaller-encoder")
    assert [str(error) for error in embedded(1, 1)] == [str(means.error)] * 2


def test_an_encoder_that_is_not_there_is_told(monkeypatch):
    def missing(**options):
        raise ModelMissing("It is not here.")

    monkeypatch.setitem(ENCODERS._own, "means", missing)
    [error] = embedded(1)
    assert isinstance(error, ModelMissing)


def test_what_a_job_said_last_is_told_once(means):
    async def told():
        node = NodeEncoder("means", "cpu")
        await node.tell(1, b"early")
        await node.tell(1, b"late")
        await node.tell(2, b"another")
        return await node.news(), await node.news()

    assert asyncio.run(told()) == ((os.getpid(), [b"late", b"another"]), (os.getpid(), []))


def test_an_encoder_imports_nothing_of_what_reads_films():
    script = (
        "import sys, vsearch.cluster.work.node_encoder\nassert not {'av', 'vsearch.indexer.run.work'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
