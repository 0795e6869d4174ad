"""The report of a training: one HTML page with curves and tables, nothing fetched from anywhere."""

from collections.abc import Sequence
from html import escape

from vsearch.escapes import stripped
from vsearch.training.evaluation.evaluate import Evaluation, EvaluationRow
from vsearch.training.tower.plan import Epoch
from vsearch.training.tower.tune import Tuned

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0}"
    "td,th{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #ddd}"
    "td:first-child,th:first-child{text-align:left}small{color:#777}svg{background:#fafafa;margin:.5rem .5rem .5rem 0}"
    "tr.ours{font-weight:600}"
)
_INK = ("#1f6fb2", "#c2571a", "#3a8f3a", "#8a4fb0")


def page(
    name: str, report: Evaluation, history: Sequence[Epoch], why: str, notes: Sequence[str], tuned: Tuned | None = None
) -> str:
    """The page of one tower; with all that was tried, where its plan was searched for."""
    parts = [f"<h1>Tower {escape(name)}</h1><p>{escape(why)}</p>", _curves(history)]
    for task in dict.fromkeys(row.task for row in report.rows):
        rows = [row for row in report.rows if row.task == task]
        parts.append(f"<h2>{escape(task.capitalize())}</h2>{_bars(rows)}{_table(rows)}")
    if report.gains:
        lines = [
            (method, f"{p.gain.mean:+.3f}", f"{p.gain.low:+.3f} … {p.gain.high:+.3f}", f"{p.chance:.3f}")
            for method, p in report.gains.items()
        ]
        parts.append(f"<h2>Paired tests</h2><p>The {escape(report.figure)}, video by video.</p>")
        parts.append(_lines(("against", "gain", "95 %", "chance"), lines))
    if report.tags:
        lines = [(t.tag, f"{t.count}", f"{t.precision:.2f}", f"{t.recall:.2f}") for t in report.tags]
        parts.append("<h2>Each tag</h2>" + _lines(("tag", "videos", "precision", "recall"), lines))
    if tuned:
        parts.append(_tried(tuned))
    if notes:
        parts.append("<h2>Notes</h2><ul>" + "".join(f"<li>{escape(note)}</li>" for note in notes) + "</ul>")
    title = f"<title>Tower {escape(name)}</title><style>{_STYLE}</style>"
    return stripped(f"<!doctype html><html lang=en><meta charset=utf-8>{title}{''.join(parts)}</html>\n")


def _lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    rest = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{rest}</table>"


def _tried(tuned: Tuned) -> str:
    """The plans that were tried, best first, and what mattered."""
    names = list(dict.fromkeys(name for trial in tuned.trials for name in trial.choices))
    tried = sorted(tuned.trials, key=lambda trial: -1.0 if trial.score is None else -trial.score)
    rows = [
        (
            f"{trial.number + 1}",
            "n/a" if trial.score is None else f"{trial.score:.3f}",
            trial.state,
            *(str(trial.choices.get(name, "")) for name in names),
        )
        for trial in tried
    ]
    weighed = sorted(tuned.importance.items(), key=lambda pair: -pair[1])
    told = "What mattered: " + ", ".join(f"{name} {share:.0%}" for name, share in weighed) + "." if weighed else ""
    return f"<h2>Plans tried</h2><p>{escape(told)}</p>" + _lines(("plan", "score", "", *names), rows)


def _curves(history: Sequence[Epoch]) -> str:
    plots = [_plot("score on held-out videos", [epoch.score for epoch in history], _INK[0])]
    tasks = dict.fromkeys(task for epoch in history for task in epoch.losses)
    for number, task in enumerate(tasks):
        values = [epoch.losses[task] for epoch in history if task in epoch.losses]
        plots.append(_plot(f"loss: {task}", values, _INK[(number + 1) % len(_INK)], 1))
    return "".join(plots)


def _plot(name: str, values: Sequence[float], ink: str, first: int = 0) -> str:
    """A line over epochs with its lowest and highest value written beside it."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    step, span = 220 / max(1, len(values) - 1), (high - low) or 1.0
    points = " ".join(f"{40 + n * step:.1f},{110 - 80 * (value - low) / span:.1f}" for n, value in enumerate(values))
    return (
        f'<svg width="290" height="140" role="img" aria-label="{escape(name)}" font-size="11">'
        f'<text x="40" y="18">{escape(name)}</text>'
        f'<text x="4" y="34">{high:.3f}</text><text x="4" y="112">{low:.3f}</text>'
        f'<polyline fill="none" stroke="{ink}" stroke-width="2" points="{points}"/>'
        f'<text x="40" y="132">epoch {first} … {max(first, first + len(values) - 1)}</text></svg>'
    )


def _bars(rows: Sequence[EvaluationRow]) -> str:
    """The first metric of each method as a bar with its interval."""
    known = [row for row in rows if row.metrics]
    if not known:
        return ""
    name = next(iter(known[0].metrics or {}))
    drawn = [f'<text x="150" y="14" font-size="12">{escape(name)} and its 95 % interval</text>']
    for number, row in enumerate(known):
        mean, top = (row.metrics or {})[name], 24 + 20 * number
        low, high, wide = 150 + 300 * mean.low, 150 + 300 * mean.high, 300 * max(0.0, mean.mean)
        drawn.append(
            f'<text x="4" y="{top + 11}" font-size="12">{escape(row.method)}</text>'
            f'<rect x="150" y="{top}" width="{wide:.1f}" height="14" fill="{_INK[0]}" opacity=".6"/>'
            f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{top + 7}" y2="{top + 7}" stroke="#222" stroke-width="1.5"/>'
        )
    return f'<svg width="480" height="{32 + 20 * len(known)}" role="img">{"".join(drawn)}</svg>'


def _table(rows: Sequence[EvaluationRow]) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row.metrics or {}))
    lines = ["<tr><th>method</th>" + "".join(f"<th>{escape(name)}</th>" for name in names) + "</tr>"]
    for row in rows:
        cells = [
            f"<td>{m.mean:.3f}<br><small>{m.low:.3f}–{m.high:.3f}</small></td>"
            if (m := (row.metrics or {}).get(name))
            else "<td>n/a</td>"
            for name in names
        ]
        mark = ' class="ours"' if row.method == "tower" else ""
        lines.append(f"<tr{mark}><td>{escape(row.method)}</td>{''.join(cells)}</tr>")
    return f"<table>{''.join(lines)}</table>"
