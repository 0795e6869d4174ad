import pytest
import torch

from vsearch.training.distill.muon import Muon, orthogonal


@pytest.mark.parametrize("shape", [(24, 90), (90, 24), (32, 32)], ids=str)
def test_a_step_goes_equally_far_in_every_direction(shape):
    torch.manual_seed(0)
    scaled = torch.randn(shape) @ torch.diag(torch.logspace(0, -1, shape[1]))
    values = torch.linalg.svdvals(orthogonal(scaled))
    assert values.min() > 0.5
    assert values.max() < 1.3


def test_no_gradient_at_all_moves_nothing():
    assert torch.equal(orthogonal(torch.zeros(4, 9)), torch.zeros(4, 9))


def test_a_convolution_learns_what_another_does():
    torch.manual_seed(0)
    teacher, student = (torch.nn.Conv2d(4, 8, 3, bias=False) for _ in range(2))
    optimizer = Muon(student.parameters(), lr=0.05)
    pictures = torch.randn(16, 4, 8, 8)
    first = last = torch.nn.functional.mse_loss(student(pictures), teacher(pictures)).item()
    for _ in range(60):
        loss = torch.nn.functional.mse_loss(student(pictures), teacher(pictures).detach())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        last = loss.item()
    assert last < 0.1 * first
