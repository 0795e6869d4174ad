"""Pictures: what a distillation looks at, as an album, a bank of boxes, and views cut from them."""
