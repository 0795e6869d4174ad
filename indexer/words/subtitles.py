"""Subtitles: beside the file and inside the container, read by FFmpeg's parsers, what was lost counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vsearch.errors import VideoError, WordsUnreadable
from vsearch.indexer.words import Words
from vsearch.indexer.words.cues import Cue, merged, plain, within
from vsearch.indexer.words.sidecars import SUFFIXES, read
from vsearch.nouns import Utterance
from vsearch.readers import Facts
from vsearch.texts.languages import language as guessed
from vsearch.texts.languages import short

_TEXT = frozenset({"mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text", ""})
"""Codecs of text; WebVTT in Matroska has none at all, and its packets are plain text."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Subtitles that could be read: a file, or a stream of the container."""

    name: str
    language: str
    path: Path | None = None
    stream: int = -1
    forced: bool = False


def subtitles(path: Path, facts: Facts, *, language: str = "") -> Words:
    """The best subtitles of a video: in `language` if there are any, files before streams; the notes tell the rest."""
    wanted = short(language)
    notes: list[str] = []
    ranked = sorted([*_files(path), *_inside(facts)], key=lambda source: _rank(source, wanted))
    for number, source in enumerate(ranked):
        try:
            words = _words(path, source, facts.duration)
        except WordsUnreadable as error:
            notes.append(str(error))
            continue
        notes += words.notes
        if words.utterances:
            return replace(words, notes=(*notes, *_left(ranked[number + 1 :])))
    return Words(notes=tuple(notes))


def _words(path: Path, source: _Source, duration: float) -> Words:
    if source.path:
        cues, broken = read(source.path)
    else:
        cues, broken = _stream(path, source.stream), 0
    kept, outside = within(cues, duration)
    said = merged(kept)
    spoken = source.language or guessed(" ".join(cue.text for cue in said))
    found = tuple(Utterance(cue.span, " ".join(cue.text.split()), source.name, spoken) for cue in said)
    notes = _notes(source.name, len(cues), broken, outside, duration)
    return Words(found, source.name if found else "none", spoken if found else "", tuple(notes))


def _notes(name: str, cues: int, broken: int, outside: int, duration: float) -> list[str]:
    notes = []
    if broken:
        notes.append(f"{name}: {broken} of {cues + broken} cues have no usable times and were left out.")
    if outside:
        advice = "Do they belong to another film?" if outside > cues / 2 else "The rest was kept."
        lost = f"{outside} of {cues} cues lie beyond the video's end ({duration:.0f} s) and were left out"
        notes.append(f"{name}: {lost}. {advice}")
    if not cues and not broken:
        notes.append(f"{name} holds no subtitles.")
    return notes


def _left(sources: Sequence[_Source]) -> list[str]:
    others = [f"{source.name} ({source.language})" for source in sources if source.language]
    return [f"Also there, but not read: {', '.join(others)}. Set the language to read another."] if others else []


def _rank(source: _Source, wanted: str) -> tuple[bool, bool, bool, bool, str, int]:
    """First the language asked for, then whole subtitles before forced ones, files before streams, name.srt first."""
    other = bool(wanted) and source.language != wanted
    named = bool(source.path) and bool(source.language)
    return other, source.forced, source.path is None, named, source.name, source.stream


def beside(path: Path) -> tuple[Path, ...]:
    """The subtitle files of a video: `film.srt`, `film.ru.srt`, `film.en.forced.vtt`, ... beside `film.mp4`."""
    try:
        near = [item for item in path.parent.iterdir() if item.name.startswith(f"{path.stem}.")]
    except OSError:
        return ()
    others = {item.stem for item in near if item.suffix.lower() not in SUFFIXES} - {path.stem}
    return tuple(sorted(item for item in near if item.suffix.lower() in SUFFIXES and item.stem not in others))


def _files(path: Path) -> Iterable[_Source]:
    for item in beside(path):
        marks = item.stem[len(path.stem) :].lower().split(".")
        spoken = next((short(mark) for mark in marks if short(mark)), "")
        yield _Source(item.name, spoken, path=item, forced="forced" in marks)


def _inside(facts: Facts) -> Iterable[_Source]:
    for index, codec, spoken in facts.subtitles:
        if codec in _TEXT:
            yield _Source(f"subtitle stream {index}", short(spoken), stream=index)


def _stream(path: Path, index: int) -> list[Cue]:
    """The cues of a stream, their times counted from the first picture."""
    import av

    from vsearch.readers.clock import MediaClock
    from vsearch.readers.source import demuxed, opened

    cues: list[Cue] = []
    try:
        clock = MediaClock.of(path)
        with opened(path) as container:
            stream: Any = container.streams[index]
            for packet in demuxed(container, stream):
                if packet.size and packet.pts is not None:
                    start = clock.seconds(float(packet.pts * packet.time_base))
                    end = start + float((packet.duration or 0) * packet.time_base)
                    said = plain(_text(packet, coded=stream.codec_context is not None))
                    cues += [Cue.at(start, end, said)] if said else []
    except (av.FFmpegError, OSError, ValueError, IndexError, VideoError) as error:
        raise WordsUnreadable(f"Subtitle stream {index} of {path.name} cannot be read: {error}.") from error
    return cues


def _text(packet: Any, coded: bool) -> str:
    if not coded:
        return bytes(packet).decode()
    texts = [rect.dialogue if rect.ass else rect.text for rect in packet.decode()]
    return b"\n".join(texts).decode("utf-8", "replace")
