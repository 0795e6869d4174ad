"""The types of all JSON that is read from a library, in one table, and a check that names the value that does not fit.

A kind is a type; a list of one kind; a tuple of kinds, any of which will do; a dataclass; or a record, in which a name
that ends in "?" may be absent and "*" stands for every name. What a record does not name passes: a newer version may
have written it.
"""

import json
import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

from vsearch.library.storage.proof import Part
from vsearch.nouns import Video
from vsearch.settings import IndexSettings

_MADE = {
    "frames?": {"kept": int, "looked?": int, "encoder?": str, "notes?": [str]},
    "words?": {"source?": str, "spoken?": str, "encoder?": str, "missing?": bool, "notes?": [str]},
    "sound?": {"state?": str, "encoder?": str, "notes?": [str]},
    "screen?": {"reader?": str, "read?": int, "missing?": bool, "notes?": [str]},
    "motion?": {"encoder?": str, "version?": str, "measures?": int, "missing?": bool, "notes?": [str]},
    "manifest?": {"tags?": [str]},
    "fingerprints?": {"version?": int, "state?": str},
    "segments?": {"series?": str, "chapters?": [{"start": float, "end": float, "title": str}]},
}
_SPAN = {"start": float, "end": float}
_MAYBE = (float, None)

KINDS: Mapping[str, Any] = {
    "library.json": {
        "layout": int, "encoder": str, "width": int, "created": str, "version?": str, "settings?": IndexSettings,
        "engine?": {"address?": str, "index?": str, "memory?": float},
    },
    "video.json": {
        "layout": int, "video": Video, "status?": str, "notes?": [str], "mtime?": int, "at?": str, "made?": _MADE,
        "facts?": {"tags?": ({"*": str}, [[str]]), "sounds?": list}, "parts?": {"*": Part},
    },
    "decisions.jsonl": {
        "kind": str, "video?": str, "time?": _MAYBE, "start?": _MAYBE, "end?": _MAYBE, "tag?": str, "prompt?": str,
        "value?": _MAYBE, "image?": str, "encoder?": str, "note?": str, "undoes?": str, "by?": str,
        "at?": str, "trial?": str, "propensity?": _MAYBE,
    },
    "trial.jsonl": {
        "id?": str, "kind?": str, "at?": float, "time?": float, "viewer?": str, "position?": int, "propensity?": float,
        "of?": str, "counts?": [[float]], "since?": float,
    },
    "search.json": {
        "layout": int, "by?": str, "at?": str,
        "query": {
            "words?": str, "like?": str, "avoid?": [str], "inside?": [str], "videos?": [str], "folders?": [str],
            "tags?": [str], "since?": str, "until?": str, "threshold?": _MAYBE, "series?": [str],
            "languages?": [str], "shortest?": _MAYBE, "longest?": _MAYBE, "motion?": str, "sort?": str,
        },
    },
    "reel.json": {
        "layout": int, "by?": str, "at?": str, "length?": _MAYBE, "parts": [{"video": str, **_SPAN, "note?": str}],
    },
    "failure.json": {
        "layout": int, "path": Path, "reason": str, "at": str, "code?": str, "facts?": {"*": str},
    },
    "job.json": {
        "layout": int, "id": str, "kind": str, "asked?": dict, "by?": str, "state?": str, "progress?": _MAYBE,
        "now?": str, "error?": str, "cure?": str, "notes?": [str], "file?": str, "created?": str, "started?": str,
        "ended?": str,
    },
    "sound.npz": {
        "state": str, "encoder": str, "notes": [str], "events": [{"kind": str, "span": _SPAN, "strength": float}],
    },
    "motion.npz": {
        "version": int, "encoder": str,
        "movements": [{"span": _SPAN, "kind": str, "direction": str, "speed": float, "action": float}],
    },
    "segments.json": {
        "version": int, "series": str, "notes": [str], "model?": str,
        "segments": [{"kind": str, "span": _SPAN, "score": float, "because": {"*": float}, "sure": bool}],
    },
    "about.json": {
        "kind": str, "width": int, "encoder": str, "learned?": int, "codes?": int, "columns?": int,
        "proof?": str,
        "stretches": [{"video": str, "stamp": str, "first": int, "count": int, "dead?": bool, "still?": int,
                       "packaging?": [[float]], "heard?": str}],
    },
    "current": {"served": [(str, None)]},
    "parts.json": {"*": Part},
    "weights.json": {"weights": {"*": float}},
    "config.json": {
        "layout": int, "encoder": str, "widths": {"frames": int, "words": int, "sound": int, "motion?": int},
        "texts": str, "sound": str, "tasks?": [str], "signals": [str], "mean": [float], "deviation": [float],
        "tags": [str], "shape?": dict, "plan?": dict, "imputer?": ({"hop": float}, None),
    },
    "segment-model.json": {
        "layout": int, "model": str, "classes": [str], "encoder": str, "width": int,
        "clustering": {"*": {"eps": float, "least": int}},
        "calibration": {"*": {"slope": float, "length": float, "bias": float}}, "plan?": dict,
    },
    "metrics.json": {
        "verdict?": ({"gain?": ({"gain?": ({"mean?": float}, None)}, None)}, None), "report?": (dict, None),
    },
    "data.json": {
        "made?": str, "learned?": [str], "held?": [str], "tasks?": [str], "series?": [str], "decided?": (int, None),
        "notes?": [str], "fingerprint?": str, "folds?": int,
    },
}  # fmt: skip


class Unfit(ValueError):
    """A value that is not of its kind."""


def parsed(kind: str, content: bytes | str) -> Any:
    """JSON that fits a kind of the table; Unfit says where it does not."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unfit(f"it is no JSON ({error})") from error
    check(data, KINDS[kind])
    return data


def layout(content: bytes | str) -> int:
    """The layout that JSON says it has, before anything else of it is believed; 0 where it says none."""
    try:
        said = json.loads(content)["layout"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return 0
    return said if type(said) is int else 0


def check(value: Any, kind: Any, at: str = "it") -> None:
    """Refuse a value that is not of a kind."""
    if isinstance(kind, tuple):
        if not any(_fits(value, one) for one in kind):
            raise Unfit(f"{at} is {value!r:.40}")
    elif isinstance(kind, list):
        check(value, list, at)
        for number, item in enumerate(value if kind else ()):
            check(item, kind[0], f"{at}[{number}]")
    elif isinstance(kind, dict):
        check(value, dict, at)
        for name, one in kind.items():
            plain = name.removesuffix("?")
            for found in value if name == "*" else [plain] if plain in value else []:
                check(value[found], one, f"{at}.{found}")
            if plain == name != "*" and name not in value:
                raise Unfit(f"{at}.{name} is missing")
    elif isinstance(kind, type) and is_dataclass(kind):
        check(value, _fields(kind), at)
    elif not _plain(value, kind):
        raise Unfit(f"{at} is {value!r:.40}")


def _fits(value: Any, kind: Any) -> bool:
    try:
        check(value, kind)
    except Unfit:
        return False
    return True


def _plain(value: Any, kind: Any) -> bool:
    """Whether a value is of a plain type; a float is any number that there is, and text can be written down."""
    if kind is float:
        return type(value) in (int, float) and abs(value) < 1e300 and math.isfinite(value)
    if kind is str:
        return type(value) is str and not any("\ud800" <= sign <= "\udfff" for sign in value)
    if kind is Path:
        return _plain(value, str) and "\0" not in value
    if kind is int:
        return type(value) is int and abs(value) < 1 << 63
    return kind in (Any, object) or (value is None if kind in (None, types.NoneType) else type(value) is kind)


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """A dataclass as a record; what has a default may be absent."""
    optional = {f.name for f in fields(kind) if f.default is not MISSING or f.default_factory is not MISSING}
    return {f"{f.name}?" if f.name in optional else f.name: _hint(f.type) for f in fields(kind)}


def _hint(hint: Any) -> Any:
    """A type of a dataclass's field as a kind."""
    if isinstance(hint, types.UnionType):
        return tuple(_hint(one) for one in get_args(hint))
    if get_origin(hint) is tuple:
        return [_hint(get_args(hint)[0])]
    if get_origin(hint) is not None:
        return {"*": _hint(get_args(hint)[1])}
    return hint
