"""`vsearch doctor`: what works here, what does not, and what to do about it."""

import typer

from vsearch.cli.options import JsonOption, LibraryOption


def doctor(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Check this machine and the library: versions, devices, encoders, health, and what to do."""
    from vsearch.cli.checkup import checkup
    from vsearch.cli.show import health as show_health
    from vsearch.cli.show import terminal

    report = checkup(library)
    terminal.as_json(report) if as_json else show_health.report(report)
    if report.findings:
        raise typer.Exit(1)
