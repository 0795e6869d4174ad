import socket
import time

import pytest

from vsearch.cli.cures import worded
from vsearch.encoders import ENCODERS
from vsearch.errors import ModelMissing, UsageWrong
from vsearch.models import hub


@pytest.fixture
def online(monkeypatch):
    """As if nothing forbade the network."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "name",
    [
        "open_clip:ViT-B-32/datacomp_xl_s13b_b90k",
        "open_clip:xlm-roberta-base-ViT-B-32/laion5b_s13b_b90k",
        "hf:google/siglip2-base-patch16-224",
    ],
)
def test_a_missing_model_is_one_sentence_with_two_ways_out(name):
    with pytest.raises(ModelMissing) as caught:
        ENCODERS.make(name, device="cpu")
    sentence = worded(caught.value)
    assert sentence.startswith(f"The model {name} is not on this machine")
    assert "HF_HUB_OFFLINE forbids to fetch it" in sentence
    assert "copy the hub's cache folder" in sentence
    assert "--encoder builtin" in sentence
    assert "\n" not in sentence


def test_a_hub_that_refuses_is_known_at_once(online, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    connect, asked = socket.create_connection, []
    monkeypatch.setattr(socket, "create_connection", lambda *to, **how: asked.append(to) or connect(*to, **how))
    with pytest.raises(ModelMissing, match=r"http://127\.0\.0\.1:9 does not answer"):
        ENCODERS.make("hf:somebody/something", device="cpu")
    assert len(asked) <= 2  # the second only where a minute ended in between


def test_a_hub_that_is_silent_is_given_up_in_time(online, monkeypatch):
    """A listener whose queue is full never completes a connection: the worst kind of network."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{listener.getsockname()[1]}")
        started = time.monotonic()
        assert not hub.reachable(patience=0.3)
        assert time.monotonic() - started < 60  # the system itself gives up after two minutes
        for filler in fillers:
            filler.close()


def test_the_proxy_is_what_must_answer_where_there_is_one(online, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "https://no-such-host.invalid")
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        assert hub.reachable()


def test_a_hub_that_does_not_answer_is_not_asked_again_at_once(online, monkeypatch):
    asked = []
    monkeypatch.setenv("HF_ENDPOINT", "http://not-asked-before.invalid")
    monkeypatch.setattr(hub, "_connects", lambda *address: bool(asked.append(address)))
    monkeypatch.setattr(hub.time, "monotonic", lambda: 600.0)
    assert [hub.reachable(), hub.reachable()] == [False, False]
    assert len(asked) == 1
    monkeypatch.setattr(hub.time, "monotonic", lambda: 661.0)
    assert not hub.reachable()
    assert len(asked) == 2


def test_what_is_in_the_cache_never_touches_the_network(online, monkeypatch):
    monkeypatch.setattr(hub, "reachable", lambda: pytest.fail("the network was asked"))
    assert hub.fetched("here", lambda: 7) == 7


def test_the_caches_are_read_with_the_network_forbidden(online, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    seen = []
    hub.fetched("here", lambda: seen.append(constants.HF_HUB_OFFLINE) or 1)
    assert seen == [True]
    assert constants.HF_HUB_OFFLINE is False


def test_a_download_that_breaks_is_one_sentence(online, monkeypatch):
    monkeypatch.setattr(hub, "reachable", lambda: True)

    def broken():
        raise OSError("403 Client Error: Forbidden\nfor url: somewhere")

    with pytest.raises(ModelMissing, match=r"could not be fetched \(403 Client Error: Forbidden\)\. Fetch it where"):
        hub.fetched("there", broken)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("open_clip:ViT-Z-99/openai", "OpenCLIP knows no model 'ViT-Z-99/openai'"),
        (
            "open_clip:ViT-B-32/nothing",
            "'nothing' is neither a file nor weights that OpenCLIP has for ViT-B-32. ",
        ),
        ("open_clip:ViT-B-32", "Write open_clip:ARCH/PRETRAINED"),
    ],
)
def test_a_wrong_name_is_said_to_be_wrong(name, sentence):
    with pytest.raises(UsageWrong, match=r".") as caught:
        ENCODERS.make(name, device="cpu")
    assert sentence in str(caught.value)
