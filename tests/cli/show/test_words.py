"""Transcripts keep every letter of what is said, whichever form they take."""

from pathlib import Path

import pytest

from vsearch.cli.show import words as show_words
from vsearch.library.entry import Entry
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
def test_every_letter_is_written(form: str, written: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_words.transcript(ENTRY, SAID, form)
    assert capsys.readouterr().out == written
