import os
from pathlib import Path

import av
import pytest

from vsearch.errors import WordsUnreadable
from vsearch.indexer.words.cues import Cue, merged, plain
from vsearch.indexer.words.sidecars import decoded, read
from vsearch.indexer.words.subtitles import beside, subtitles
from vsearch.nouns import Span
from vsearch.readers import Facts, Size
from vsearch.readers.clock import MediaClock
from vsearch.readers.pyav import PyAVReader

SRT = "1\n00:00:01,000 --> 00:00:02,500\n{}\n\n2\n00:00:03,000 --> 00:00:04,000\n{}\n"


def facts(duration: float = 60.0, streams=()) -> Facts:
    return Facts(0, 0, duration, 25, "h264", subtitles=tuple(streams))


def film(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        place = folder / f"film.{name.replace('_', '.')}"
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "film.mp4").touch()
    return folder / "film.mp4"


def test_a_file_beside_the_video_is_read(tmp_path):
    words = subtitles(film(tmp_path, srt=SRT.format("<i>Hello</i> there, how are you?", r"{\an8}It is fine.")), facts())
    assert [said.text for said in words.utterances] == ["Hello there, how are you?", "It is fine."]
    assert words.utterances[0].span == Span(1.0, 2.5)
    assert (words.source, words.language) == ("film.srt", "en")


@pytest.mark.parametrize(
    ("language", "source"), [("", "film.srt"), ("ru", "film.ru.srt"), ("rus", "film.ru.srt"), ("fr", "film.srt")]
)
def test_the_language_asked_for_comes_first(tmp_path, language, source):
    path = film(tmp_path, srt=SRT.format("One", "Two"), ru_srt=SRT.format("Раз", "Два"))
    assert subtitles(path, facts(), language=language).source == source


@pytest.mark.timeout(60)
def test_a_pipe_is_never_waited_for(tmp_path):
    path = film(tmp_path, ru_srt=SRT.format("One", "Two"))
    os.mkfifo(tmp_path / "film.srt")
    words = subtitles(path, facts())
    assert (words.source, words.notes) == ("film.ru.srt", ("film.srt is not a file and was not read.",))


def test_another_videos_subtitles_are_not_taken(tmp_path):
    path = film(tmp_path, srt=SRT.format("One", "Two"))
    (tmp_path / "film.2.mp4").touch()
    (tmp_path / "film.2.srt").write_text(SRT.format("x", "y"))
    assert [item.name for item in beside(path)] == ["film.srt"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Привет, как дела? Я не знаю, что тебе сказать. Мы пойдём туда завтра."),
        ("koi8-r", "Привет, как дела? Я не знаю, что тебе сказать. Мы пойдём туда завтра."),
        ("utf-16", "Привет"),
        ("utf-8-sig", "Привет"),
        ("cp1252", "Où est-ce que tu étais hier? Je ne sais pas, ça va être très drôle."),
        ("shift_jis", "こんにちは、元気ですか。明日は行きます。"),
    ],
)
def test_encodings_are_detected(encoding, text):
    assert text in decoded(SRT.format(text, text).encode(encoding), "film.srt")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"\n \n", "is empty", id="blank"),
        pytest.param(b"no times here at all", "no line of times", id="prose"),
        pytest.param(bytes(range(256)) * 40, "", id="binary"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, content, sentence):
    words = subtitles(film(tmp_path, srt=content), facts())
    assert words.utterances == ()
    assert words.source == "none"
    assert len(words.notes) == 1
    assert sentence in words.notes[0]


def test_a_half_written_file_keeps_what_is_whole(tmp_path):
    words = subtitles(film(tmp_path, srt=SRT.format("One", "Two") + "\n3\n00:00:0"), facts())
    assert [said.text for said in words.utterances] == ["One", "Two"]
    assert "1 of 3 cues" in words.notes[0]


def test_broken_times_are_dropped_and_counted(tmp_path):
    bad = "\n3\n-0:00:05,000 --> 00:00:06,000\nminus\n\n4\n00:00:09,000 --> 00:00:08,000\nbackwards\n"
    words = subtitles(film(tmp_path, srt=SRT.format("One", "Two") + bad), facts())
    assert [said.text for said in words.utterances] == ["One", "Two"]
    assert words.notes == ("film.srt: 2 of 4 cues have no usable times and were left out.",)


def test_subtitles_of_another_film_are_said(tmp_path):
    words = subtitles(film(tmp_path, srt=SRT.format("One", "Two")), facts(duration=0.5))
    assert words.utterances == ()
    assert "another film" in words.notes[0]


def test_cues_are_cut_at_the_end_of_the_video(tmp_path):
    words = subtitles(film(tmp_path, srt=SRT.format("One", "Two")), facts(duration=2))
    assert [said.span for said in words.utterances] == [Span(1, 2)]
    assert "1 of 2 cues" in words.notes[0]


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("<c.red>Red</c> &amp; <v Mary>blue</v>", "Red & blue"),
        ("<ruby>base<rt>reading</rt></ruby>", "base"),
        (r"{\ an 2}One\NTwo", "One\nTwo"),
        ("I <3 you, 2 < 3", "I <3 you, 2 < 3"),
        ("<00:01.000>one <00:02.000>two", "one two"),
    ],
)
def test_only_what_is_said_is_left(marked, said):
    assert plain(marked) == said


@pytest.mark.parametrize(
    ("cues", "joined"),
    [
        pytest.param([(0, 1, "a"), (1.2, 2, "a")], [(0, 2, "a")], id="twice"),
        pytest.param([(0, 3, "a"), (1, 3, "b")], [(0, 3, "a\nb")], id="together"),
        pytest.param([(0, 600, "Subtitles by"), (5, 7, "a"), (8, 9, "b")],
                     [(0, 5, "Subtitles by"), (5, 7, "a"), (8, 9, "b")], id="over everything"),
        pytest.param([(0, 2, "a"), (1.8, 4, "b")], [(0, 1.8, "a"), (1.8, 4, "b")], id="touching"),
        pytest.param([(0, 1, "a"), (1, 2, "a\nb")], [(0, 1, "a"), (1, 2, "b")], id="rolling up"),
        pytest.param([(5, 6, "b"), (0, 1, "a")], [(0, 1, "a"), (5, 6, "b")], id="order"),
    ],
)  # fmt: skip
def test_duplicates_and_overlaps_are_merged(cues, joined):
    assert merged([Cue.at(*cue) for cue in cues]) == [Cue.at(*cue) for cue in joined]


EXPECTED = {
    "empty": "empty", "typical": 3, "typical_extra_blank_line": 3, "typical_missing_sequence": 3,
    "typical_missing_timecode": 2, "typical_negative_timestamps": 1, "typical_no_hours_and_millis": 1,
    "typical_unexpected_end": 2, "typical_utf16be": 3, "typical_utf16le": 3, "typical_with_bad_timestamps": 0,
    "typical_with_byte_order_mark": 3, "typical_with_comments": 2, "typical_with_identifiers": 2,
    "typical_with_tags": 14,
    "with_bad_cue_header": 2, "with_bom": 2, "with_css_complex_selectors": 5, "with_css_styles": 4,
    "with_css_text_combine_upright": 2, "with_font_size": 6, "with_overlapping_timestamps": 4, "with_positioning": 8,
    "with_rubies": 4, "with_tags": 4, "with_vertical": 3, "with_x-timestamp-map_header": 2,
    "testdata__src__test__assets__media__webvtt__empty": "empty",
    "testdata__src__test__assets__media__webvtt__typical": 2,
}  # fmt: skip


def test_every_odd_file_ends_in_cues_or_a_sentence(shared):
    for path in sorted((shared / "videos" / "subtitles").iterdir()):
        wanted = EXPECTED[path.name]
        if isinstance(wanted, str):
            with pytest.raises(WordsUnreadable, match=wanted):
                read(path)
        else:
            cues, broken = read(path)
            assert len(cues) == wanted, path.name
            assert cues or broken
            assert not any(mark in cue.text for cue in cues for mark in ("-->", "<c", "NOTE", "{\\")), path.name


@pytest.mark.parametrize(
    ("name", "streams", "first"),
    [
        ("odd/sample_with_srt.mkv", [(2, "srt", "eng")], "This is the first subtitle."),
        ("odd/sample_with_ssa_subtitles.mkv", [(2, "ssa", "")], "This is the first subtitle."),
        ("odd/sample_with_vtt_subtitles.mkv", [(2, "", "")], "This is the first subtitle."),
        ("real/nasa_13013.mp4", [(2, "mov_text", "eng")], "NAR: This is the optical and science segment of the Webb"),
    ],
)
def test_streams_inside_containers_are_read(shared, name, streams, first):
    words = subtitles(shared / "videos" / name, facts(13, streams))
    assert words.utterances[0].text == first


def test_a_stream_of_ones_own_is_read(tmp_path):
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w") as out, av.open(str(_srt(tmp_path)), format="srt") as cues:
        stream = out.add_stream_from_template(cues.streams[0])
        pictures = out.add_stream("mjpeg", rate=1)
        pictures.width, pictures.height, pictures.pix_fmt = 32, 32, "yuvj420p"
        for second in range(3):
            frame = av.VideoFrame(32, 32, "yuvj420p")
            frame.pts = second
            out.mux(pictures.encode(frame))
        for packet in cues.demux():
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    words = subtitles(path, facts(60, [(0, "subrip", "")]))
    assert [said.text for said in words.utterances] == ["One", "Two"]


def test_the_subtitles_of_a_stream_that_begins_in_mid_group_count_from_its_first_picture(midstream, tmp_path):
    """What is flashed at 4.2 s is said at 4.2 s: recordings of broadcasts keep their texts in Matroska."""
    path, at = tmp_path / "recording.mkv", MediaClock.of(midstream).zero + 4.2
    (tmp_path / "texts").write_text(f"1\n00:00:{at:06.3f} --> 00:00:{at + 0.4:06.3f}\nFlash\n".replace(".", ","))
    with (
        av.open(str(midstream)) as broadcast,
        av.open(str(tmp_path / "texts"), format="srt") as texts,
        av.open(str(path), "w") as out,
    ):
        ways = [(one, out.add_stream_from_template(one.streams[0])) for one in (broadcast, texts)]
        for one, stream in ways:
            for packet in one.demux(one.streams[0]):
                if packet.size:
                    packet.stream = stream
                    out.mux(packet)
    reader = PyAVReader(path)
    lit = next(frame.time for frame in reader.frames(reader.times(), [Size(8, 8)]) if frame.pixels[0].mean() > 150)
    (said,) = subtitles(path, reader.facts).utterances
    assert said.text == "Flash"
    assert (said.span.start, lit) == pytest.approx((4.2, 4.2), abs=0.05)


def _srt(folder: Path) -> Path:
    (folder / "other.txt").write_text(SRT.format("One", "Two"))
    return folder / "other.txt"
