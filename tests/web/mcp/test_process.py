"""`vsearch mcp` as an assistant starts it: a process that speaks over its standard input and output."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from typer.testing import CliRunner

from vsearch.cli.app import app

COMMAND = [sys.executable, "-c", "from vsearch.cli.app import main; import sys; sys.exit(main())", "mcp"]

FIRST = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}  # fmt: skip


def test_an_assistant_starts_it_searches_and_decides(own: Path, ids: dict[str, str]) -> None:
    async def run() -> None:
        arguments = [*COMMAND[1:], "--library", str(own), "--write", "--name", "Ann"]
        with anyio.fail_after(120):
            transport = stdio_client(StdioServerParameters(command=COMMAND[0], args=arguments))
            async with Client(transport) as client:
                assert {"search", "pin"} <= {tool.name for tool in (await client.list_tools()).tools}
                found = await client.call_tool("search", {"words": "coffee", "top": 1})
                assert found.structured_content["items"][0]["video"]["id"] == ids["morning"]
                await client.call_tool("pin", {"video": ids["cat"], "time": 2.0})

    anyio.run(run)
    [line] = (own / "decisions.jsonl").read_text().splitlines()
    assert (json.loads(line)["kind"], json.loads(line)["by"]) == ("pin", "Ann")


@pytest.mark.slow
def test_nothing_but_messages_is_said_and_hanging_up_ends_it(library: Path) -> None:
    text = "\n".join([json.dumps(FIRST), "{", '"\\ud800"', ""])
    done = subprocess.run(
        [*COMMAND, "--library", str(library)], input=text, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(message["jsonrpc"] == "2.0" for message in said)
    assert said[0]["result"]["serverInfo"]["name"] == "vsearch"


@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.slow), signal.SIGTERM])
def test_a_signal_ends_it_at_once_and_leaves_nothing(library: Path, tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        [*COMMAND, "--library", str(library)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(FIRST) + "\n")
        process.stdin.flush()
        assert "serverInfo" in process.stdout.readline()
        process.send_signal(number)
        try:
            assert process.wait(60) == 128 + number
        finally:
            process.kill()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(["--library", "nowhere"], "There is no library", id="no library"),
        pytest.param(["--clips", "clips"], "Name their folder with --write.", id="a folder without leave"),
        pytest.param(["--name", " "], "is no name for decisions", id="no name"),
    ],
)
def test_what_it_cannot_be_told_is_said_in_a_sentence(
    words: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["mcp", *words])
    told = " ".join(f"{done.output} {done.exception}".split())
    assert (done.exit_code != 0, sentence in told) == (True, True), told
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra_it_says_which(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vsearch.web.mcp.server", None)
    done = CliRunner().invoke(app, ["mcp", "--library", str(library)])
    assert "vsearch[web]" in " ".join(f"{done.output} {done.exception}".split())
