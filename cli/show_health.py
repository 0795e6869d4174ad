"""How a check-up looks."""

from rich.markup import escape

from vsearch.cli import show
from vsearch.cli.checkup import Checkup


def report(made: Checkup) -> None:
    """Everything that was looked at, and at the end what to do."""
    for title, values in (("machine", made.machine), ("library", made.library), ("encoders", made.encoders)):
        show.console.print(f"[bold]{title}[/]")
        for name, value in values.items():
            show.console.print(f"  {name:9} {escape(value)}")
    versions = ", ".join(f"{name} {number}" for name, number in made.versions.items())
    show.console.print(f"[bold]versions[/]\n  {versions}")
    for finding in made.findings:
        show.console.print(f"[red]✗[/] {escape(finding.what)}\n  {escape(finding.cure)}")
    if not made.findings:
        show.console.print("[green]✓[/] Nothing is wrong.")
