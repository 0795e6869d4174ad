"""The history of decisions: each has a key that stays, and one that was undone counts for nobody who learns."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from hashlib import blake2b

from vsearch.errors import UsageWrong
from vsearch.library import decisions
from vsearch.library.decisions import Decision

_NAMES = tuple(sorted(item.name for item in fields(Decision)))

_VERDICTS = ("label", "accept", "unlabel", "reject")
"""What an undo without a key takes back: the last of these about its tag, as earlier versions wrote it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision as the log keeps it; `undone` while an undo that counts takes it back."""

    key: str
    decision: Decision
    undone: bool = False

    @property
    def counts(self) -> bool:
        """Whether it says something that still holds."""
        return not self.undone and not self.decision.undoes


class History:
    """Decisions under keys, in order, to which more are added at the end."""

    def __init__(self) -> None:
        self.items: tuple[Recorded, ...] = ()
        self._seen: Counter[str] = Counter()
        self._verdicts: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._undos: list[tuple[str, str]] = []
        self._undone: set[str] = set()

    def add(self, made: Iterable[Decision]) -> None:
        """Add decisions that were made after all others."""
        new = [self._recorded(item) for item in made]
        undone: set[str] = set()
        for own, target in reversed(self._undos):
            if own not in undone:  # what undid an undo stands behind it, and was seen before
                undone.add(target)
        found = (*self.items, *new)
        if undone - self._undone or self._undone - undone:
            found = tuple(_marked(item, undone=item.key in undone) for item in found)
        self.items, self._undone = found, undone

    def _recorded(self, made: Decision) -> Recorded:
        """One more decision under its key: one that says the same as an earlier one is numbered."""
        digest = key(made)
        self._seen[digest] += 1
        own = digest if self._seen[digest] == 1 else f"{digest}-{self._seen[digest]}"
        about = self._verdicts[made.video, made.tag]
        if made.kind in _VERDICTS:
            about.append(own)
        target = made.undoes or (about.pop() if made.kind == "undo" and made.tag and about else "")
        if target:
            self._undos.append((own, target))
        return Recorded(own, _settled(made, target), undone=False)


def _marked(item: Recorded, *, undone: bool) -> Recorded:
    return item if item.undone == undone else replace(item, undone=undone)


def one(log: Iterable[Recorded], beginning: str) -> Recorded:
    """The decision of a key, or of a beginning that only one has."""
    found = [item for item in log if beginning and item.key.startswith(beginning)]
    exact = [item for item in found if item.key == beginning] or found
    if len(exact) != 1:
        several = f"{len(exact)} decisions go" if exact else "No decision goes"
        raise UsageWrong(f"{several} by {beginning!r}.", "see-keys")
    return exact[0]


def undoing(item: Recorded) -> Decision:
    """What takes a decision back, or brings back what an undo took."""
    if item.decision.kind.startswith("promote"):
        what = "a tower" if item.decision.kind == "promote" else "a segments model"
        raise UsageWrong(f"{item.key} promoted {what}, which is no choice to learn from.", "rollback")
    if item.undone:
        raise UsageWrong(f"{item.key} was undone already.", "undo-undo")
    return Decision("undo", item.decision.video, tag=item.decision.tag, undoes=item.key)


def _settled(made: Decision, target: str) -> Decision:
    """An undo of an earlier version, with the key that it meant."""
    if not target or made.undoes:
        return made
    return replace(made, undoes=target)


def key(made: Decision) -> str:
    """What a decision goes by, made of all that it says."""
    told = ((name, getattr(made, name)) for name in _NAMES)
    said = "\n".join(f"{name}={_plain(value)}" for name, value in told if value not in (None, ""))
    return blake2b(said.encode(), digest_size=8).hexdigest()


def _plain(value: object) -> str:
    """A value as it is read back: text that can be printed, and 2 as 2.0."""
    return repr(float(value)) if isinstance(value, (int, float)) else repr(decisions.printable(value))
