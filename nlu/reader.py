"""From a typed message to what is scored: words put right, their features, the text that is embedded."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mitra.content.questions import expand
from nlu.features import features
from nlu.glossary import Glossary
from nlu.normaliser import normalise
from nlu.scorer import Floats
from nlu.spelling import Speller, common_words, read_lexicon

if TYPE_CHECKING:
    from nlu.fitting import Example

#: Wordings taken from one line, spread over all it stands for: more teach nothing new.
MOST_PER_LINE = 8
#: Returns a row for each text.
Rows = Callable[[list[str]], Floats]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads messages the way the lines were read that it learnt from."""

    glossary: Glossary
    speller: Speller

    def words(self, text: str) -> list[str]:
        """Return the words of `text`, normalised and put right."""
        return self.speller.correct(normalise(text))

    def features(self, words: list[str]) -> Counter[str]:
        """Return the features of these words."""
        return features(words, self.glossary)


def learning_reader(lines: Iterable[str], glossary: Glossary) -> Reader:
    """Return a reader that takes the words common in these question lines for spelt right."""
    as_typed = Speller(read_lexicon(), ())
    common = common_words([as_typed.correct(normalise(wording)) for wording in _some(line)] for line in lines)
    return Reader(glossary=glossary, speller=Speller(read_lexicon(), common))


def meaning_text(line: str, reader: Reader) -> str:
    """Return the text that stands for what `line` means: its first wording, put right."""
    return " ".join(reader.words(expand(line)[0]))


def examples_of(lines: Sequence[tuple[str, str]], reader: Reader, places: Rows | None) -> "list[Example]":
    """Return an example for each (label, question line), with its meaning if there is an engine."""
    from nlu.fitting import Example  # noqa: PLC0415 - scikit-learn, which only who learns needs

    read = [[reader.words(wording) for wording in _some(line)] for _, line in lines]
    meanings = places([meaning_text(line, reader) for _, line in lines]) if places else [None] * len(read)
    return [
        Example(
            label=label,
            line=line,
            wordings=[reader.features(words) for words in wordings],
            meaning=meaning,
        )
        for (label, line), wordings, meaning in zip(lines, read, meanings, strict=True)
    ]


def _some(line: str) -> list[str]:
    """Return a few wordings of `line`, spread over all it stands for."""
    wordings = expand(line)
    return wordings[:: max(1, -(-len(wordings) // MOST_PER_LINE))]
