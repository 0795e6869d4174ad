"""Models as files: where they lie, how they come from the hub, and ONNX graphs as sessions."""
