"""Work on one job: `python -m vsearch.web.jobs.work LIBRARY FOLDER`; lines of JSON tell the server how far it is.

Who started it holds the other end of the standard input: when that ends, so does this process with all that it
started, and nothing works on for a server that is no more.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vsearch.cures import cure
from vsearch.errors import OutputRefused, VSearchError
from vsearch.library.storage.files import remedy
from vsearch.retrieval.library import Library
from vsearch.web.http.cures import WEB
from vsearch.web.jobs.kinds import KINDS

OFTEN = 0.2
"""Seconds between two lines that only tell how far it is."""


class Teller:
    """Writes lines; of those that come fast one after the other, only some."""

    def __init__(self) -> None:
        self._last = 0.0
        self._lock = threading.Lock()

    def __call__(self, told: Mapping[str, Any]) -> None:
        """Write a line, if it says more than how far it is or the last one was a while ago."""
        with self._lock:
            at = time.monotonic()
            if "progress" in told and len(told) == 1 and at - self._last < OFTEN:
                return
            self._last = at
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


def work(library: Path, folder: Path, tell: Teller) -> None:
    """Do what the record in the folder asks for, and tell what came of it."""
    job = json.loads((folder / "job.json").read_bytes())
    out = folder / "out"
    out.mkdir(exist_ok=True)
    try:
        with Library.open(library) as opened:
            made = KINDS[job["kind"]](opened, job["asked"], out, tell)
        name = made.file.relative_to(folder).as_posix() if made.file else ""
        tell({"done": {"file": name, "notes": made.notes}})
    except VSearchError as error:
        tell({"error": {"what": error.what, "cure": cure(error.code, error.facts, WEB)}})
    except OSError as error:
        refused = OutputRefused(f"It cannot be written: {error.strerror or error}.", remedy(error))
        tell({"error": {"what": refused.what, "cure": cure(refused.code, {}, WEB)}})


def _end_with_the_server() -> None:
    sys.stdin.buffer.read()
    os.killpg(os.getpgid(0), signal.SIGKILL)


def main() -> None:
    """Work, unless the server ends first."""
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    work(Path(sys.argv[1]), Path(sys.argv[2]), Teller())


if __name__ == "__main__":
    main()
