import pytest

from vsearch.encoders.choose import RECOMMENDED, choose, find
from vsearch.errors import ModelMissing


def test_what_was_asked_for_is_chosen():
    assert choose("hf:some/model").spec == "hf:some/model"


def test_the_recommended_model_is_chosen_when_it_can_be_had():
    fetched = []
    choice = choose(fetch=fetched.append)
    assert (choice.spec, fetched) == (RECOMMENDED, [RECOMMENDED])
    assert RECOMMENDED in choice.why


@pytest.mark.parametrize("fetch", [None, find], ids=["fetch", "look"])
def test_without_weights_or_network_builtin_is_chosen_in_one_plain_line(fetch):
    choice = choose(fetch=fetch)
    assert choice.spec == "builtin"
    assert choice.why == (
        f"Using the small builtin encoder, because the model {RECOMMENDED} is not on this machine, or not whole, "
        f"and HF_HUB_OFFLINE forbids to fetch it; --encoder {RECOMMENDED} tries again."
    )


def test_a_model_that_was_compiled_here_is_chosen_without_its_weights(monkeypatch):
    from vsearch.encoders import choose as choosing

    def refuse(name):
        raise ModelMissing(name)

    monkeypatch.setattr(choosing, "find_compiled", lambda name: name)
    assert choose(fetch=refuse).spec == RECOMMENDED
