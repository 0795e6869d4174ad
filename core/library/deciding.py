"""The decisions of a library as its store keeps them: made in somebody's name, undone by key, checked against films."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from vsearch.errors import TimeOutside
from vsearch.library import telemetry
from vsearch.library.about import LibraryFacts
from vsearch.library.decisions import Decision, history, writer
from vsearch.library.decisions.history import Recorded
from vsearch.library.decisions.log import DecisionLog, Log
from vsearch.library.decisions.outside import checked
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.shelf import Shelf
from vsearch.library.storage.leases import Leases
from vsearch.library.telemetry import Shown


class DecisionStore(LibraryFacts):
    """What people decided about the videos of a library, and what was shown to them."""

    def __init__(self, path: Path, about: dict[str, Any]) -> None:
        super().__init__(path, about)
        self.leases = Leases(path / "leases")
        """The leases that this store holds, and no other store, in this process or another."""
        self.log: DecisionLog = Log(path / "decisions.jsonl")
        self.decided: list[str] = []
        """The keys of what was decided through this store, the newest last: what somebody who acts may undo at once."""
        self._videos = path / "videos"
        self._by = ""

    def shelf(self, id: str) -> Shelf:
        """What the library holds of one video."""
        return Shelf(self._videos / id, self.width)

    def entry(self, id: str) -> Entry:
        """Who the video of an id is, and how it was made."""
        return self.shelf(id).entry()

    def acting_as(self, name: str) -> Self:
        """The same store for somebody else's decisions."""
        acting = object.__new__(type(self))
        vars(acting).update(vars(self))
        acting._by, acting.decided = name, []
        return acting

    @property
    def writer(self) -> str:
        """Who decides through this store: the user of this machine while nobody is named."""
        return self._by or writer()

    def decisions(self) -> list[Decision]:
        """What people decided and nobody took back, in order."""
        return [item.decision for item in self.history() if item.counts]

    def history(self) -> tuple[Recorded, ...]:
        """All that people ever decided, in order, each under a key that stays."""
        return self.log.read()

    def decide(self, *made: Decision) -> list[str]:
        """Remember decisions; the key of each."""
        told = [one if one.by else replace(one, by=self.writer) for one in made]
        for why in filter(None, map(checked(self.entry), told)):
            raise TimeOutside(f"Nothing was decided: {why}.")
        self.log.append(told)
        keys = [history.key(one) for one in told]
        self.decided += keys
        return keys

    def undo(self, key: str) -> Decision:
        """Take back the decision of a key; it stays in the log, and counts no more. What was taken back."""
        with self.leases.held("write decisions"):  # of two who undo the same, the second hears of the first
            item = history.one(self.history(), key)
            self.decide(history.undoing(item))
        return item.decision

    def shown(self) -> list[Shown]:
        """What was shown lately, the oldest first; decisions of earlier versions tell it too."""
        return [*telemetry.formerly(self.history()), *telemetry.read(self._path / "shown.jsonl")]

    def note_shown(self, *shown: Shown) -> None:
        """Note what was shown, where the library may be written to; a bounded file forgets the oldest."""
        telemetry.append(self._path / "shown.jsonl", shown)
