"""Settle the settings of a run: what was chosen now, else what the library remembers, else the defaults."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from vsearch.errors import UsageWrong
from vsearch.indexer.transcribers import TRANSCRIBERS
from vsearch.readers import READERS
from vsearch.settings import IndexSettings, Quality, Sampling
from vsearch.sounds import SOUND_ENCODERS
from vsearch.table import Table
from vsearch.texts import TEXT_ENCODERS


def resolve_settings(remembered: Mapping[str, Any], overrides: Mapping[str, Any]) -> IndexSettings:
    """The settings of a run; a choice that is None was not made."""
    made = {name: value for name, value in overrides.items() if value is not None}
    if "every" in made and "stride" in made:
        raise UsageWrong("Frames are sampled by --every or by --stride, not both. Choose one.")
    settings = _recall(remembered)
    if "every" in made:
        made["stride"] = 0
    try:
        settled = replace(
            settings,
            sampling=replace(settings.sampling, **_of(Sampling, made)),
            quality=replace(settings.quality, **_of(Quality, made)),
            **{name: made[name] for name in made if name in _plain()},
        )
    except ValueError as error:
        raise UsageWrong(str(error)) from error
    _check(settled)
    return settled


def remembered(settings: IndexSettings) -> dict[str, Any]:
    """Settings as a library remembers them."""
    return asdict(settings)


def _check(settings: IndexSettings) -> None:
    """Refuse names that nothing goes by before a library remembers them."""
    chosen: list[tuple[str, Table[Any]]] = [
        (settings.reader, READERS),
        (settings.transcriber, TRANSCRIBERS),
        (settings.texts, TEXT_ENCODERS),
    ]
    if settings.sound != "none":
        chosen.append((settings.sound, SOUND_ENCODERS))
    for spec, table in chosen:
        table.expect(spec)


def _recall(remembered: Mapping[str, Any]) -> IndexSettings:
    known = {name: value for name, value in remembered.items() if name in _plain()}
    sampling, quality = (remembered.get(name, {}) for name in ("sampling", "quality"))
    return IndexSettings(Sampling(**_of(Sampling, sampling)), Quality(**_of(Quality, quality)), **known)


def _of(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    return {item.name: values[item.name] for item in fields(kind) if item.name in values}


def _plain() -> set[str]:
    return {item.name for item in fields(IndexSettings)} - {"sampling", "quality"}
