"""Packages: torch and those that stand on it; what needs them says so before it begins, all else runs without."""

from importlib.util import find_spec

from vsearch.errors import PackageMissing


def demand_packages(what: str, *others: str) -> None:
    """Refuse `what` in one sentence where torch, or one of the others that it needs, is not installed."""
    if missing := [name for name in ("torch", *others) if find_spec(name) is None]:
        raise PackageMissing(f"{what} needs {' and '.join(missing)}: not installed here.", "install-models")
