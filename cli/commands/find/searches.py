"""`vsearch searches`: searches that are kept under names: list, show and forget them."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def searches(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="The search; without one, all are listed.")] = "",
    forget: Annotated[bool, typer.Option("--forget", help="Forget it.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the searches that are kept, show one, or forget it; `vsearch search --saved NAME` asks one."""
    from vsearch.cli.show import envelope, items
    from vsearch.cli.show.answers import searches as show_searches

    if forget and not name:
        raise vsearch.UsageWrong("It is not said which search is meant.", "see-searches")
    with vsearch.open(library) as opened:
        if forget:
            opened.forget_search(name)
        kept = [] if forget else [opened.saved_search(name)] if name else opened.saved_searches()
        if as_json:
            envelope.answer([items.kept_search(search) for search in kept], store=opened.store)
        elif forget:
            show_searches.show_forgotten(name)
        else:
            show_searches.show_searches(kept)
