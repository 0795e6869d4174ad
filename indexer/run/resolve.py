"""Resolve the settings of a run: what is set now, else what the library remembers, else the defaults."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from typing import Any, TypeVar

from vsearch.encoders.devices import cuda_count
from vsearch.errors import UsageWrong
from vsearch.indexer.transcribers import TRANSCRIBERS
from vsearch.motion import MOTION_ENCODERS
from vsearch.readers import READERS
from vsearch.screen import TEXT_READERS
from vsearch.settings import IndexOverrides, IndexSettings
from vsearch.sounds import SOUND_ENCODERS
from vsearch.table import Table
from vsearch.texts import TEXT_ENCODERS

S = TypeVar("S")


def resolve_settings(remembered: Mapping[str, Any], overrides: IndexOverrides) -> tuple[IndexSettings, list[str]]:
    """The settings of a run, and a sentence for each remembered one that this version does not understand."""
    notes: list[str] = []
    settings = _recalled(IndexSettings(), remembered, notes)
    if overrides.every is not None and overrides.stride is not None:
        raise UsageWrong("Frames are sampled by seconds or by stride, not both.", "every-or-stride")
    try:
        settings = _with(settings, {name: value for name, value in asdict(overrides).items() if value is not None})
    except ValueError as error:
        raise UsageWrong(str(error)) from error
    _check(settings)
    return settings, notes


def remembered(settings: IndexSettings, before: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as a library remembers them; those of another version, which this one does not know, stay."""
    return _over(before, asdict(settings))


def _over(before: Any, now: dict[str, Any]) -> dict[str, Any]:
    """Values over those of before, at every depth."""
    kept = before if isinstance(before, Mapping) else {}
    return {**kept, **{key: _over(kept.get(key), new) if isinstance(new, dict) else new for key, new in now.items()}}


def _with(settings: S, changed: Mapping[str, Any]) -> S:
    """Settings with some changed, wherever among them they lie; to sample by seconds ends a stride."""
    if "every" in changed:
        changed = {"stride": 0, **changed}
    new: dict[str, Any] = {}
    for item in fields(settings):  # type: ignore[arg-type]
        value = getattr(settings, item.name)
        if is_dataclass(value):
            new[item.name] = _with(value, changed)
        elif item.name in changed:
            new[item.name] = changed[item.name]
    return replace(settings, **new)  # type: ignore[type-var]


def _recalled(default: S, values: Any, notes: list[str]) -> S:
    """The remembered values over the defaults; what is unknown or of another type is noted and passed over."""
    known = {item.name: getattr(default, item.name) for item in fields(default)}  # type: ignore[arg-type]
    new: dict[str, Any] = {}
    for name, value in values.items() if isinstance(values, Mapping) else ():
        if is_dataclass(known.get(name)):
            new[name] = _recalled(known[name], value, notes)
        elif name in known and _is_like(value, known[name]):
            new[name] = value
        else:
            notes.append(f"The library remembers {name} = {value!r}, which this version does not understand.")
    try:
        return replace(default, **new)  # type: ignore[type-var]
    except ValueError as error:
        notes.append(f"{error} The library remembers that; the defaults serve instead.")
        return default


def _is_like(value: Any, default: Any) -> bool:
    kinds = (int, float) if isinstance(default, float) else type(default)
    return isinstance(value, kinds) and isinstance(value, bool) == isinstance(default, bool)


def _check(settings: IndexSettings) -> None:
    """Refuse names that nothing goes by before a library remembers them."""
    chosen: list[tuple[str, Table[Any]]] = [
        (settings.reader, READERS),
        (settings.transcriber, TRANSCRIBERS),
        (settings.texts, TEXT_ENCODERS),
        (settings.text_reader, TEXT_READERS),
        (settings.motion_encoder, MOTION_ENCODERS),
    ]
    name, _, number = settings.reader.partition(":")
    if name == "nvdec" and not cuda_count():
        raise UsageWrong("NVDEC needs an NVIDIA driver and a torch that uses it: there is none here.", "cpu-reader")
    if name == "nvdec" and not (number or "0").isdecimal():
        raise UsageWrong(f"nvdec:{number} names no device: write nvdec for the first, nvdec:1 for the second.")
    if settings.sound != "none":
        chosen.append((settings.sound, SOUND_ENCODERS))
    for spec, table in chosen:
        table.expect(spec)
