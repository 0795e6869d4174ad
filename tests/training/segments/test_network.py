"""Networks of seconds: what lies beyond an edge is nothing, all of a video counts, and memory grows with length."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from vsearch.indexer.segments.seconds import INPUTS, PLACES, SIGNS
from vsearch.sounds.mel import BANDS, PER_SECOND
from vsearch.training.segments.network import NETWORKS, SecondsNetwork, SecondsShape

SHAPE = SecondsShape(16, ("body", "intro", "credits"), narrow=8, wide=16, tokens=4, heads=2)


def given(count: int, seed: int = 0) -> dict[str, Tensor]:
    dice = torch.Generator().manual_seed(seed)
    sizes = {"pictures": (count, 16), "signs": (count, SIGNS), "seen": (count,), "where": (count, PLACES)}
    sizes |= {"mel": (count * PER_SECOND, BANDS), "heard": (count * PER_SECOND,)}
    made = {name: torch.randn(1, *size, generator=dice) for name, size in sizes.items()}
    return made | {name: torch.ones_like(made[name]) for name in ("seen", "heard")}


def filled(one: Mapping[str, Tensor], count: int, extra: int, value: float) -> dict[str, Tensor]:
    """A video filled up with what is masked, whatever stands there."""
    made = {}
    for name in INPUTS:
        more = extra * (PER_SECOND if name in ("mel", "heard") else 1)
        tail = torch.full((1, more, *one[name].shape[2:]), 0.0 if name in ("seen", "heard") else value)
        made[name] = torch.cat([one[name], tail], 1)
    return made


@pytest.fixture(params=sorted(NETWORKS))
def network(request: pytest.FixtureRequest) -> nn.Module:
    torch.manual_seed(0)
    return NETWORKS[request.param](SHAPE).eval()


def test_what_a_batch_is_filled_up_with_changes_nothing() -> None:
    torch.manual_seed(0)
    network = SecondsNetwork(SHAPE).eval()
    one = given(20)
    alone = network(one)
    for value in (0.0, 7.0):
        padded = network(filled(one, 20, 9, value), torch.tensor([20]))
        assert torch.allclose(alone, padded[:, :20], atol=1e-5)


def test_a_masked_edge_is_not_silence() -> None:
    torch.manual_seed(0)
    network = SecondsNetwork(SHAPE).eval()
    one = given(20)
    silence = filled(one, 20, 9, -1.0)
    silence["heard"][:, -9 * PER_SECOND :] = 1
    unheard = filled(one, 20, 9, -1.0)
    assert not torch.allclose(network(silence)[:, 15:20], network(unheard)[:, 15:20], atol=1e-3)


def test_what_is_not_heard_may_say_anything() -> None:
    torch.manual_seed(0)
    network = SecondsNetwork(SHAPE).eval()
    one = given(20)
    one["heard"], one["seen"] = torch.zeros_like(one["heard"]), torch.zeros_like(one["seen"])
    other = dict(one, mel=one["mel"] + 5, pictures=one["pictures"] + 5)
    assert torch.allclose(network(one), network(other))


def test_every_second_hears_of_the_whole_video() -> None:
    torch.manual_seed(0)
    network = SecondsNetwork(SHAPE).eval()
    one = given(60)
    late = dict(one, pictures=one["pictures"].clone())
    late["pictures"][:, -1] += 3
    assert not torch.equal(network(one)[:, 0], network(late)[:, 0])


def test_memory_grows_with_the_length_alone() -> None:
    """The elements of all that the network makes on its way, for one and for two hours."""
    network = SecondsNetwork(SHAPE).eval()
    sizes = []
    for count in (3600, 7200):
        with torch.no_grad(), Counted() as made:
            network(given(count))
        sizes.append(made.largest)
    assert sizes[1] == pytest.approx(2 * sizes[0], rel=0.01)


class Counted(TorchDispatchMode):
    """Looks at every tensor that is made, for the largest."""

    largest = 0

    def __torch_dispatch__(self, function: Any, types: Any, given: Any = (), named: Any = None) -> Any:
        made = function(*given, **(named or {}))
        for one in made if isinstance(made, tuple | list) else [made]:
            if isinstance(one, Tensor):
                self.largest = max(self.largest, one.numel())
        return made


def test_each_tells_every_second(network: nn.Module) -> None:
    made = network(given(13))
    assert made.shape == (1, 13, 3)
    assert np.isfinite(made.detach().numpy()).all()
