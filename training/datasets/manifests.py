"""Choices that come in files: our CSV, JSONL and Parquet, MultimodalVideoTag, QVHighlights, TVSum, Yahoo's table."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import UsageWrong, VideoAmbiguous, VideoUnknown
from vsearch.library.decisions import Decision
from vsearch.records import Record, records
from vsearch.retrieval.library import Library
from vsearch.training.datasets.names import Names

CLIP = 2.0
"""Seconds of a clip in QVHighlights and of a shot in TVSum."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file says about videos; `troubles` name the lines that were passed over."""

    decisions: tuple[Decision, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    curves: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    """How wanted each part of a whole video is, where every frame was marked."""
    troubles: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    decisions: list[Decision] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    curves: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    people: Counter[str] = field(default_factory=Counter)


_WORDS = {
    "video": ("video", "video_id", "vid", "id", "file", "path", "url", "name"),
    "time": ("time", "thumbnail", "thumbnail_time", "pick", "timestamp", "seconds"),
    "start": ("start", "start_time", "begin"),
    "end": ("end", "end_time", "stop"),
    "prompt": ("prompt", "query", "words"),
    "tags": ("tags", "tag", "labels", "label", "category"),
    "title": ("title", "headline"),
    "group": ("group", "series", "uploader", "channel"),
    "value": ("value", "weight", "score"),
    "kind": ("kind", "decision"),
}

CLICKS = frozenset({"clicks", "clicked", "impressions", "shown"})
"""What a click log, and nothing else, has in its heading."""


def read(path: Path, form: str = "auto") -> Manifest:
    """Read a manifest; its form is told from its name and first line unless it is given."""
    form = _form(path) if form == "auto" else form
    if form not in READERS:
        raise UsageWrong(f"{form!r} is no form of manifest. Choose one of: auto, {', '.join(READERS)}.")
    found, troubles = _Found(), []
    try:
        for line, row in READERS[form][0](path):
            _refuse_clicks(path, row)
            try:
                READERS[form][1](row, found)
            except (KeyError, ValueError, TypeError, IndexError) as error:
                troubles.append(f"Line {line} of {path.name} is passed over: {_why(error)}.")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageWrong(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    return Manifest(tuple(found.decisions), found.titles, found.groups, found.curves, tuple(troubles))


def _refuse_clicks(path: Path, row: Any) -> None:
    """A click log would pass for a list of choices, one a row."""
    if isinstance(row, dict) and (counted := sorted(CLICKS & {str(name).strip().lower() for name in row})):
        raise UsageWrong(f"{path} counts {' and '.join(counted)}, so it is a click log.", "import-clicks", path=path)


def resolved(manifest: Manifest, library: Library) -> Manifest:
    """The same choices under the ids of a library; videos that are not indexed are named as they were, and said."""
    names = {decision.video for decision in manifest.decisions}.union(manifest.titles, manifest.groups, manifest.curves)
    known, ids, lost = Names(library), {}, []
    for name in sorted(names):
        try:
            ids[name] = known.id(name)
        except (VideoUnknown, VideoAmbiguous):
            lost.append(name)
    decisions = [replace(d, video=ids[d.video]) for d in manifest.decisions if d.video in ids]
    for name, curve in manifest.curves.items():
        if name in ids:
            decisions += _clips(ids[name], curve, library.entry(ids[name]).video.duration)
    titles, groups = (
        {ids[name]: text for name, text in given.items() if name in ids} for given in (manifest.titles, manifest.groups)
    )
    troubles = manifest.troubles
    if lost:
        some = ", ".join(lost[:3]) + (", ..." if len(lost) > 3 else "")
        troubles += (f"Not indexed, so left out: {some} ({len(lost)} in all).",)
    return Manifest(tuple(decisions), titles, groups, {}, troubles)


def _clips(video: str, curve: NDArray[np.float32], duration: float) -> Iterator[Decision]:
    """A curve over a whole video as moments of CLIP seconds, each worth its mean."""
    count = max(1, round(duration / CLIP))
    for number, part in enumerate(np.array_split(curve, count)):
        if len(part):
            start = number * duration / count
            yield Decision("accept", video, start=start, end=start + duration / count, value=float(part.mean()))


def _form(path: Path) -> str:
    suffix = path.suffix.lower().lstrip(".")
    if suffix in ("parquet", "pq"):
        return "parquet"
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            first = file.readline()
    except OSError as error:
        raise UsageWrong(f"{path} cannot be read: {error.strerror}. Give a file of choices.") from error
    if suffix in ("jsonl", "ndjson") or first.lstrip().startswith("{"):
        return "qvhighlights" if '"relevant_windows"' in first or '"qid"' in first else "jsonl"
    cells = first.rstrip("\n").split("\t")
    if len(cells) > 1 and not {cell.strip().lower() for cell in cells} & {w for ws in _WORDS.values() for w in ws}:
        many = cells[-1].count(",") >= 20 and cells[-1].replace(",", "").replace(".", "").strip().isdigit()
        return "tvsum" if many else "multimodalvideotag"
    return "csv"


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.rstrip("\n")


def _own(row: Record, found: _Found) -> None:
    """One row of our own form: what it names tells what was chosen."""
    if isinstance(row, str):
        raise ValueError(row)
    cells = {str(name).strip().lower(): value for name, value in row.items() if value not in (None, "")}
    known = {name: next((cells[w] for w in words if w in cells), None) for name, words in _WORDS.items()}
    if known["video"] is None:
        raise ValueError(f"it names no video ({', '.join(cells) or 'it is empty'})")
    video, value = str(known["video"]), None if known["value"] is None else number(known["value"], "value")
    made: list[Decision] = []
    if known["start"] is not None or known["end"] is not None:
        start, end = number(known["start"], "start"), number(known["end"], "end")
        if end <= start:
            raise ValueError(f"it ends at {end:g}, before it starts at {start:g}")
        kind = str(known["kind"] or "accept")
        made.append(Decision(kind, video, start=start, end=end, prompt=str(known["prompt"] or ""), value=value))
    elif known["time"] is not None:
        made.append(Decision(str(known["kind"] or "pin"), video, time=number(known["time"], "time"), value=value))
    for tag in _listed(known["tags"]):
        yes = not tag.startswith("-") and known["kind"] not in ("unlabel", "reject")
        made.append(Decision("label" if yes else "unlabel", video, tag=tag.lstrip("+-")))
    if not made and known["title"] is None and known["group"] is None:
        raise ValueError("it has neither a time, nor a start and an end, nor a tag")
    found.decisions += made
    for name, place in (("title", found.titles), ("group", found.groups)):
        if known[name] is not None:
            place[video] = str(known[name])


def _tagged(line: str, found: _Found) -> None:
    """MultimodalVideoTag: file, title, and tags between commas, with tabs between."""
    file, title, tags = line.split("\t")
    found.titles[file] = title
    found.decisions += [Decision("label", file, tag=tag) for tag in _listed(tags)]


def _queried(line: str, found: _Found) -> None:
    """QVHighlights: a query, its windows, and marks from 0 to 4 of three people for each relevant clip."""
    row = _object(line)
    video, query = str(row["vid"]), str(row["query"])
    marks = dict(zip(row.get("relevant_clip_ids", ()), row.get("saliency_scores", ()), strict=True))
    for clip, given in marks.items():
        value, start = float(np.mean(given)) / 4, float(clip) * CLIP
        found.decisions.append(Decision("accept", video, start=start, end=start + CLIP, prompt=query, value=value))
    if not marks:
        for start, end in row["relevant_windows"]:
            found.decisions.append(Decision("accept", video, start=float(start), end=float(end), prompt=query))


def _scored(line: str, found: _Found) -> None:
    """TVSum: video, category, and a person's marks from 1 to 5 for each frame; persons are averaged."""
    video, category, marks = line.split("\t")
    curve = (np.array([float(mark) for mark in marks.split(",")], np.float32) - 1) / 4
    found.groups[video] = category
    found.people[video] += 1
    before = found.curves.get(video, curve)
    found.curves[video] = np.asarray(before + (curve - before) / found.people[video], np.float32)


def _object(line: str) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("it is no JSON object")
    return row


def _listed(tags: Any) -> list[str]:
    parts = tags if isinstance(tags, (list, tuple)) else str(tags or "").replace(";", ",").split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def number(value: Any, name: str) -> float:
    """A cell that holds a number, which is neither negative nor without end."""
    with suppress(TypeError, ValueError, OverflowError):
        if 0 <= (found := float(value)) < float("inf"):
            return found
    raise ValueError(f"its {name} is {value!r}, not a number from 0 on")


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"it is no JSON ({error.msg} at character {error.pos + 1})"
    return f"it lacks {error.args[0]!r}" if isinstance(error, KeyError) else str(error)


READERS: dict[str, tuple[Callable[[Path], Iterator[tuple[int, Any]]], Callable[[Any, _Found], None]]] = {
    "csv": (partial(records, form="csv"), _own),
    "jsonl": (partial(records, form="jsonl"), _own),
    "parquet": (partial(records, form="parquet"), _own),
    "multimodalvideotag": (_lines, _tagged),
    "qvhighlights": (_lines, _queried),
    "tvsum": (_lines, _scored),
    "yahoo": (partial(records, form="csv"), _own),
}
