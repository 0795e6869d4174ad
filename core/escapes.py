"""Escapes: letters that steer a terminal or a spreadsheet are shown as symbols, and are left out of files."""

import re

_LINES = "\r\x0b\x0c\x85\u2028\u2029"
_DIRECTIONS = "\u202a-\u202e\u2066-\u2069"
_STEERING = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{_DIRECTIONS}\ud800-\udfff\ufffe\uffff]")
"""Control codes but for tab and new line, marks that turn the direction of writing, and what is no letter at all."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would run instead of show, or one that was guarded against that."""


def visible(text: str) -> str:
    """Text as a terminal may show it: each letter that steers is a symbol as wide as a letter."""
    return _STEERING.sub(lambda found: _symbol(ord(found[0])), text)


def stripped(text: str) -> str:
    """Text as a file may hold it: what ends a line is a space, all else that steers is left out."""
    return _STEERING.sub(lambda found: " " if found[0] in _LINES else "", text)


def legible(text: str) -> str:
    """Text that can be written: halves of letters, which JSON and names of files may hold, are replaced."""
    return re.sub(r"[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)


def escaped(json: str) -> str:
    """JSON whose strings name the letters that steer by their numbers; it says the same."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", json)


def guarded(cell: str) -> str:
    """A cell of CSV that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _symbol(code: int) -> str:
    """The picture that Unicode has of a control code; the sign for what cannot be shown for all others."""
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"
