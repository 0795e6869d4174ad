"""One command's worth of training a model of seconds: gather, judge by series held out, fit, keep, promote."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from vsearch.cures import Note
from vsearch.errors import TrainingImpossible, UsageWrong
from vsearch.indexer.run.resolve import resolve_settings
from vsearch.indexer.segments.finders.classifier import SecondsClassifier
from vsearch.library.towers.segment_models import SegmentModel, SegmentModels
from vsearch.nouns import Segment
from vsearch.retrieval.library import Library
from vsearch.settings import IndexOverrides
from vsearch.training.evaluation.metrics import LEAST
from vsearch.training.segments import export
from vsearch.training.segments.examples import Examples, SegmentExample, examples, fingerprint
from vsearch.training.segments.judging import (
    FOLDS,
    SegmentsReport,
    UnseenVideo,
    crossvalidated,
    judged,
    plainly,
    reading_of,
    together,
)
from vsearch.training.segments.learn import CLASSES, SegmentPlan, learn, predict
from vsearch.training.segments.serving import new_to, promote
from vsearch.training.serving.promote import Verdict

NEEDED = 12
"""Videos below which nothing can be learned."""

Watch = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SegmentTraining:
    """What a person asked of a training."""

    plan: SegmentPlan = field(default_factory=SegmentPlan)
    name: str = ""
    folds: int = FOLDS
    force: bool = False


@dataclass(frozen=True, slots=True)
class TrainedSegments:
    """A model that was trained and kept, how good it is, and whether it serves."""

    name: str
    verdict: Verdict
    report: SegmentsReport | None
    """None where no series with labels could be held out."""
    videos: int
    notes: tuple[str, ...]


def train(
    library: Library, settings: SegmentTraining = SegmentTraining(), watch: Watch = lambda _: None
) -> TrainedSegments:
    """Train a model of seconds on what is known in a library; it serves if it finds more than what serves."""
    store, plan, notes = library.store, settings.plan, list[str]()
    models = SegmentModels(store)
    name = settings.name or models.free_name()
    models.check_available(name)
    if plan.model not in CLASSES:
        raise UsageWrong(f"There is no segments model called {plan.model!r}. Choose one of: {', '.join(CLASSES)}.")
    incumbent = models.serving()
    watch("gathering what is known")
    labelled, others = examples(store, resolve_settings(store.settings, IndexOverrides())[0], lambda n: _say(notes, n))
    _enough([*labelled, *others], force=settings.force)
    heard, others = _judged_by(labelled, others, settings, watch, notes)
    report, verdict = _verdict(heard, incumbent)
    watch("learning from all")
    known = [*labelled, *others]
    network = learn([one.lesson for one in known], plan)
    held = [(one.example, one.shares) for one in heard] or [(one, predict(network, one.seconds)) for one in known]
    reading = reading_of(held, CLASSES[plan.model])
    metrics = {"verdict": asdict(verdict), "report": plainly(report) if report else None}
    with models.draft(name) as folder:
        export.write(folder, network, reading, store.encoder, plan, metrics, _facts(labelled, others, settings, notes))
    if verdict.promoted:
        watch("finding all segments anew")
        promote(library, name, verdict.why)
    return TrainedSegments(name, verdict, report, len(known), tuple(notes))


def _say(notes: list[str], note: Note) -> None:
    notes.append(str(note))


def _enough(known: Examples, *, force: bool) -> None:
    if len(known) < NEEDED:
        raise TrainingImpossible(
            f"Of {len(known)} videos segments are known, which are too few to learn from: {NEEDED} are the least.",
            "label-segments",
        )
    if len({one.group for one in known}) < 2 and not force:
        raise TrainingImpossible(
            f"All {len(known)} videos are of one series, {known[0].group!r}, so nothing can be held out honestly.",
            "force-split",
        )


def _judged_by(
    labelled: Examples,
    others: Examples,
    settings: SegmentTraining,
    watch: Watch,
    notes: list[str],
) -> tuple[list[UnseenVideo], list[SegmentExample]]:
    """Labelled videos heard by models that know nothing of their series; and the others, if those helped."""
    if len({one.group for one in labelled}) < 2:
        notes.append("No two series have labels, so it could not be judged.")
        return [], list(others)
    heard = crossvalidated(labelled, (), settings.plan, settings.folds, watch)
    if not others:
        return heard, []
    taught = crossvalidated(labelled, others, settings.plan, settings.folds, watch)
    gain = judged(taught, lambda one: _of(heard, one)).gain
    if gain.gain.mean > 0:
        notes.append(f"It learned from {len(others)} videos without labels too, which gained {gain.gain.mean:+.3f}.")
        return taught, list(others)
    notes.append(f"{len(others)} videos without labels were left out: they gained {gain.gain.mean:+.3f}.")
    return heard, []


def _of(heard: Sequence[UnseenVideo], example: SegmentExample) -> tuple[Segment, ...]:
    one = next(one for one in heard if one.example is example)
    return together(example, one.evidence())


def _verdict(heard: Sequence[UnseenVideo], incumbent: SegmentModel | None) -> tuple[SegmentsReport | None, Verdict]:
    """How good a model is, and whether it may serve: it must find more than what serves, by more than chance."""
    rival = f"the model {incumbent.name!r}" if incumbent else "the finders without a model"
    if not heard:
        return None, Verdict(False, "Kept, not promoted: no series with labels was held out.")
    report = judged(heard)
    gain = report.gain
    if incumbent:
        new = [one for one in heard if new_to(incumbent, one.example)]
        if not new:
            return report, Verdict(False, f"Kept, not promoted: no labelled series is new to {rival}.")
        served = SecondsClassifier(incumbent)
        gain = judged(new, lambda one: together(one, served.find([one.features])[one.id])).gain
    told = f"{gain.gain.mean:+.3f} [{gain.gain.low:+.3f}, {gain.gain.high:+.3f}] in F1 on {gain.gain.count} series"
    if gain.better:
        return report, Verdict(True, f"Promoted: beside {rival} it gains {told} (chance {gain.chance:.3f}).", gain)
    why = f", and at least {LEAST} are needed" if gain.few else ", which may be chance"
    return report, Verdict(
        False, f"Kept, not promoted: beside {rival} it gains {told}{why}. It can be promoted by hand.", gain
    )


def _facts(
    labelled: Examples,
    others: Examples,
    settings: SegmentTraining,
    notes: Sequence[str],
) -> dict[str, Any]:
    """What a model learned from, and when."""
    known = [*labelled, *others]
    return {
        "fingerprint": f"{fingerprint(known)} {settings.plan.seed}",
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "learned": [one.id for one in known],
        "held": [],
        "series": sorted({one.features.episode.series for one in known} - {""}),
        "folds": settings.folds,
        "tasks": ["segments"],
        "notes": list(notes),
    }
