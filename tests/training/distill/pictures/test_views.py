import numpy as np
import pytest
import torch

from vsearch.training.distill.pictures.album import Album
from vsearch.training.distill.pictures.views import Draw, ViewPictures, disguise, redraw

CPU = torch.device("cpu")


def sloped(side):
    """A picture that grows redder to the right and greener downwards."""
    along = (np.arange(side) + 0.5) / side * 255
    return np.stack([np.tile(along, (side, 1)), np.tile(along[:, None], (1, side)), np.zeros((side, side))], 2)


def album(*sides):
    shelves = tuple(sloped(side).astype(np.uint8)[None] for side in sides)
    return Album(shelves, np.arange(len(sides)), np.zeros(len(sides), np.int64), ((),) * len(sides))


def whole(count):
    return np.tile(np.asarray([0, 0, 1, 1], np.float32), (count, 1))


@pytest.mark.parametrize("side", [24, 64, 96], ids=["smaller", "as stored", "larger"])
def test_a_box_is_cut_where_it_lies_whatever_the_stored_side(side):
    boxes = np.asarray([[0.5, 0.25, 0.25, 0.5]] * 3, np.float32)
    seen = ViewPictures(album(32, 64, 224), CPU).cut(np.arange(3), boxes, side)
    assert seen.shape == (3, 3, side, side)
    assert torch.allclose(seen[:, 0].mean((1, 2)), torch.full((3,), 0.625), atol=0.02)
    assert torch.allclose(seen[:, 1].mean((1, 2)), torch.full((3,), 0.5), atol=0.02)
    assert (seen[:, 0, :, -1] > seen[:, 0, :, 0]).all()


def test_views_come_in_the_order_of_their_rows():
    rows = np.asarray([2, 0, 1, 0, 2])
    shelves = tuple(np.full((1, side, side, 3), 40 * n, np.uint8) for n, side in enumerate((32, 64, 224), 1))
    shown = ViewPictures(Album(shelves, np.arange(3), np.zeros(3, np.int64), ((),) * 3), CPU).cut(rows, whole(5), 16)
    assert (shown.mean((1, 2, 3)) * 255).round().tolist() == [120, 40, 80, 40, 120]


def test_some_views_are_mirrored_and_none_is_turned_over():
    shown = ViewPictures(album(64), CPU).cut(np.zeros(40, np.int64), whole(40), 32, np.random.default_rng(0))
    mirrored = (shown[:, 0, :, 0] > shown[:, 0, :, -1]).all(1)
    assert 8 < int(mirrored.sum()) < 32
    assert (shown[:, 1, -1] > shown[:, 1, 0]).all()


@pytest.mark.parametrize("side", [48, 64, 96])
def test_whole_pictures_are_shown_alike_at_every_side(side):
    seen = ViewPictures(album(64, 224), CPU).plain(np.asarray([1, 0]), side)
    assert torch.allclose(seen.mean((2, 3)), torch.tensor([[0.5, 0.5, 0.0]] * 2), atol=0.01)


def test_fine_stripes_are_averaged_when_a_picture_is_made_small():
    stripes = np.zeros((1, 224, 224, 3), np.uint8)
    stripes[:, :, ::2] = 255
    shown = ViewPictures(Album((stripes,), np.zeros(1, np.int64), np.zeros(1, np.int64), ((),)), CPU)
    for seen in (shown.cut(np.zeros(1, np.int64), whole(1), 96), shown.plain(np.zeros(1, np.int64), 96)):
        assert float(seen[0, 0, 8:-8, 8:-8].std()) < 0.06


def test_a_box_is_redrawn_within_itself():
    boxes = np.tile(np.asarray([0.2, 0.3, 0.5, 0.6], np.float32), (200, 1))
    drawn = redraw(boxes, np.random.default_rng(0))
    assert (drawn[:, :2] >= boxes[:, :2] - 1e-6).all()
    assert (drawn[:, :2] + drawn[:, 2:] <= boxes[:, :2] + boxes[:, 2:] + 1e-6).all()
    assert (drawn[:, 2:] >= 0.72 * boxes[:, 2:] - 1e-6).all()


@pytest.mark.parametrize("count", [1, 3, 40])
def test_disguised_views_are_still_pictures_and_the_same_dice_give_the_same(count):
    views = torch.rand(count, 3, 32, 32)
    one, other = (
        disguise(views.clone(), Draw(np.random.default_rng(1), torch.Generator().manual_seed(1))) for _ in range(2)
    )
    assert torch.equal(one, other)
    assert one.shape == views.shape
    assert (one >= 0).all()
    assert (one <= 1).all()
    assert not torch.equal(one, views)
