"""Compiling: the towers of an encoder as ONNX graphs, written once and run without torch."""
