"""When two addresses are one, and what a change of somebody's address brings about (docs/domain.md §5).

Databases differ in what they take for the same letter: PostgreSQL holds a dotless i and a long s for I and S. Only the
letters A to Z have no case here; what differs in any other letter is another address.
"""

import string

SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def in_small_letters(address: str) -> str:
    """The address as it is stored and compared."""
    return address.strip().translate(SMALL)
