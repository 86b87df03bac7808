"""What pages show, as immutable values: one module a page family."""
