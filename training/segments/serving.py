"""Which models of seconds there are and which of them serves: listed, compared, promoted, rolled back."""

from collections.abc import Mapping

from vsearch.cures import PYTHON
from vsearch.errors import LibraryError, TrainingImpossible
from vsearch.indexer.run.resolve import resolve_settings
from vsearch.indexer.segments.finders.classifier import SecondsClassifier
from vsearch.library.decisions import Decision
from vsearch.library.towers.segment_models import SegmentModel, SegmentModels
from vsearch.retrieval.library import Library
from vsearch.settings import IndexOverrides
from vsearch.training.segments.examples import SegmentExample, examples
from vsearch.training.segments.judging import SegmentsReport, UnseenVideo, judged, together, without
from vsearch.training.serving.towers import ListedTower

PROMOTED = "promote-segments"
"""The kind of the decision that lets a model serve."""


def listed(library: Library, words: Mapping[str, str] = PYTHON) -> list[ListedTower]:
    """All models of a library, oldest first; those that cannot be read say why, and in `words` what helps."""
    models = SegmentModels(library.store)
    serves = models.current()
    decided = {made.tag: made for made in library.store.decisions() if made.kind == PROMOTED}
    rows = []
    for name in models.names():
        try:
            one, made = models.read(name), decided.get(name)
        except LibraryError as error:
            rows.append(ListedTower.unreadable(name, name == serves, error, words, "segments"))
            continue
        gain = ((one.metrics.get("verdict") or {}).get("gain") or {}).get("gain") or {}
        rows.append(
            ListedTower(
                name, name == serves, str(one.data.get("made", ""))[:19].replace("T", " "),
                f"segments ({one.config['model']})", len(one.data.get("learned", [])),
                f"{gain['mean']:+.3f}" if gain else "n/a", one.config["encoder"],
                f"{made.at[:16].replace('T', ' ')} by {made.by}" if made else "", made.note if made else "",
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row.made, row.name))


def promote(library: Library, name: str | None, why: str) -> None:
    """Let a model serve, or none; who said so is on record, and all segments are found anew."""
    SegmentModels(library.store).promote(name)
    _record(library, name, why)


def serve(library: Library, name: str, *, rollback: bool = False) -> str:
    """Promote by hand or go back; a sentence that says what serves now."""
    if rollback:
        now = SegmentModels(library.store).rollback()
        _record(library, now, "Went back to what served before.")
    else:
        now = None if name == "none" else name
        promote(library, now, "Promoted by hand.")
    return f"{f'The segments model {now}' if now else 'No segments model'} serves now, and all segments are found anew."


def _record(library: Library, name: str | None, why: str) -> None:
    library.store.decide(Decision(PROMOTED, tag=name or "none", encoder=library.store.encoder, note=why))
    library.find_segments()


def new_to(model: SegmentModel, one: SegmentExample) -> bool:
    """Whether a model has learned neither from a video nor from others of its series."""
    return one.id not in model.data["learned"] and one.group not in model.data["series"]


def compared(library: Library, name: str) -> SegmentsReport:
    """A kept model beside what serves, on the labelled series that are new to both."""
    models = SegmentModels(library.store)
    model, serves = models.read(name), models.serving()
    labelled, _ = examples(library.store, resolve_settings(library.store.settings, IndexOverrides())[0], lambda _: None)
    rivals = [model, *([serves] if serves else [])]
    fresh = [one for one in labelled if all(new_to(each, one) for each in rivals)]
    if not fresh:
        told = " and ".join(dict.fromkeys(repr(each.name) for each in rivals))
        raise TrainingImpossible(f"No labelled series is new to {told}, so nothing can be measured.", "label-segments")
    ours = SecondsClassifier(model)
    theirs = SecondsClassifier(serves) if serves else None
    return judged(
        [UnseenVideo(one, ours.shares(one.features), ours.reading) for one in fresh],
        lambda one: together(one, theirs.find([one.features])[one.id]) if theirs else without(one),
    )
