"""Find the frames and moments that sell a video."""

import os

__version__ = "0.1.0"

# ONNX Runtime reports its use to its maker unless this is set before it is loaded; nothing that is done here leaves it.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
