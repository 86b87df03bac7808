"""For the shell."""
