"""Transcripts keep every letter of what is said, whichever form they take."""

from pathlib import Path

import pytest

from vsearch.cli.show.answers import words as show_words
from vsearch.cli.show.terminal import PLAIN, Screen
from vsearch.errors import UsageWrong
from vsearch.escapes import visible
from vsearch.library.parts.entry import Entry
from vsearch.nouns import Span, Utterance, Video

ENTRY = Entry(Video("a", Path("a.mp4"), "A", 9.0, 1, 1, "f"), made={"words": {"source": "a.srt"}})
SAID = (
    Utterance(Span(0.5, 2.25), "let s = {a, b}; if a < b && c", "a.srt"),
    Utterance(Span(3661, 3662.5), "two [i]lines[/i]\n\nof <i>text</i>", "a.srt"),
)
SRT = """1
00:00:00,500 --> 00:00:02,250
let s = {a, b}; if a < b && c

2
01:01:01,000 --> 01:01:02,500
two [i]lines[/i]
of <i>text</i>
"""
VTT = """WEBVTT

1
00:00:00.500 --> 00:00:02.250
let s = {a, b}; if a &lt; b &amp;&amp; c

2
01:01:01.000 --> 01:01:02.500
two [i]lines[/i]
of &lt;i&gt;text&lt;/i&gt;
"""
TEXT = """   0:00.5  let s = {a, b}; if a < b && c
  1:01:01  two [i]lines[/i]

of <i>text</i>
"""


@pytest.mark.parametrize(("form", "written"), [("srt", SRT), ("vtt", VTT), ("text", TEXT)])
def test_every_letter_is_written(form: str, written: str) -> None:
    assert show_words.transcript([(ENTRY, SAID)], form) == written


def test_of_several_videos_each_is_headed_by_its_title() -> None:
    assert show_words.transcript([(ENTRY, SAID), (ENTRY, ())], "text") == f"A  a\n{TEXT}\nA  a\n"
    with pytest.raises(UsageWrong, match="not to 2"):
        show_words.transcript([(ENTRY, SAID)] * 2, "srt")


@pytest.mark.parametrize("form", ["text", "srt", "vtt"])
def test_what_is_said_steers_no_terminal(form: str) -> None:
    text = show_words.transcript([(ENTRY, [Utterance(Span(0, 1), "\x1b]52;c;cm0=\x07 gpj.\u202eexe", "a.srt")])], form)
    assert visible(text) == text


@pytest.mark.parametrize(("terminal", "colours"), [(True, 2), (False, 0)])
def test_times_are_coloured_where_a_person_looks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool, colours: int
) -> None:
    screen = Screen(force_terminal=terminal, color_system="standard", **PLAIN)
    monkeypatch.setattr(show_words.terminal, "console", screen)
    told = [(ENTRY, SAID)]
    show_words.deliver(told, show_words.transcript(told, "text"), None, quiet=False)
    assert capsys.readouterr().out.count("\x1b[36m") == colours
