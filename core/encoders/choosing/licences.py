"""Licences: what forbids to use an encoder's weights commercially, as their own card says, or the name they go by."""

import re
from pathlib import Path

_RESTRICTED = re.compile(r"\bnc\b|non-?commercial|research|\bamlr\b|\bascl\b", re.IGNORECASE)
"""Of the names that cards give to licences, those of the kind; Apple's for machine learning research is one."""

_CC, _APPLE = "CC-BY-NC-4.0", "Apple's licence for research"
_FAMILIES = {"metaclip": _CC, "nllb-clip": _CC, "jina-clip-v2": _CC, "mobileclip": _APPLE, "dfn2b": _APPLE,
             "dfn5b": _APPLE, "dfndr2b": _APPLE}  # fmt: skip
"""By a part of its name, what a model whose card is not here was published under."""


def restriction(encoder: str) -> str:
    """The licence that forbids commercial use of the weights of `encoder`, or nothing: none such is known."""
    kind, _, argument = encoder.partition(":")
    model = argument.removeprefix("local-dir:").removeprefix("hf-hub:")
    folder = _folder(model) if kind in {"onnx", "hf", "open_clip"} else None
    told = _told(folder / "README.md") if folder else ""
    if told not in {"", "other", "unknown"}:
        return told if _RESTRICTED.search(told) else ""
    return next((licence for family, licence in _FAMILIES.items() if family in encoder.lower()), "")


def _folder(model: str) -> Path | None:
    """Where the files of a model lie, if they are here; nothing is fetched."""
    if Path(model).is_absolute():
        return Path(model) if Path(model).is_dir() else None
    from vsearch.models.checkpoints import cached

    return cached(model)


def _told(card: Path) -> str:
    """The licence in the head of a model's card: its name, where it has one of its own."""
    try:
        _, head, _ = card.read_text("utf-8", errors="replace").split("---", 2)
    except (OSError, ValueError):
        return ""
    told = dict(re.findall(r"^(license|license_name):[ \t]*[\"']?([^\n\"']+)", head, re.MULTILINE))
    return (told.get("license_name") or told.get("license") or "").strip()
