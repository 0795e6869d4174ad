"""Paths: which machinery runs an encoder on this machine, compiled or torch, on the CPU or on GPUs."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from vsearch.encoders import Encoder
from vsearch.encoders.compiling.compiled import Compiled, CompiledWords, compiled_encoder, find_compiled
from vsearch.encoders.devices import choose_devices, choose_precision
from vsearch.encoders.names import absolute
from vsearch.encoders.pair import EncoderPair, Pictures, WordsHalf
from vsearch.errors import UsageWrong
from vsearch.models.packages import demand_runtime

if TYPE_CHECKING:
    from vsearch.encoders.towers import Towers


def encoder(name: str, *, device: str = "auto", precision: str = "auto", threads: int = 0) -> Encoder:
    """The encoder `name`: compiled if it was and the CPU is to run it, else by torch; words compiled if they were."""
    name, devices = absolute(name), choose_devices(device)
    on_cpu = devices == ("cpu",)
    compiled = find_compiled(name, precision if precision in {"fp32", "int8"} else "auto")
    if compiled is not None and on_cpu and precision not in {"bf16", "fp16"}:
        return compiled_encoder(compiled, threads)
    if on_cpu and precision == "int8":
        raise UsageWrong(f"{name} is not compiled to int8 yet.", "compile-first")
    return _by_torch(name, devices, precision, compiled, threads)


def _by_torch(
    name: str, devices: Sequence[str], precision: str, compiled: Compiled | None, threads: int
) -> EncoderPair:
    """The encoder run by torch; if it was compiled too, torch is imported for pictures alone."""
    demand_runtime(name)
    runs = choose_precision(devices[0], precision)

    @cache
    def towers() -> "Towers":
        from vsearch.encoders.loading import load_towers

        return load_towers(name)

    def pictures() -> Pictures:
        from vsearch.encoders.batches import TorchPictures

        return TorchPictures(towers().image, devices, precision)

    def words() -> WordsHalf:
        from vsearch.encoders.batches import TorchWords

        return CompiledWords(compiled, threads) if compiled else TorchWords(towers(), devices[0], precision)

    spec = compiled.spec if compiled else towers().spec
    return EncoderPair(replace(spec, runtime=f"torch {runs} on {', '.join(devices)}"), pictures, words)
