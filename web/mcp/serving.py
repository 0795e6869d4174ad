"""Start the tools: check what they were told, open the library, and answer one assistant until it hangs up."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from vsearch.errors import OutputRefused, PackageMissing, UsageWrong
from vsearch.library.storage.files import remedy


def serve_mcp(
    library: Path | None = None, *, write: bool = False, clips: Path | None = None, name: str = "mcp"
) -> None:
    """Answer an assistant over the standard input and output, on which nothing else is said.

    It only looks. With `write` it may decide too, in the name of `name`, and cut clips into the folder `clips`.
    """
    try:
        from vsearch.web.context import Context
        from vsearch.web.mcp.server import create_server
    except ImportError as error:
        raise PackageMissing(f"The tools for assistants need the package {error.name}.", "install-web") from error
    from vsearch.web.settings import ServeSettings

    if clips is not None and not write:
        raise UsageWrong("Clips are files that are written. Name their folder with --write.")
    if not name.strip() or len(name) > 64 or not name.isprintable():
        raise UsageWrong(f"{name[:80]!r} is no name for decisions. Give up to 64 letters that can be seen.")
    if clips is not None:
        clips = _folder(clips)
    here = Context(ServeSettings(library=library))
    _end_when_told(here.close)
    try:
        create_server(here, write=write, clips=clips, name=name).run("stdio")
    finally:
        here.close()


def _end_when_told(close: Callable[[], None]) -> None:
    """End at once on Ctrl-C and the like: the thread that reads the standard input would keep the process for ever.

    Another thread does so, for what is let go of may be locked by what the signal came upon.
    """

    def leave(code: int) -> None:
        try:
            close()
        finally:
            os._exit(code)

    def end(number: int, _frame: object) -> None:
        threading.Thread(target=leave, args=(128 + number,), daemon=True).start()

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)


def _folder(clips: Path) -> Path:
    try:
        clips.mkdir(parents=True, exist_ok=True)
        return clips.resolve()
    except OSError as error:
        raise OutputRefused(f"{clips} cannot be a folder for clips: {error.strerror}.", remedy(error)) from error
