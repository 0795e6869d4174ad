"""Which towers there are and which of them serves: listed, promoted, rolled back, and all of it on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from vsearch.cures import PYTHON, cure
from vsearch.errors import LibraryError
from vsearch.library import towers
from vsearch.library.decisions import Decision
from vsearch.library.towers import Trained
from vsearch.retrieval.library import Library
from vsearch.retrieval.tower import answers
from vsearch.training.evaluation.baselines import PRIOR


@dataclass(frozen=True, slots=True)
class ListedTower:
    """A tower in a list."""

    name: str
    serves: bool
    made: str
    tasks: str
    videos: int
    gain: str
    encoder: str
    promoted: str
    """When it was last promoted, and by whom."""
    why: str

    @classmethod
    def unreadable(
        cls, name: str, serves: bool, error: LibraryError, words: Mapping[str, str], tasks: str = ""
    ) -> Self:
        """One that cannot be read, and what may be done about it in the words of a front."""
        why = f"{error.what} {cure(error.code, error.facts, words)}".strip()
        return cls(name, serves, "", tasks, 0, "n/a", "", "", why)


def listed(library: Library, words: Mapping[str, str] = PYTHON) -> list[ListedTower]:
    """All towers of a library, oldest first; those that cannot be read say why, and in `words` what helps."""
    serves = towers.current(library.store)
    promoted = {made.tag: made for made in library.store.decisions() if made.kind == "promote"}
    rows = []
    for name in towers.names(library.store):
        try:
            rows.append(_row(towers.read(library.store, name), name == serves, promoted.get(name)))
        except LibraryError as error:
            rows.append(ListedTower.unreadable(name, name == serves, error, words))
    return sorted(rows, key=lambda row: (row.made, row.name))


def _row(one: Trained, serves: bool, promoted: Decision | None) -> ListedTower:
    gain = ((one.metrics.get("verdict") or {}).get("gain") or {}).get("gain") or {}
    return ListedTower(
        one.name,
        serves,
        str(one.data.get("made", ""))[:19].replace("T", " "),
        ", ".join(one.data.get("tasks", [])),
        len(one.data.get("learned", [])),
        f"{gain['mean']:+.3f}" if gain else "n/a",
        one.config["encoder"],
        *_promoted(promoted),
    )


def _promoted(made: Decision | None) -> tuple[str, str]:
    return ("", "") if made is None else (f"{made.at[:16].replace('T', ' ')} by {made.by}", made.note)


def serve(library: Library, name: str, *, rollback: bool = False) -> str:
    """Promote by hand or go back; a sentence that says what serves now."""
    if rollback:
        now = towers.rollback(library.store)
        record(library, now, "Went back to what served before.")
    else:
        now = None if name == "none" else name
        if now:
            answers.expect(library, towers.read(library.store, now))
        promote(library, now, "Promoted by hand.")
    return f"{now or 'The zero-shot prior'} serves now."


def promote(library: Library, name: str | None, why: str) -> None:
    """Let a tower serve (the zero-shot prior for None), and keep on record who said so, when and why."""
    towers.promote(library.store, name)
    record(library, name, why)


def record(library: Library, name: str | None, why: str) -> None:
    """Keep on record what serves from now on."""
    library.store.decide(Decision("promote", tag=name or PRIOR, encoder=library.store.encoder, note=why))
