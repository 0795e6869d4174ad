"""Packages: torch and those that stand on it; what needs them says so before it begins, all else runs without."""

from importlib.util import find_spec

from vsearch.errors import ModelMissing, PackageMissing


def demand_packages(what: str, *others: str) -> None:
    """Refuse `what` in one sentence where torch, or one of the others that it needs, is not installed."""
    if missing := missing_packages(*others):
        raise PackageMissing(f"{what} needs {' and '.join(missing)}: not installed here.", "install-models")


def demand_runtime(model: str, *others: str, cure: str = "install-models") -> None:
    """Call a model missing where torch, or one of the others that run it, is not installed."""
    if missing := missing_packages(*others):
        raise ModelMissing(f"{model} needs {' and '.join(missing)}: not installed here.", cure)


def missing_packages(*others: str) -> list[str]:
    """Which of torch and the others are not installed; none is imported."""
    return [name for name in ("torch", *others) if find_spec(name) is None]
