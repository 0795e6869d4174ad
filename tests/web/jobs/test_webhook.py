"""The webhook: tried again while it is not taken, signed where there is a secret, and never waited for."""

import hmac
import json
import time
from collections.abc import Mapping
from hashlib import sha256
from threading import Event

import pytest

from vsearch.web.jobs.webhook import SECRET, Webhook, signed

VIDEO = {"id": "abcd", "title": "A film", "status": "indexed", "file": "a.mp4"}


def test_it_is_tried_again_until_it_is_taken() -> None:
    tries: list[bytes] = []
    taken = Event()

    def send(address: str, content: bytes, headers: Mapping[str, str]) -> None:
        tries.append(content)
        if len(tries) < 3:
            raise OSError("refused")
        taken.set()

    hook = Webhook("http://127.0.0.1:1/hook", "films", send=send, waits=(0.0, 0.0))
    hook(VIDEO)
    assert taken.wait(5)
    hook.close()
    assert len(set(tries)) == 1
    told = json.loads(tries[0])
    assert (told["event"], told["library"], told["video"]) == ("video.indexed", "films", VIDEO)


def test_who_tells_never_waits_and_what_is_too_much_is_passed_over() -> None:
    hold = Event()
    hook = Webhook("http://127.0.0.1:1/hook", "films", send=lambda *_: hold.wait(5) and None, waits=())
    start = time.monotonic()
    for _ in range(1200):
        hook(VIDEO)
    assert time.monotonic() - start < 1
    hold.set()
    hook.close()


@pytest.mark.parametrize("status", ["unchanged", "failed"])
def test_what_was_not_indexed_is_not_told(status: str) -> None:
    sent: list[bytes] = []
    hook = Webhook("http://127.0.0.1:1/hook", "films", send=lambda _, content, __: sent.append(content), waits=())
    hook({**VIDEO, "status": status})
    hook._stop.wait(0.3)
    hook.close()
    assert sent == []


def test_the_secret_of_the_environment_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert signed(b"body") == {}
    monkeypatch.setenv(SECRET, "s3cret")
    assert signed(b"body") == {"Vsearch-Signature": f"sha256={hmac.new(b's3cret', b'body', sha256).hexdigest()}"}
