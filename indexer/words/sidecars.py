"""Subtitle files of any encoding: sniffed, freed of what is broken, and read by FFmpeg's parsers."""

import io
import re
from pathlib import Path

from vsearch.errors import WordsUnreadable
from vsearch.indexer.words.cues import Cue, plain

SUFFIXES = (".srt", ".vtt", ".ass", ".ssa")

_LARGEST = 20_000_000  # bytes; the subtitles of a film have some hundred thousand
_CLOCK = r"(?:\d{1,4}:)?\d{1,3}:\d{1,3}[.,]\d{1,3}"
_TIMES = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}(?:\s|$)")
_NUMBER = re.compile(r"^\s*\d+\s*$")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read(path: Path) -> tuple[list[Cue], int]:
    """The cues of a subtitle file, and how many were broken."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise WordsUnreadable(f"{path.name} is not a file and was not read.")
        if path.stat().st_size > _LARGEST:
            raise WordsUnreadable(f"{path.name} is too large to be subtitles ({path.stat().st_size:,} bytes).")
        data = path.read_bytes()
    except OSError as error:
        raise WordsUnreadable(f"{path.name} cannot be read: {error.strerror or error}.") from error
    text = decoded(data, path.name)
    if not text.strip():
        raise WordsUnreadable(f"{path.name} is empty.")
    if "[Script Info]" in text[:200]:
        return _parsed(text, "ass", path.name), 0
    web = text.lstrip().startswith("WEBVTT")
    sound, broken = _sieved(text, web)
    cues = _parsed(sound, "webvtt" if web else "srt", path.name) if sound else []
    backwards = [cue for cue in cues if cue.span.length <= 0]
    if not cues and not broken and not web:
        raise WordsUnreadable(f"{path.name} holds no subtitles that can be read: it has no line of times.")
    return [cue for cue in cues if cue.span.length > 0], broken + len(backwards)


def decoded(data: bytes, name: str) -> str:
    """The text of a file, by its byte-order mark, as UTF-8, or by the encoding that its letters speak for."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    # Times and numbers say nothing about letters.
    best = from_bytes(b"\n".join(line for line in data.splitlines() if b"-->" not in line)).best()
    if best is None:
        raise WordsUnreadable(f"{name} is no text in any known encoding. Save it as UTF-8.")
    return data.decode(best.encoding, "replace")


def _sieved(text: str, web: bool) -> tuple[str, int]:
    """The text without cues that have no usable times (both parsers would stop there, or glue them to others)."""
    kept, broken = ["WEBVTT"] if web else [], 0
    for block in re.split(r"\n[^\S\n]*\n", "\n".join(text.splitlines())):
        lines = [line for line in block.strip("\n").split("\n") if not line.startswith("#") or not web]
        timed = next((n for n, line in enumerate(lines) if "-->" in line), None)
        if web and (timed is None or lines[0].startswith("NOTE")):
            continue  # the header, notes, styles, regions
        numbered = len(lines) > 1 and bool(_NUMBER.match(lines[0]))
        if not _TIMES.match(lines[timed]) if timed is not None else numbered:
            broken += 1
        elif timed is not None:
            kept.append("\n".join(lines[timed:]))
        elif kept and any(lines) and not _NUMBER.match(lines[0]):
            kept[-1] += "\n" + "\n".join(lines)  # an empty line inside a cue
    counted = kept if web else [f"{n}\n{cue}" for n, cue in enumerate(kept, 1)]
    return ("\n\n".join(counted) + "\n\n" if len(kept) > web else ""), broken


def _parsed(text: str, form: str, name: str) -> list[Cue]:
    import av

    cues: list[Cue] = []
    try:
        with av.open(io.BytesIO(text.encode()), format=form) as container:
            for packet in container.demux():
                if packet.size and packet.pts is not None and packet.time_base:
                    start = float(packet.pts * packet.time_base)
                    said = plain(_text(bytes(packet).decode("utf-8", "replace"), form))
                    if said:
                        cues.append(Cue.at(start, start + float((packet.duration or 0) * packet.time_base), said))
    except (av.FFmpegError, OSError, ValueError) as error:
        raise WordsUnreadable(f"{name} cannot be read as subtitles: {error}.") from error
    return cues


def _text(payload: str, form: str) -> str:
    """An ASS event has eight fields before its text: order, layer, style, name, three margins, effect."""
    return payload.split(",", 8)[-1] if form == "ass" else payload
