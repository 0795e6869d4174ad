"""Scale: a million hours simulated: storage, machines, hours, money, how it is indexed and how it answers.

`python -m bench.scaling.scale --write` puts the tables into cluster/SCALE.md; a test compares them.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields

from rich.console import Console

from bench.setting.places import ROOT
from bench.simulation.asking import FORMS, AskedArchive, asked
from bench.simulation.assumed import ASSUMED, Assumed
from bench.simulation.indexing import Fleet, indexed, shared_speed
from vsearch.library.remote.listing import BEGINS

DOCUMENT = ROOT / "cluster" / "SCALE.md"
RATE = 10.0
"""Queries a second."""
PART = 100_000.0
"""Hours of film that are simulated for each fleet: shares and rates are those of more."""


def tables(assumed: Assumed = ASSUMED) -> dict[str, str]:
    """Every table by its name, as Markdown."""
    return {
        "assumed": _markdown(("what", "value", "from"), _assumed(assumed)),
        "storage": _markdown(("what", "an hour", "a million hours", "dollars a month"), _storage(assumed)),
        "work": _markdown(("work", "hours of machines", "dollars"), _work(assumed)),
        "fleets": _markdown(_FLEET_HEAD, _fleets(assumed)),
        "queries": _markdown(_QUERY_HEAD, _queries(assumed)),
        "segments": _markdown(("GiB a segment", *(form.name for form in FORMS)), _segments(assumed)),
        "opening": _markdown(
            ("films", "listed page by page", f"{len(BEGINS) + 1} ranges at once", "entries read once"),
            _opening(assumed),
        ),
    }


def written(text: str, made: dict[str, str]) -> str:
    """A document with every table in its place, between `<!-- NAME -->` and `<!-- end -->`."""
    for name, table in made.items():
        place = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
        text, found = re.subn(place, lambda match, table=table: f"{match[1]}{table}{match[2]}", text, flags=re.DOTALL)
        assert found == 1, name
    return text


def main() -> None:
    made = tables()
    for name, table in made.items():
        Console().print(f"\n{name}\n{table}", markup=False, highlight=False, soft_wrap=True)
    if "--write" in sys.argv:
        DOCUMENT.write_text(written(DOCUMENT.read_text("utf-8"), made), "utf-8")


Row = Sequence[str]


def _markdown(head: Row, rows: Iterable[Row]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _assumed(assumed: Assumed) -> Iterator[Row]:
    for one in fields(assumed):
        yield one.metadata["unit"], f"{getattr(assumed, one.name):,.6g}", one.metadata["source"]


def _storage(assumed: Assumed) -> Iterator[Row]:
    looked = assumed.fps * 3600
    parts = {
        "vectors": assumed.kept * assumed.vector_bytes,
        "previews": assumed.kept * assumed.preview_bytes,
        "tables of frames": looked * assumed.frame_bytes,
        "talk, sound, writing": assumed.other_bytes,
    }
    parts["the library"] = sum(parts.values())
    parts["the films themselves"] = assumed.bitrate / 8 * 1e6 * 3600
    for name, size in parts.items():
        gib = size * assumed.hours / 2**30
        yield name, f"{size / 1e6:,.2f} MB", f"{size * assumed.hours / 1e12:,.1f} TB", f"{gib * assumed.gib_month:,.0f}"


def _work(assumed: Assumed) -> Iterator[Row]:
    cores = _core_hours(assumed)
    cores["all of it on cores"] = sum(cores.values())
    for name, hours in cores.items():
        yield name, f"{hours:,.0f} core-hours", f"{hours * assumed.core_hour:,.0f}"
    for name, speed in (
        ("an H200 whose 16 cores decode", assumed.gpu_speed),
        ("an H200 that decodes itself", assumed.nvdec_speed),
    ):
        hours = assumed.hours / speed
        yield f"all of it on {name}", f"{hours:,.0f} GPU-hours", f"{hours * assumed.gpu_hour:,.0f}"
    reads = assumed.requests_hour * assumed.hours
    writes = assumed.writes_film * assumed.hours * 60 / assumed.film_minutes
    money = reads / 1e6 * assumed.read_million + writes / 1e6 * assumed.write_million
    yield "requests to the bucket", f"{reads:,.0f} reads, {writes:,.0f} writes", f"{money:,.0f}"


def _core_hours(assumed: Assumed) -> dict[str, float]:
    return {
        "looking, on cores": assumed.hours / assumed.core_speed,
        "listening, on cores": assumed.hours / assumed.sound_speed,
        "embedding, `builtin`, on cores": assumed.hours * assumed.fps * 3600 / assumed.embeds / 3600,
    }


_FLEET_HEAD = (
    "fleet", "million hours in", "dollars", "longer than ideal", "work lost", "leases taken over", "twice, missing",
    "set aside", "films in memory", "requests a second", "of its speed",
)  # fmt: skip


def _fleets(assumed: Assumed) -> Iterator[Row]:
    core, spot = assumed.hours / sum(_core_hours(assumed).values()), assumed.spot_hours
    fleets = (
        Fleet("32 × 16 cores", 32, 16, core, assumed.failure_hours),
        Fleet("256 × 16 cores", 256, 16, core, assumed.failure_hours),
        Fleet("256 × 16 cores, taken back", 256, 16, core, spot),
        Fleet("16 × H200, cores decode", 16, 16, assumed.gpu_speed / 16, assumed.failure_hours),
        Fleet("16 × H200 that decode", 16, 16, assumed.nvdec_speed / 16, assumed.failure_hours),
        Fleet("256 × H200 that decode", 256, 16, assumed.nvdec_speed / 16, assumed.failure_hours),
    )
    for fleet in fleets:
        run = indexed(fleet, PART, assumed)
        days = assumed.hours / PART * run.ideal * (1 + run.wasted) / 24
        price = (
            assumed.gpu_hour if "H200" in fleet.name else 16 * (0.015 if "back" in fleet.name else assumed.core_hour)
        )
        yield (
            fleet.name, f"{days:,.1f} days", f"{days * 24 * fleet.nodes * price:,.0f}", f"{run.took - run.ideal:.1f} h",
            f"{run.wasted:.2%}", f"{run.lapsed:,}", f"{run.twice}, {run.missing}", f"{run.aside}", f"{run.held:,}",
            f"{run.requests:,.0f}", f"{shared_speed(fleet, assumed) / fleet.speed:.0%}",
        )  # fmt: skip


_QUERY_HEAD = (
    "index", "GiB in memory", "GiB on disks", "nodes", "dollars a month", "core-s a query", "busy", "engine p50 / p99",
    "answer p50 / p99", "with reads p50 / p99",
)  # fmt: skip


def _queries(assumed: Assumed) -> Iterator[Row]:
    for form in FORMS:
        made = asked(form, RATE, assumed)
        while made.busy > 0.6:  # memory is not all: the cores must be enough too
            made = asked(form, RATE, assumed, nodes=made.nodes + max(1, made.nodes // 4))
        yield _query(made, assumed)


def _query(made: AskedArchive, assumed: Assumed) -> Row:
    money = made.nodes * assumed.query_hour * 730
    return (
        made.form.name, f"{made.gib:,.0f}", f"{made.disk:,.0f}", f"{made.nodes}", f"{money:,.0f}",
        f"{made.core_seconds:.2f}", f"{made.busy:.0%}",
        *(f"{half:,.0f} / {most:,.0f} ms" for half, most in (made.engine, made.warm, made.cold)),
    )  # fmt: skip


def _segments(assumed: Assumed) -> Iterator[Row]:
    """Core-seconds of one query by how large segments are."""
    from dataclasses import replace

    for size in (1, 2, 4, 8, 16):
        sized = replace(assumed, segment_gib=size)
        yield f"{size}", *(f"{asked(form, 0.01, sized, nodes=8, count=10).core_seconds:.2f}" for form in FORMS)


def _opening(assumed: Assumed) -> Iterator[Row]:
    """Seconds to see what a library holds, by how many films it has."""
    for films in (1_000, 13_000, 130_000, 1_300_000):
        page = films / assumed.list_page * assumed.list_ms / 1e3
        reading = films * assumed.read_ms / assumed.read_at_once / 1e3
        yield (
            f"{films:,}",
            f"{page:,.1f} s",
            f"{max(page / (len(BEGINS) + 1), assumed.list_ms / 1e3):,.1f} s",
            f"{reading:,.0f} s",
        )


if __name__ == "__main__":
    main()
