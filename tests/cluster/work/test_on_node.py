"""An encoder on a node: pictures of several jobs go through it together, and each job gets its own rows."""

import asyncio

import numpy as np
import pytest

from vsearch.cluster.work import on_node
from vsearch.cluster.work.on_node import Board, JobProgress, NodeEncoder
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
    monkeypatch.setattr(on_node, "MOST", 4)
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


def test_a_board_forgets_jobs_that_have_ended():
    board = Board()
    board.tell(JobProgress(1, 0, 5))
    board.tell(JobProgress(2, 0, 1))
    board.tell(JobProgress(2, 0, 2))
    assert board.words([1]) == [JobProgress(2, 0, 2)]
