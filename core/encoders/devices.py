"""Devices: where an encoder's arithmetic runs, and in which precision."""

import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from vsearch.errors import UsageWrong

if TYPE_CHECKING:
    import torch

PRECISIONS = ("auto", "fp32", "bf16", "fp16", "int8")


def choose_devices(asked: str = "auto") -> tuple[str, ...]:
    """The devices that `asked` names: "auto", "cpu", "cuda", "cuda:1", or several as "cuda:0,cuda:1"."""
    if asked == "auto":
        return ("cuda:0",) if cuda_count() else ("cpu",)
    names = tuple("cuda:0" if name.strip() == "cuda" else name.strip() for name in asked.split(","))
    for name in names:
        _check(name, asked)
    return tuple(dict.fromkeys(names))


def _check(name: str, asked: str) -> None:
    kind, _, number = name.partition(":")
    if name != "cpu" and not (kind == "cuda" and number.isdecimal()):
        raise UsageWrong(f"There is no device {asked!r}. Use auto, cpu, cuda, cuda:1, or several: cuda:0,cuda:1.")
    if kind == "cuda" and int(number) >= cuda_count():
        raise UsageWrong(f"This machine has {cuda_count()} CUDA devices, so {name} cannot be used.", "auto-device")


def choose_precision(device: str, asked: str = "auto") -> str:
    """The precision torch runs in on `device`: bf16 wherever the hardware multiplies it natively."""
    if asked not in PRECISIONS:
        raise UsageWrong(f"There is no precision {asked!r}. Choose one of: {', '.join(PRECISIONS)}.")
    if asked == "int8":
        raise UsageWrong("int8 runs only compiled and on the CPU.", "compile-first")
    if asked != "auto":
        return asked
    if device == "cpu":
        return "bf16" if cpu_has_bf16() else "fp32"
    import torch

    return "bf16" if torch.cuda.get_device_capability(device)[0] >= 8 else "fp16"  # Ampere and later


def fast(device: "torch.device") -> "torch.autocast":
    """A context in which torch multiplies in bf16 where that is native: emulated, it takes four times fp32."""
    import torch

    bf16 = choose_precision(str(device)) == "bf16"
    return torch.autocast(device.type, torch.bfloat16, enabled=bf16)


@cache
def cpu_has_bf16(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor multiplies bf16 (avx512_bf16 or AMX)."""
    if not cpuinfo.is_file():
        return False
    flags = cpuinfo.read_text(errors="replace").split()
    return "avx512_bf16" in flags or "amx_bf16" in flags


def cuda_memory() -> int:
    """Bytes of the first CUDA device; 0 where there is none."""
    if not cuda_count():
        return 0
    import torch

    return int(torch.cuda.get_device_properties(0).total_memory)


@cache
def cuda_count() -> int:
    """How many CUDA devices there are; torch is asked only where there is an NVIDIA driver."""
    driver = ("/proc/driver/nvidia/version", "/dev/nvidia0", "/dev/dxg")
    if not any(Path(place).exists() for place in driver) and not shutil.which("nvidia-smi"):
        return 0
    if find_spec("torch") is None:  # nothing here could use them
        return 0
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0
