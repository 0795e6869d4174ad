"""What a terminal shows is what is there, whatever titles, tags and names are made of."""

import json
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from rich.text import Text

from vsearch.cli.checkup import Checkup, Finding
from vsearch.cli.show import envelope, terminal
from vsearch.cli.show import health as show_health
from vsearch.cli.show import index as show_index
from vsearch.cli.show import library as show_library
from vsearch.cli.show import training as show_training
from vsearch.cli.show.answers import results as show_results
from vsearch.cli.show.answers import tags as show_tags
from vsearch.cli.show.answers import video as show_video
from vsearch.cures import Note
from vsearch.errors import VSearchError
from vsearch.escapes import visible
from vsearch.indexer.run.outcome import Outcome
from vsearch.indexer.run.outcome import VideoProgress as Step
from vsearch.library.catalog.listing import ListedVideo
from vsearch.library.catalog.report import VideoReport
from vsearch.library.decisions import Decision
from vsearch.library.decisions.history import Recorded
from vsearch.library.parts.entry import Entry
from vsearch.nouns import Moment, Span, Video
from vsearch.retrieval.search.search import Answer
from vsearch.retrieval.thumbnails.gallery import Gallery

ODD = "Song [official video] [/1999] :heart:"
HOSTILE = "\x1b]52;c;cm0gLXJm\x07 \x9b31m gpj.\u202eexe\r\x7f"
"""What writes to the clipboard, colours the screen, turns a name around and goes back to the line's beginning."""


def listed(missing: bool) -> ListedVideo:
    return ListedVideo("a", ODD, Path(ODD), 1.0, 1, "damaged", "", "", (), "", "", missing)


def vocabulary_row() -> SimpleNamespace:
    word = SimpleNamespace(name=ODD, synonyms=(), languages={})
    return SimpleNamespace(word=word, videos=1, above=())


def tagged() -> SimpleNamespace:
    return SimpleNamespace(video="a", title=ODD, given=(ODD,), tags=(), suggestions=(), notes=())


SHOWN = {
    "table": lambda: terminal.table(["title"], [[ODD]]),
    "long table": lambda: terminal.table(["title"], [[ODD]] * 300),
    "sentence": lambda: terminal.say(ODD),
    "index": lambda: show_index.closing([Outcome(Path("a.mp4"), "indexed", "a", ODD)]),
    "list": lambda: show_library.videos([listed(False), listed(True)], missing=False),
    "moments": lambda: show_results.show_moments({"a": ODD}, [Moment("a", Span(0, 1), 1.0, {}, 0.0)]),
    "answer": lambda: show_results.show_answer({}, Answer([], False, ODD)),
    "failures": lambda: show_results.show_gallery(Gallery([], {"a": VSearchError("It is gone.")}, {"a": ODD})),
    "tags": lambda: show_tags.tagged([tagged()], SimpleNamespace(words={}), brief=True),
    "vocabulary": lambda: show_tags.vocabulary([vocabulary_row()]),
    "decisions": lambda: show_training.decisions([Recorded("k", Decision("label", "a", tag=ODD))]),
    "health": lambda: show_health.report(Checkup({}, {}, {}, {}, (), (Finding(ODD, "Mend it."),))),
    "video": lambda: show_video.everything(
        VideoReport(Entry(Video("a", Path("a.mp4"), ODD, 0.0, 1, 1, "f")), (), {}, "none", (), (), (), (), ())
    ),
}


@pytest.mark.parametrize("shown", SHOWN)
def test_text_is_shown_as_it_is(shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    SHOWN[shown]()
    assert ODD in capsys.readouterr().out


@pytest.mark.parametrize("shown", SHOWN)
def test_no_text_steers_the_terminal(
    shown: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "ODD", HOSTILE)
    SHOWN[shown]()
    told = capsys.readouterr().out
    assert visible(told) == told
    assert "␛]52;c;cm0gLXJm" in told


def test_bars_and_errors_do_not_steer_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    console = terminal.Screen(file=StringIO(), force_terminal=True, width=200, **terminal.PLAIN)
    monkeypatch.setattr(terminal, "errors", console)
    with show_index._shown() as watch:
        watch(Step(Path(HOSTILE), 1, 2, 3.0))
        watch._progress.refresh()  # type: ignore[union-attr]
        watch(Outcome(Path(HOSTILE), "failed", reason=HOSTILE))
        watch(Note(HOSTILE))
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b]" not in told
    assert "\u202e" not in told
    assert told.count("␛]52;c;") >= 3


def test_json_steers_nothing_and_says_all(capsys: pytest.CaptureFixture[str]) -> None:
    envelope.answer([{"title": HOSTILE}])
    told = capsys.readouterr().out
    assert visible(told) == told
    assert json.loads(told)["items"] == [{"title": HOSTILE}]


def test_bars_show_files_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    console = terminal.Screen(file=StringIO(), force_terminal=True, width=200, **terminal.PLAIN)
    monkeypatch.setattr(terminal, "errors", console)
    with show_index._shown() as watch:
        watch(Step(Path("a [b] :x:.mp4"), 1, 2, 3.0))
        watch._progress.refresh()  # type: ignore[union-attr]
        watch(Outcome(Path("b [b] :x:.mp4"), "failed", reason=ODD))
    for words in ("a [b] :x:.mp4", "b [b] :x:.mp4", ODD):
        assert words in console.file.getvalue()  # type: ignore[attr-defined]


def test_on_a_narrow_screen_what_is_long_stands_below_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    console = terminal.Screen(file=StringIO(), width=50, **terminal.PLAIN)
    monkeypatch.setattr(terminal, "console", console)
    rows = [["n4s9y0fs", f"A cat {n}", "0:05 – 0:08", "title +1.00, exact phrase +1.00", "a word"] for n in range(2)]
    terminal.table(["id", "title", "moment", "why", "said"], [*rows, ["", "", "0:09 – 0:10", "", ""]])
    lines = [line.strip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    below = ["title +1.00, exact phrase +1.00", "a word"]
    assert [line for line in lines if line in below] == [*below, *below]
    assert lines[0].split() == ["id", "title", "moment"]
    assert lines[-1] == "0:09 – 0:10"
    assert len(lines) == 8


def test_styles_are_for_the_eye_alone(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(["", "n"], [[Text("gone", "red"), str(n)] for n in range(300)], right=["n"])
    assert capsys.readouterr().out.splitlines()[1] == "gone    0"


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        pytest.param(1.5, 3.0, "1.5-3 ", id="both"),
        pytest.param(1.5, None, "1.5- ", id="no end"),
        pytest.param(None, 3.0, "kind", id="no start"),
    ],
)
def test_a_decision_may_lack_a_start_or_an_end(
    start: float | None, end: float | None, span: str, capsys: pytest.CaptureFixture[str]
) -> None:
    show_training.decisions([Recorded("k", Decision("click", "a", start=start, end=end, tag="dog"))])
    assert span in capsys.readouterr().out


@pytest.mark.parametrize(
    ("scores", "lines"),
    [
        pytest.param([], [], id="none"),
        pytest.param([0.0, 0.5, 1.0], ["           score ▁▅█ 1.000"], id="rising"),
        pytest.param([0.5, float("nan"), 1.0], ["           score ▁!█ 1.000"], id="a gap"),
        pytest.param([float("nan")], ["           score ! nan"], id="nothing finite"),
    ],
)
def test_a_curve_shows_what_there_is(scores: list[float], lines: list[str]) -> None:
    history = [SimpleNamespace(score=score, losses={}) for score in scores]
    assert [str(line) for line in show_training.curves(history)] == lines


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float32("nan"), np.float64("-inf")], ids=repr)
def test_json_has_no_word_for_what_is_not_finite(value: float, capsys: pytest.CaptureFixture[str]) -> None:
    envelope.answer([value])
    assert json.loads(capsys.readouterr().out)["items"] == [None]
