"""How searches that are kept look in a terminal: a line a search, with all that it asks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from vsearch.cli.show.terminal import say, table

if TYPE_CHECKING:
    from vsearch.library.saved import SavedQuery, SavedSearch

_OPTIONS = {
    "like": "--like", "avoid": "--not", "inside": "--in", "videos": "--video", "folders": "--folder", "tags": "--tag",
    "since": "--since", "until": "--until", "threshold": "--threshold",
}  # fmt: skip
"""The options that ask the same; what only the page can ask has a name without dashes."""


def show_searches(kept: "Sequence[SavedSearch]") -> None:
    """All searches, or one."""
    rows = [[one.name, one.query.words, _besides(one.query), one.by, one.at[:16].replace("T", " ")] for one in kept]
    table(["name", "words", "besides", "by", "saved"], rows) if rows else say("No search is kept.")


def show_forgotten(name: str) -> None:
    """That it is there no more."""
    say(f"{name} is kept no more.")


def _besides(query: "SavedQuery") -> str:
    """What is asked besides the words."""
    asked = {key: value for key, value in query.asked().items() if key != "words"}
    return ", ".join(f"{_OPTIONS.get(key, key)} {_told(value)}" for key, value in asked.items())


def _told(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
