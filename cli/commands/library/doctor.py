"""`vsearch doctor`: what works here, what does not, and what to do about it."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def doctor(
    library: LibraryOption = None,
    mend: Annotated[bool, typer.Option("--mend", help="First mend what needs no film for it.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check this machine and the library: versions, devices, encoders, health, and what to do."""
    from vsearch.cli.checkup import checkup
    from vsearch.cli.show import envelope
    from vsearch.cli.show import health as show_health

    report = checkup(lambda: vsearch.open(library, mend=mend))
    envelope.answer([report]) if as_json else show_health.report(report)
    if report.findings:
        raise typer.Exit(1)
