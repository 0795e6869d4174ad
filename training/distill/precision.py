"""Precision: bf16 wherever the device multiplies it; emulated, it takes four times as long as fp32."""

import torch

from vsearch.encoders.devices import choose_precision


def fast(device: torch.device) -> torch.autocast:
    """A context in which products are as cheap as the device can make them."""
    bf16 = choose_precision(str(device)) == "bf16"
    return torch.autocast(device.type, torch.bfloat16, enabled=bf16)
