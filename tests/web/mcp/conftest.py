"""Asks the tools of a server as an assistant does, over streams in memory."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp_types import CallToolResult, ImageContent, TextContent

from vsearch.web.context import Context
from vsearch.web.mcp.server import ToolServer, create_server
from vsearch.web.settings import ServeSettings

Ask = Callable[..., CallToolResult]


@contextmanager
def opened(library: Path, **options: Any) -> Iterator[ToolServer]:
    """A server of tools on a library."""
    here = Context(ServeSettings(library=library))
    try:
        yield create_server(here, **options)
    finally:
        here.close()


def asked(server: ToolServer, name: str, **arguments: Any) -> CallToolResult:
    """What a tool answers to a client that knows its schema, which checks what it is answered."""

    async def run() -> CallToolResult:
        async with Client(server, mode="legacy") as client:
            await client.list_tools()
            return await client.call_tool(name, arguments)

    return anyio.run(run)


def tools(server: ToolServer) -> dict[str, Any]:
    """The tools by name."""

    async def run() -> dict[str, Any]:
        async with Client(server, mode="legacy") as client:
            return {tool.name: tool for tool in (await client.list_tools()).tools}

    return anyio.run(run)


def value(made: CallToolResult) -> Any:
    """The typed value of an answer, which is told as text too."""
    assert not made.is_error, said(made)
    assert isinstance(made.content[0], TextContent)
    assert json.loads(made.content[0].text) == made.structured_content
    return made.structured_content


def said(made: CallToolResult) -> str:
    """The sentence of a refusal."""
    assert made.is_error
    assert made.structured_content is None
    [only] = made.content
    assert isinstance(only, TextContent)
    assert "\n" not in only.text
    return only.text


def images(made: CallToolResult) -> list[ImageContent]:
    """The pictures of an answer."""
    return [part for part in made.content if isinstance(part, ImageContent)]


@pytest.fixture(scope="module")
def look(library: Path) -> Iterator[Ask]:
    """Asks tools that only look at the library that is not to be written to."""
    with opened(library) as server:
        yield partial(asked, server)


@pytest.fixture
def decide(own: Path, tmp_path: Path) -> Iterator[Ask]:
    """Asks all tools on one's own copy of the library."""
    clips = tmp_path / "clips"
    clips.mkdir()
    with opened(own, write=True, clips=clips) as server:
        yield partial(asked, server)
