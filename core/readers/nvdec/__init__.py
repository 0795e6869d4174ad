"""NVDEC: pictures decoded, scaled and coloured on an NVIDIA GPU, the same as the CPU reader's within rounding."""
