"""Wait for a segment without holding a thread, and let go of it when who asked has gone."""

import asyncio

from anyio import to_thread
from fastapi import Request

from vsearch.media.playback.encoding import Segment
from vsearch.media.playback.player import Player, Playing

_LOOK = 0.25
"""Seconds between two looks at whether who asked is still there."""


async def segment(request: Request, player: Player, playing: Playing, number: int) -> Segment | None:
    """The segment; None if nobody waits for it any more."""
    future = asyncio.wrap_future(await to_thread.run_sync(player.segment, playing, number))
    try:
        while not future.done():
            await asyncio.wait({future}, timeout=_LOOK)
            if not future.done() and await request.is_disconnected():
                return None
        return future.result()
    finally:
        if not future.done():
            player.leave(playing, number)
