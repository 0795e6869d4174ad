"""How methods are judged: against each other, without what they need, and by what they cost."""
