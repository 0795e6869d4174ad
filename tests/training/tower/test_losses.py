"""What the tower is taught, each loss by what makes it small."""

import pytest
import torch

from vsearch.training.tower import losses
from vsearch.training.tower.batches import SignalScale, batch
from vsearch.training.tower.network import Tower

FRAMES = torch.eye(4)[None, :3]
"""One video of three frames that are nothing alike."""
MASK, HEAT = torch.ones(1, 3), torch.tensor(2.7)


def pointed(vector, frames=FRAMES, chosen=(0.0, 1.0, 0.0)):
    rows = torch.tensor(vector, dtype=torch.float32).expand(len(frames), -1)
    return float(
        losses.pointing(rows, frames, MASK.expand(len(frames), -1), torch.tensor([chosen] * len(frames)), HEAT)
    )


def test_a_vector_should_be_near_the_choice_and_far_from_the_video_s_other_frames():
    assert pointed([0.0, 1, 0, 0]) < pointed([0.0, 0, 0, 1]) < pointed([1.0, 0, 0, 0])


def test_frames_of_other_videos_repel_too():
    alone = pointed([0.0, 1, 0, 0])
    beside = losses.pointing(
        torch.tensor([[0.0, 1, 0, 0]] * 2),
        torch.cat([FRAMES, FRAMES.roll(1, 1)]),
        MASK.expand(2, -1),
        torch.tensor([[0.0, 1, 0], [0.0, 0, 0]]),
        HEAT,
    )
    assert float(beside) > alone


@pytest.mark.parametrize(
    ("weights", "nearer"),
    [pytest.param([1.0, 9.0], 2, id="the second counts more"), pytest.param([9.0, 1.0], 1, id="the first does")],
)
def test_what_was_unlikely_to_be_chosen_counts_more(weights, nearer):
    chosen = torch.tensor([[0.0, 1.0, 0], [0.0, 0, 1]])

    def lost(axis):
        vector = torch.eye(4)[axis].expand(2, -1)
        frames, mask = FRAMES.expand(2, -1, -1), MASK.expand(2, -1)
        return float(losses.pointing(vector, frames, mask, chosen, HEAT, torch.tensor(weights)))

    assert lost(nearer) == min(lost(axis) for axis in range(3))


def test_weights_that_are_all_alike_change_nothing():
    rows, mask = torch.eye(4)[:2], MASK.expand(2, -1)
    given = rows, FRAMES.expand(2, -1, -1), mask, torch.tensor([[0.0, 1.0, 0], [0.0, 0, 1]]), HEAT
    assert float(losses.pointing(*given, torch.full((2,), 7.0))) == pytest.approx(float(losses.pointing(*given)))


def test_a_near_duplicate_of_the_choice_is_a_choice_too():
    twin = torch.nn.functional.normalize(torch.tensor([0.0, 1.0, 0.05, 0.0]), dim=0)
    frames = torch.stack([FRAMES[0, 0], FRAMES[0, 1], twin])[None]
    soft = losses.softened(frames, torch.tensor([[0.0, 1.0, 0.0]]))[0]
    assert soft[0] == 0
    assert soft[1] == 1
    assert 0.8 < soft[2] < 1


@pytest.mark.parametrize(
    ("curve", "small"),
    [pytest.param([0.0, 1, 2], True, id="in order"), pytest.param([2.0, 1, 0], False, id="reversed")],
)
def test_what_is_wanted_more_should_score_higher(curve, small):
    wanted, known = torch.tensor([[0.0, 0.5, 1.0]]), torch.tensor([True])
    assert (float(losses.ranking(torch.tensor([curve]), MASK, wanted, known)) < 0.1) is small


def test_nobody_s_verdict_on_a_tag_teaches_nothing():
    weights = torch.ones(2)
    low, high = (losses.naming(torch.tensor([[1.0, x]]), torch.tensor([[1.0, -1.0]]), weights) for x in (-9.0, 9.0))
    assert float(low) == float(high)
    wrong, right = (losses.naming(torch.tensor([[1.0, x]]), torch.tensor([[1.0, 0.0]]), weights) for x in (9.0, -9.0))
    assert float(wrong) > float(right)


def test_what_is_sure_already_counts_less_than_what_is_doubtful():
    tags, weights = torch.tensor([[1.0]]), torch.ones(1)
    plain = [float(losses.naming(torch.tensor([[x]]), tags, weights, focus=0.0)) for x in (0.0, 4.0)]
    focal = [float(losses.naming(torch.tensor([[x]]), tags, weights)) for x in (0.0, 4.0)]
    assert focal[1] / focal[0] < plain[1] / plain[0]


def test_rare_tags_weigh_more_but_not_without_bound():
    tags = torch.zeros(1000, 3)
    tags[:1, 0], tags[:50, 1], tags[:500, 2] = 1, 1, 1
    rare, less, common = losses.balance(tags).tolist()
    assert 10 >= rare > less > common >= 1


def test_noisy_losses_learn_to_weigh_less():
    blend = losses.TaskWeights(("thumbnail", "tags"))
    optimiser = torch.optim.SGD(blend.parameters(), 0.1)
    for _ in range(200):
        optimiser.zero_grad()
        blend({"thumbnail": torch.tensor(0.2), "tags": torch.tensor(5.0)}).backward()
        optimiser.step()
    assert blend.noise["tags"] > blend.noise["thumbnail"]
    assert float((-blend.noise["tags"].detach()).exp()) == pytest.approx(1 / 5, rel=0.05)


def test_a_frame_s_token_knows_how_it_differs_from_its_neighbours(spoken, tiny):
    torch.manual_seed(0)
    tower = Tower(tiny.shape(spoken)).eval()
    fed = batch(spoken.examples[:1], spoken, SignalScale.of(spoken))
    before = tower._seen(fed)[0]
    fed["frames"][0, 4] = -fed["frames"][0, 4]
    changed = (tower._seen(fed)[0] - before).abs().amax(-1) > 1e-4
    assert changed.nonzero()[:, 0].tolist() == [3, 4, 5]
