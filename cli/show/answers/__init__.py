"""How answers look in a terminal, a module a kind."""
