"""How a check-up looks."""

from rich.text import Text

from vsearch.cli.checkup import Checkup
from vsearch.cli.show import terminal


def report(made: Checkup) -> None:
    """Everything that was looked at, and at the end what to do."""
    for title, values in (("machine", made.machine), ("library", made.library), ("encoders", made.encoders)):
        terminal.console.print(title, style="bold")
        for name, value in values.items():
            terminal.console.print(f"  {name:9} {value}")
    versions = ", ".join(f"{name} {number}" for name, number in made.versions.items())
    terminal.console.print(Text.assemble(("versions", "bold"), f"\n  {versions}"))
    for finding in made.findings:
        terminal.console.print(Text.assemble(("✗", "red"), f" {finding.what}\n  {finding.cure}"))
    if not made.findings:
        terminal.console.print(Text.assemble(("✓", "green"), " Nothing is wrong."))
