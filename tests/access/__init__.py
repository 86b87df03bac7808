"""Everybody at every address: who reads what, who changes what, and that nothing of others is read or changed."""
