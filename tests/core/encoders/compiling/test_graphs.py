import numpy as np
import pytest
import torch

from vsearch.encoders.compiling.graphs import Attention, Patches, RawTower, fused
from vsearch.encoders.towers import TorchImages


@pytest.mark.parametrize("bias", [True, False])
def test_patches_are_the_convolution_with_normalisation_folded_in(bias):
    torch.manual_seed(0)
    conv = torch.nn.Conv2d(3, 8, 4, stride=4, bias=bias)
    tower = TorchImages(conv, (0.4, 0.5, 0.6), (0.2, 0.3, 0.4))
    pixels = torch.randint(0, 256, (2, 8, 12, 3)).permute(0, 3, 1, 2).float()
    folded = Patches(conv, tower.scale, tower.shift)(pixels)
    expected = conv(pixels * tower.scale + tower.shift)
    np.testing.assert_allclose(folded.detach(), expected.detach(), atol=1e-4)


def test_only_convolutions_that_cut_patches_are_folded():
    mean, std = (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)
    assert isinstance(fused(TorchImages(torch.nn.Sequential(torch.nn.Conv2d(3, 4, 2, 2)), mean, std)), RawTower)
    assert isinstance(fused(TorchImages(torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3, 2)), mean, std)), TorchImages)


def test_the_tower_itself_is_left_as_it_was():
    body = torch.nn.Sequential(torch.nn.MultiheadAttention(8, 2, batch_first=True), torch.nn.GELU())
    tower = TorchImages(body, (0.5,) * 3, (0.5,) * 3)
    made = fused(tower)
    assert isinstance(next(iter(tower.body)), torch.nn.MultiheadAttention)
    assert isinstance(next(iter(made.body)), Attention)
