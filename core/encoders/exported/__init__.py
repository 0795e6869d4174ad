"""Exported encoders: two ONNX graphs and their settings in a folder, as Immich publishes them, run without torch."""
