"""Questions to nodes: functions that are sent as they are, for a node may lack this very package."""

from collections.abc import Callable


def versions() -> Callable[[], tuple[str, str]]:
    """What Python and what of this package a node has."""

    def told() -> tuple[str, str]:
        import platform

        try:
            from vsearch import __version__ as version
        except ImportError:
            version = ""
        return platform.python_version(), version

    return told


def sees(file: str) -> Callable[[], bool]:
    """Whether a node sees a file."""

    def there() -> bool:
        import os

        return os.path.exists(file)  # noqa: PTH110 - the node may lack whatever this module has

    return there


def stopping(process: int) -> Callable[[], bool]:
    """End a process of a node for good; whether somebody had paused it."""

    def paused() -> bool:
        import os
        import signal
        from contextlib import suppress
        from pathlib import Path

        about, state = Path(f"/proc/{process}"), ""
        with suppress(OSError, IndexError):
            if b"ray::" in (about / "cmdline").read_bytes():  # else the number is another's by now
                state = (about / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
                os.kill(process, signal.SIGKILL)
        return state in ("T", "t")

    return paused


def ending_paused(name: str) -> Callable[[], None]:
    """End the processes of a node that do what Ray calls by a name, where somebody paused them."""

    def end() -> None:
        import os
        import signal
        from contextlib import suppress
        from pathlib import Path

        for about in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, IndexError):
                if f"ray::{name}" in (about / "cmdline").read_text("utf-8", "replace"):
                    state = (about / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
                    if state in ("T", "t"):
                        os.kill(int(about.name), signal.SIGKILL)

    return end
