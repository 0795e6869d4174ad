"""Names of encoders: made absolute where they end in a path, and tied to the files they name."""

from pathlib import Path

_MULTILINGUAL = ("xlm-roberta", "mt5", "i18n", "siglip2", "nllb", "worldwide", "meta-clip-2", "gemma")


def absolute(name: str) -> str:
    """`name` with its checkpoint file or folder, if it ends in one, as an absolute path."""
    kind, _, argument = name.partition(":")
    schema = "local-dir:" if argument.startswith("local-dir:") else ""
    if not argument:
        return name
    whole = Path(argument.removeprefix(schema)).expanduser()
    if whole.is_dir():
        return f"{kind}:{schema}{whole.resolve()}"
    parts = argument.split("/")
    for taken in (1, 2):  # "ViT-B-32/file" and "ViT-B/32/file"
        path = Path("/".join(parts[taken:])).expanduser()
        if len(parts) > taken and path.is_file():
            return f"{kind}:{'-'.join(parts[:taken])}/{path.resolve()}"
    return name


def fingerprint(name: str) -> str:
    """Sizes and times of the files that the absolute `name` ends in; nothing for a model on the hub."""
    argument = name.partition(":")[2].removeprefix("local-dir:")
    whole, checkpoint = Path(argument), Path(argument.partition("/")[2])
    files = sorted(path for path in whole.iterdir() if path.is_file()) if whole.is_dir() else [checkpoint]
    return " ".join(f"{path.stat().st_size}-{path.stat().st_mtime_ns}" for path in files if path.is_file())


def reads_most_languages(name: str) -> bool:
    """Whether a model, by its own name or its tokenizer's, was trained on most languages."""
    return any(word in name.lower() for word in _MULTILINGUAL)
