"""The description of the API as a file, made without a server: `python -m vsearch.web.openapi FILE`."""

import json
import sys
from pathlib import Path

from vsearch.web.app import create_app
from vsearch.web.settings import ServeSettings


def text() -> str:
    """The document, the same for the same routes."""
    return json.dumps(create_app(ServeSettings()).openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), "utf-8")
