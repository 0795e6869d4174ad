from inspect import signature
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from vsearch.cli.groups import grouped
from vsearch.cli.outputs import outputs
from vsearch.cli.show import envelope, items
from vsearch.cli.show.answers.results import show_duplicates
from vsearch.cli.show.outputs import show_written
from vsearch.errors import UsageWrong
from vsearch.media.clips.clips import Clip
from vsearch.media.clips.reel import JoinedReel
from vsearch.media.delivery import Refused, Wanted, Written
from vsearch.nouns import Span
from vsearch.retrieval.duplicates import Copy, Duplicate

CUT = Clip(Path("a [b].mp4"), "tick", Span(1, 2), Span(0.8, 2.2), copied=True)


@pytest.fixture
def asked() -> tuple[typer.Typer, list[Any]]:
    """A command of one argument, and what it was called with."""
    program, calls = typer.Typer(), list[Any]()

    @program.command()
    @grouped(wanted=outputs)
    def find(words: Annotated[str, typer.Argument(help="Words.")], top: int = 3, *, wanted: "Wanted") -> None:
        """Find WORDS."""
        calls.append((words, top, wanted))

    return program, calls


def test_a_command_is_told_what_to_write(asked: tuple[typer.Typer, list[Any]]) -> None:
    program, calls = asked
    options = (
        "cat --top 5 --html a.html --clips b --copy --reel c.mp4 --reel-length 9 --preview d.gif "
        "--storyboard e --storyboard-every 2 --export f.edl,g.csv"
    )
    result = CliRunner().invoke(program, options.split())
    assert result.exit_code == 0, result.output
    named = (Path("a.html"), Path("b"), True, Path("c.mp4"), 9.0, Path("d.gif"), Path("e"), 2.0)
    assert calls == [("cat", 5, Wanted(*named, (Path("f.edl"), Path("g.csv"))))]


def test_a_command_writes_nothing_by_itself(asked: tuple[typer.Typer, list[Any]]) -> None:
    program, calls = asked
    CliRunner().invoke(program, ["cat"])
    assert calls == [("cat", 3, Wanted())]


def test_search_and_highlights_take_the_options() -> None:
    from vsearch.cli.commands.find.highlights import highlights
    from vsearch.cli.commands.find.search import search

    for command in (search, highlights):
        assert {"html", "clips", "reel", "preview", "storyboard", "export"} <= set(signature(command).parameters)
        assert command.__doc__
        assert command.__doc__.startswith("Find ")


def test_what_was_written_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    reel = JoinedReel(Path("r.mp4"), (("tick", Span(0, 1)),), 1.0, 64, 48, 25.0)
    show_written(Written(clips=(CUT,), reel=reel, exports=(Path("x.edl"),)))
    told = " ".join(capsys.readouterr().out.split())
    assert "clip a [b].mp4 (0:00.8 – 0:02.2, cut at key frames)" in told
    assert "reel r.mp4 (0:01, 1 moments)" in told
    assert "export x.edl" in told


def test_json_tells_what_was_written() -> None:
    refused = Refused(Path("x.vtt"), UsageWrong("Chapters belong to one video.", "one-video"))
    made = envelope.plain(items.written(Written(clips=(CUT,), refused=(refused,))), lambda id: {"id": id})
    assert made["written"] == [
        {"kind": "clip", "file": "a [b].mp4", "id": "tick", "asked": {"start": 1, "end": 2}, "start": 0.8, "end": 2.2,
         "copied": True}
    ]  # fmt: skip
    assert made["refused"] == [
        {"file": "x.vtt", "error": "Chapters belong to one video.", "cure": "Search in one with --video."}
    ]
    assert items.written(Written()) == {}


def test_an_exact_copy_is_named_by_its_path(capsys: pytest.CaptureFixture[str]) -> None:
    show_duplicates({"a": "Frog"}, [], [Copy("a", Path("/films/again.mp4"))])
    told = capsys.readouterr().out
    assert "Frog" in told
    assert "/films/again.mp4" in told


def test_of_many_copies_each_is_named_once(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [Duplicate(a, b, Span(0, 9), Span(0, 9), 1.0, 9, "same") for a, b in combinations("abcd", 2)]
    show_duplicates({}, [*pairs, Duplicate("a", "e", Span(0, 4), Span(5, 9), 0.4, 4, "overlap")])
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] + line.split()[4] for line in told[1:-1]] == ["ab", "ac", "ad", "ae"]
    assert told[-1].startswith("3 more pairs")
