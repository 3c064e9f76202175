"""Names of people and firms in what is typed, told from ordinary words."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from mitra.content.library import CONTENT_DIR

BLANK = "…"
#: Lists of words: names, names that are words too, what is neither though capitalised, what stands before names.
LISTS = Path(__file__).with_name("names.txt")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
#: As many words may stand before the name of who introduces himself: "halo pak saya Paijo dari …".
_GREETING = 3
#: A word that the content has more often than this is a word first: "pak bagus nggak helmnya".
OFTEN = 5
#: "yg", "ga" and "hp" are no names.
_SHORTEST = 3
_SELF = {"saya", "aku", "gue", "gw", "gua", "ane", "sy"}
_NAMED = re.compile(
    r"\b(?:nama(?:\s+(?:saya|aku|gue|gw|gua|dia|lengkap\w*|panggilan\w*))+(?:\s+adalah)?\s*[:=]?|nama\s*[:=]"
    r"|panggil\s+(?:saya|aku|gw)|atas\s+nama|a\.\s?n\.?)\s*$",
    re.IGNORECASE,
)
#: "disuruh sama wagio": what stands before who did it.
_BY = {"sama", "ama", "sm", "oleh", "dengan", "dgn"}
_DONE_OR_TOLD = re.compile(
    r"di[a-z]{4,}|(?:ng|ny|m|ber)[a-z]*(?:omong|tengkar|antem|temu|bilang|cerita|lapor|tanya)[a-z]*"
)
_PREFIX = re.compile(r"^(?:meng|meny|mem|men|me|nge|ng|ny|di|ter|ke|ber|per|peng|pem|pen|se)(?=[a-z]{3})")
_SUFFIX = re.compile(r"(?<=[a-z]{3})(?:nya|kan|lah|kah|in|an|i|ku|mu)$")
_INFLECTED = re.compile(
    r"(?:me[mn]|ng|ny|di[bcdgjkps]|ter|ke[bdgjklpst][aeiou]|ber)[a-z]{3}|.*(?:nya|kan|lah|kah)$"
)
_FIRM = re.compile(
    # "ud" and "pd" in small letters are "udah" and "pada".
    r"\b(?P<kind>(?i:p\.?t|c\.?v|firma|koperasi|yayasan|toko)|U\.?D|P\.?D)\b\.?"
    r"(?P<name>(?:[ \t]+[^\W\d_][\w&'’.-]*){1,5})"
)


@cache
def ordinary_words() -> Counter[str]:
    """Return every word of content/ with how often it stands there; read once in a process (60 ms)."""
    files = itertools.chain(CONTENT_DIR.rglob("*.md"), CONTENT_DIR.glob("*.yml"))
    return Counter(word for file in files for word in _words(file.read_text("utf-8")))


def is_first_name(word: str) -> bool:
    """Return whether people have this name, though it may be a word too: "wati", "slamet", "sri"."""
    return word in listed("names") or word in listed("also words")


@cache
def listed(section: str) -> frozenset[str]:
    """Return one list of names.txt, such as `names`, `also words` or `never`."""
    found = LISTS.read_text("utf-8").partition(f"[{section}]\n")[2].partition("\n[")[0]
    lines = (line for line in found.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def without_firms(text: str) -> str:
    """Return `text` with the names after "PT", "CV" and the like blanked: "PT Maju Jaya" → "PT …"."""
    return _FIRM.sub(_blank_firm, text)


def _blank_firm(match: re.Match[str]) -> str:
    rest = match["name"]
    words = rest.split()
    certain = match["kind"].replace(".", "").casefold() in {"pt", "cv", "ud", "pd"}
    names = list(itertools.takewhile(lambda word: _is_firm(word, certain=certain), words))
    if not names:
        return match.group()
    left = " ".join(words[len(names) :])
    return f"{match.group()[: -len(rest)]} {BLANK} {left}".rstrip()


def _is_firm(word: str, *, certain: bool) -> bool:
    plain = word.strip(".,-'’").casefold()
    if plain in listed("also words") or plain in listed("names"):
        return True
    if plain in listed("never"):
        return False
    if word[0].isupper() and not word.isupper():
        return certain or not _known(plain)
    return certain and len(plain) >= _SHORTEST and not _known(plain) and not _inflected(plain)


def is_place(words: Iterable[str]) -> bool:
    """Return whether what follows "jalan" or "gang" is the name of one: "Melati", not "keluar darurat"."""
    plain = [word.casefold().strip(".,-'’") for word in words]
    return any(word in listed("names") | listed("also words") or not _known(word) for word in plain if word)


def without_people(text: str) -> str:
    """Return `text` with names of people blanked; what is an ordinary word in content/ stays."""
    typed = _Typed(text)
    pieces, end = [], 0
    for start, stop in typed.names():
        pieces += [text[end:start], BLANK]
        end = stop
    return "".join([*pieces, text[end:]])


class _Typed:
    """What was typed, word by word, with what stands between."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(_WORD.finditer(text))
        self.plain = [word.group().casefold() for word in self.words]
        #: Every Word Like This, or ALL LIKE THIS: capitals tell nothing.
        self.capitals_tell = self._capitals_tell()

    def names(self) -> Iterator[tuple[int, int]]:
        """Yield where each name begins and ends; given and family name are one."""
        begun: int | None = None
        for at in range(len(self.words)):
            if self._is_name(at, goes_on=begun is not None and self._touches(at)):
                begun = begun if begun is not None and self._touches(at) else at
                if at + 1 == len(self.words) or not self._touches(at + 1):
                    yield self.words[begun].start(), self.words[at].end()
                    begun = None
            elif begun is not None:
                yield self.words[begun].start(), self.words[at - 1].end()
                begun = None

    def _is_name(self, at: int, *, goes_on: bool) -> bool:
        plain, word = self.plain[at], self.words[at].group()
        if plain in listed("names"):
            return True
        if plain in listed("titles"):
            return False
        if len(plain) < _SHORTEST or plain in listed("never"):
            return goes_on and ((len(word) == 1 and word.isupper()) or self._capital(at))  # "Budi S"
        if plain in listed("also words"):
            rare = ordinary_words()[plain] <= OFTEN
            return self._capital_inside(at) or (rare and (goes_on or self._titled(at)))
        return not _known(plain) and (self._capital_inside(at) or self._is_spoken_of(at))

    def _is_spoken_of(self, at: int) -> bool:
        """Return whether the words around an unknown word, typed in small letters, make it somebody's name."""
        plain, before = self.plain[at], self.plain[at - 1] if at and self._touches(at) else ""
        if not re.search("[aeiou]", plain) or (self.words[at].group().isupper() and self.capitals_tell):
            return False  # a shortened word, or an abbreviation
        if self._titled(at):
            return not _inflected(plain)
        if before in listed("jobs") or (
            before in _BY and at > 1 and _DONE_OR_TOLD.fullmatch(self.plain[at - 2])
        ):
            return not _inflected(plain)
        return before in _SELF and not _inflected(plain) and self._introduces(at)

    def _introduces(self, at: int) -> bool:
        """Return whether "saya …" stands at the beginning and is followed by who that is or what he wants."""
        greeting = listed("titles") | listed("never")
        if at > _GREETING or not greeting.issuperset(self.plain[: at - 1]):
            return False  # "anak saya …"
        after = self.text[self.words[at].end() :].lstrip(" ")
        return after[:1] in {"", ",", "."} or (
            at + 1 < len(self.plain) and self.plain[at + 1] in listed("introduced")
        )

    def _titled(self, at: int) -> bool:
        before = self.text[: self.words[at].start()]
        if _NAMED.search(before):
            return True
        gap = self._gap(at)
        return (
            at > 0
            and self.plain[at - 1] in listed("titles")
            and gap.strip(" ") in {"", ".", "-"}
            and gap != ""
        )

    def _capital(self, at: int) -> bool:
        word = self.words[at].group()
        return self.capitals_tell and word[0].isupper() and word[1:].islower()

    def _capital_inside(self, at: int) -> bool:
        """Return whether the word is capitalised though no sentence begins there."""
        gap = self._gap(at)
        begins = (at == 0 and BLANK not in gap) or re.search(r"[.?!:;\"“(*]", gap)
        return self._capital(at) and not begins

    def _gap(self, at: int) -> str:
        return self.text[self.words[at - 1].end() if at else 0 : self.words[at].start()]

    def _touches(self, at: int) -> bool:
        """Return whether only a blank or hyphen stands before this word."""
        return at > 0 and self._gap(at) in {" ", "-", "  "}

    def _capitals_tell(self) -> bool:
        silent = listed("titles") | listed("also words")  # capitalised in any sentence
        telling = [
            word.group()
            for word, plain in zip(self.words[1:], self.plain[1:], strict=True)
            if len(plain) >= _SHORTEST and plain in ordinary_words() and plain not in silent
        ]
        return 2 * sum(word[0].isupper() for word in telling) <= max(len(telling), 2)


def _known(word: str) -> bool:
    """Return whether the content has this word, or one of the same stem, or the same without letters held down."""
    words = ordinary_words()
    calm = _STRETCHED.sub(r"\1", word)
    return word in words or calm in words or _stem(calm) in _stems()


def _inflected(word: str) -> bool:
    """Return whether a word looks like a verb or noun form: "ngebut", "kesenggol", "helmnya"."""
    return _INFLECTED.match(word) is not None


@cache
def _stems() -> frozenset[str]:
    return frozenset(_stem(word) for word in ordinary_words())


def _stem(word: str) -> str:
    return _SUFFIX.sub("", _PREFIX.sub("", word))


def _words(text: str) -> Iterator[str]:
    return (match.group().casefold() for match in _WORD.finditer(text))
