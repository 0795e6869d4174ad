"""Tables of what was measured beside its bar, which know whether one fell short."""

from rich.table import Table


class Bars(Table):
    """A table whose benchmark ends with `sys.exit(table.short)`."""

    short = False

    def verdict(self, kept: bool | None) -> str:
        """The cell of a bar; an empty one where there is no bar."""
        if kept is None:
            return ""
        self.short |= not kept
        return "[green]pass" if kept else "[red]short"
