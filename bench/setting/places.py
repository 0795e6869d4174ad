"""Where the project lies, and the pictures and clips that may lie beside it."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("VSEARCH_SHARED", ROOT.parent / "shared"))
IMAGES = SHARED / "images"
REAL = SHARED / "videos" / "real"
