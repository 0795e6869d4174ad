import pytest
import torch

from vsearch.training.distill.muon import Muon, orthogonal


@pytest.mark.parametrize("shape", [(24, 90), (90, 24), (32, 32)], ids=str)
def test_a_step_goes_equally_far_in_every_direction(shape):
    torch.manual_seed(0)
    scaled = torch.randn(shape) @ torch.diag(torch.logspace(0, -1, shape[1]))
    values = torch.linalg.svdvals(orthogonal(scaled[None]))
    assert values.min() > 0.5
    assert values.max() < 1.3


def test_what_bf16_rounds_off_does_not_grow():
    torch.manual_seed(0)
    steps = torch.randn(300, 8, 36) @ torch.diag(torch.logspace(0, -3, 36))
    with torch.autocast("cpu", torch.bfloat16):
        ways = orthogonal(steps)
    assert torch.linalg.svdvals(ways.float()).max() < 1.5


def test_many_matrices_at_once_go_where_each_goes_alone():
    torch.manual_seed(0)
    steps = torch.randn(3, 12, 40)
    steps[1] *= 100
    torch.testing.assert_close(orthogonal(steps), torch.stack([orthogonal(step[None])[0] for step in steps]))


def test_kernels_of_one_size_move_in_as_many_operations_as_one_does():
    def operations(count: int) -> int:
        kernels = [torch.nn.Parameter(torch.randn(8, 4, 3, 3)) for _ in range(count)]
        for kernel in kernels:
            kernel.grad = torch.randn_like(kernel)
        with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], acc_events=True) as told:
            Muon(kernels, lr=0.1).step()
        return sum(event.count for event in told.key_averages() if event.key == "aten::baddbmm")

    assert operations(6) == operations(1)


def test_no_gradient_at_all_moves_nothing():
    assert torch.equal(orthogonal(torch.zeros(1, 4, 9)), torch.zeros(1, 4, 9))


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
