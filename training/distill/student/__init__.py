"""The student: its two towers, written as ONNX graphs and read back."""
