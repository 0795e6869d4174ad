"""What a request brings, taken in before anything is done about it: not too much, and not too slowly."""

from anyio import fail_after
from starlette.datastructures import Headers
from starlette.types import Message, Receive

from vsearch.errors import VSearchError
from vsearch.web.safety.rates import TooLarge

SECONDS = 30.0
"""In which all of a request must be here."""


class TooSlow(VSearchError):
    """A request does not come to its end."""


async def received(receive: Receive, headers: Headers, most: int) -> Receive:
    """All that a request brings, as if it came at once; it may bring `most` bytes, whatever it says of itself."""
    told = headers.get("content-length", "")
    if not told and "transfer-encoding" not in headers:
        return receive
    if told and (not told.isdigit() or int(told) > most):
        raise TooLarge(f"A request may bring {most} bytes, and no more.", "allow-larger")
    try:
        with fail_after(SECONDS):
            body = await _whole(receive, most)
    except TimeoutError as error:
        raise TooSlow(f"What a request brings must be here within {SECONDS:g} seconds.", "wait") from error
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


async def _whole(receive: Receive, most: int) -> bytes:
    parts, size, more = list[bytes](), 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise TooSlow("The client went away before all was here.")
        parts.append(message.get("body", b""))
        size, more = size + len(parts[-1]), message.get("more_body", False)
        if size > most:
            raise TooLarge(f"A request may bring {most} bytes, and no more.", "allow-larger")
    return b"".join(parts)
