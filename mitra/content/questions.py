"""Question lines of a topic: `jarak [antar|antara] apar (berapa)` stands for several ways of asking."""

import itertools
import re

_PART = re.compile(r"\[([^\[\]()]*)\]|\(([^\[\]()]*)\)|([^\[\]()]+)")

#: More than this from one line drowns the other lines in training.
MOST_PER_LINE = 64


def expand(line: str) -> list[str]:
    """
    Return every wording that `line` stands for, without repeats.

    `[a|b]` takes one of its alternatives, `(x)` may be left out; they never nest.
    Raises ValueError when brackets do not match or the line stands for too many wordings.
    """
    parts = [_choices(match) for match in _parts(line)]
    total = 1
    for part in parts:
        total *= len(part)
    if total > MOST_PER_LINE:
        raise ValueError(f"menjadi {total} ragam, paling banyak {MOST_PER_LINE}: pecah jadi dua baris")
    wordings = (" ".join("".join(choice).split()) for choice in itertools.product(*parts))
    return list(dict.fromkeys(wording for wording in wordings if wording))


def _parts(line: str) -> list[re.Match[str]]:
    matches = list(_PART.finditer(line))
    if sum(len(match.group()) for match in matches) != len(line):
        raise ValueError("kurungnya tidak berpasangan (kurung tidak boleh bersarang)")
    return matches


def _choices(match: re.Match[str]) -> list[str]:
    alternatives, optional, plain = match.groups()
    if alternatives is not None:
        return [f" {choice} " if not choice.strip() else choice for choice in alternatives.split("|")]
    if optional is not None:
        return ["", *optional.split("|")]
    return [str(plain)]
