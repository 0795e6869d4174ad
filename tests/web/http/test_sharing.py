"""Several workers share out requests: who has more in hand than another sends a client away, to come again."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from vsearch.web.http.sharing import InHand, Shared


async def answered(app: object) -> list[tuple[bytes, bytes]]:
    """The headers of an answer."""
    told: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        told.append(message)

    await app({"type": "http"}, receive, send)  # type: ignore[operator]
    return list(told[0]["headers"])


async def fine(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"etag", b"1")]})
    await send({"type": "http.response.body", "body": b""})


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("nothing is answered")


@pytest.mark.parametrize(
    ("here", "there", "away"),
    [
        pytest.param(0, (0, 0), False, id="nothing else"),
        pytest.param(1, (0, 0), True, id="one more than others that are idle"),
        pytest.param(1, (1, 1), False, id="as many everywhere"),
        pytest.param(3, (5, 3), False, id="others have more"),
        pytest.param(3, (5, 2), True, id="one of them has less"),
    ],
)
def test_a_client_is_sent_away_where_another_worker_has_less_in_hand(
    tmp_path: Path, here: int, there: Sequence[int], away: bool
) -> None:
    hands = [InHand(tmp_path, 3) for _ in range(3)]
    for own, count in zip(hands, (here, *there), strict=True):
        for _ in range(count):
            own.take()
    headers = asyncio.run(answered(Shared(fine, hands[0])))
    assert headers == [(b"etag", b"1"), *([(b"connection", b"close")] if away else [])]


def test_what_is_over_is_no_longer_in_hand(tmp_path: Path) -> None:
    own, other = (InHand(tmp_path, 2) for _ in range(2))
    for app in (fine, broken):
        with suppress(RuntimeError):
            asyncio.run(answered(Shared(app, own)))
    for _ in range(2):
        own.take()
    assert own.uneven
    other.take()
    assert not own.uneven


def test_a_worker_without_a_place_sends_nobody_away_and_the_next_takes_the_place_of_one_that_ended(
    tmp_path: Path,
) -> None:
    first, second = (InHand(tmp_path, 2) for _ in range(2))
    third = InHand(tmp_path, 2)
    for _ in range(3):
        third.take()
        first.take()
    assert not third.uneven
    assert first.uneven
    del first
    again = InHand(tmp_path, 2)
    assert not again.uneven  # nothing of what the other one had
    again.take()
    again.take()
    assert again.uneven
    assert not second.uneven
