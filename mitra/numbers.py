"""How large a number may be: people, chats and messages have numbers of 64 bits, and so have the columns of both databases."""

LARGEST = 2**63 - 1


def read_number(text: str) -> int | None:
    """Return the number that plain digits stand for; None for anything else, and for one that does not fit."""
    # Python itself refuses to read thousands of digits.
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST))
    return int(text) if plain and fits(int(text)) else None


def fits(number: int) -> bool:
    """Return whether a number can be stored; one that does not must not come as far as SQL, where drivers raise errors of their own."""
    return -LARGEST - 1 <= number <= LARGEST
