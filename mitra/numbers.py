"""How large a number may be: people, chats and messages have numbers of 64 bits, and so have the columns of both databases."""

LARGEST = 2**63 - 1


def fits(number: int) -> bool:
    """Return whether a number can be stored; one that does not must not come as far as SQL, where drivers raise errors of their own."""
    return -LARGEST - 1 <= number <= LARGEST
