import pytest

from vsearch.encoders import devices
from vsearch.encoders.devices import choose_devices, choose_precision, cpu_has_bf16, cuda_count
from vsearch.errors import UsageWrong


@pytest.mark.parametrize(
    ("asked", "there", "chosen"),
    [
        ("auto", 0, ("cpu",)),
        ("auto", 2, ("cuda:0",)),
        ("cpu", 2, ("cpu",)),
        ("cuda", 1, ("cuda:0",)),
        ("cuda:1", 2, ("cuda:1",)),
        ("cuda:0, cuda:1", 2, ("cuda:0", "cuda:1")),
        ("cuda,cuda:0", 1, ("cuda:0",)),
    ],
)
def test_devices_are_chosen_by_name(monkeypatch, asked, there, chosen):
    monkeypatch.setattr(devices, "cuda_count", lambda: there)
    assert choose_devices(asked) == chosen


@pytest.mark.parametrize(("asked", "said"), [("gpu", "There is no device 'gpu'"), ("cuda:3", "has 1 CUDA devices")])
def test_a_device_that_is_not_there_is_refused(monkeypatch, asked, said):
    monkeypatch.setattr(devices, "cuda_count", lambda: 1)
    with pytest.raises(UsageWrong, match=said):
        choose_devices(asked)


@pytest.mark.parametrize(
    ("flags", "has"), [("fma avx2 avx512f", False), ("avx512f avx512_bf16", True), ("amx_bf16 amx_tile", True)]
)
def test_bf16_is_read_from_the_processor(tmp_path, flags, has):
    (tmp_path / "cpuinfo").write_text(f"processor : 0\nflags : {flags}\n")
    assert cpu_has_bf16(tmp_path / "cpuinfo") is has


def test_weights_are_cast_to_bf16_where_the_processor_has_it(monkeypatch):
    monkeypatch.setattr(devices, "cpu_has_bf16", lambda: True)
    assert choose_precision("cpu") == "bf16"
    monkeypatch.setattr(devices, "cpu_has_bf16", lambda: False)
    assert choose_precision("cpu") == "fp32"
    assert choose_precision("cpu", "fp32") == "fp32"


@pytest.mark.parametrize(("asked", "said"), [("fp8", "no precision 'fp8'"), ("int8", "runs only compiled")])
def test_a_precision_that_torch_cannot_run_is_refused(asked, said):
    with pytest.raises(UsageWrong, match=said):
        choose_precision("cpu", asked)


def test_a_driver_without_torch_counts_for_nothing(monkeypatch) -> None:
    import shutil
    import sys

    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setitem(sys.modules, "torch", None)
    cuda_count.cache_clear()
    try:
        assert choose_devices("auto") == ("cpu",)
    finally:
        cuda_count.cache_clear()
