"""
Ways of understanding, side by side on the same messages: `python -m benchmarks.understanding.compare [--set DIR] [--diet]`.

All but stock Rasa see the same features and embeddings. The table goes into docs/understanding.md.
"""

import argparse
import asyncio
import functools
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, SGDClassifier

from benchmarks.understanding.figures import (
    Asked,
    Heard,
    Sample,
    calibration_error,
    read_set,
    recall,
    threshold,
)
from mitra.answers import ASK
from mitra.content.library import read_library
from nlu import importer
from nlu.embedding import engine
from nlu.fitting import RIDGE, Example, _lines
from nlu.glossary import read_glossary
from nlu.importer import question_lines
from nlu.meanings import Meanings
from nlu.reader import Reader, examples_of, learning_reader
from nlu.scorer import LETTERS, Floats, Lines, kernel, vector

FOLDER = Path(__file__).parent
FOLDS = 5
OUTSIDE = "out_of_scope"
#: Rank fusion's constant (Cormack, Clarke & Büttcher 2009), and BM25's.
RRF, K1, B = 60, 1.2, 0.75
TIMED = 50

#: Takes which lines to learn from; returns what scores rows of (letters, meanings) for all labels.
Scoring = Callable[[csr_matrix, Floats], Floats]
Fit = Callable[["World", Any], Scoring]


@dataclass(frozen=True, kw_only=True, eq=False)
class World:
    """What there is to learn from."""

    reader: Reader
    lines: Lines
    letters: csr_matrix
    meanings: Floats
    owners: Any
    answers: list[str]

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of all labels."""
        return self.lines.labels

    def look(self, texts: Sequence[str]) -> tuple[csr_matrix, Floats]:
        """Return letters and meanings of `texts`."""
        words = [self.reader.words(text) for text in texts]
        rows = [vector(self.reader.features(one), self.lines.vocabulary, self.lines.idf) for one in words]
        embed = engine()
        assert embed is not None
        assert self.lines.space is not None
        return _stacked(rows, len(self.lines.vocabulary)), self.lines.space.place(
            embed([" ".join(one) for one in words])
        )


def _stacked(rows: Sequence[tuple[Any, Floats]], width: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(positions) for positions, _ in rows)])
    values, positions = (np.concatenate([row[at] for row in rows]) for at in (1, 0))
    return csr_matrix((values, positions, ends), shape=(len(rows), width))


def make_world(every: int) -> World:
    """Read every so many-th line, once."""
    lines = question_lines()[::every]
    reader = learning_reader([line for _, line in lines], read_glossary())
    meanings, embed = Meanings.read(), engine()
    assert embed is not None
    examples: list[Example] = examples_of(
        lines, reader, lambda texts: meanings.places(texts, embed, report=lambda *_: None)
    )
    examples.sort(key=lambda one: (one.label, one.line))
    learnt, letters = _lines(examples, OUTSIDE, meanings.space)
    topics = read_library().topics
    answers = [_answer(topics, label) for label in learnt.labels]
    owners = np.repeat(np.arange(len(learnt.labels)), np.diff(learnt.starts))
    assert learnt.meanings is not None
    return World(
        reader=reader, lines=learnt, letters=letters, meanings=learnt.meanings, owners=owners, answers=answers
    )


def _answer(topics: Any, label: str) -> str:
    topic = topics.get(label.partition("/")[2])
    return f"{topic.title} {topic.short}" if topic else ""


# The ways


def ridge(share: float, shape: Callable[[Floats], Floats]) -> Fit:
    """Kernel ridge regression on cosines with this share of letters: `shape` makes a likeness of a cosine."""

    def fit(world: World, at: Any) -> Scoring:
        letters, meanings = world.letters[at], world.meanings[at]

        def cosines(other: csr_matrix, place: Floats) -> Floats:
            found = (other @ letters.T).toarray()
            return np.asarray(share * found + (1 - share) * (place @ meanings.T), dtype=np.float32)

        likeness = shape(cosines(letters, meanings))
        likeness[np.diag_indices_from(likeness)] += np.float32(RIDGE)
        wanted = -np.ones((len(at), len(world.labels)), dtype=np.float32)
        wanted[np.arange(len(at)), world.owners[at]] = 1
        factor = cho_factor(likeness, lower=True, overwrite_a=True, check_finite=False)
        coefficients = cho_solve(factor, wanted, check_finite=False)
        return lambda other, place: np.asarray(shape(cosines(other, place)) @ coefficients)

    return fit


@functools.cache
def _logistic(world: World, chosen: bytes) -> SGDClassifier:
    """Return one against all, by gradient descent: the multinomial solver takes ten minutes here."""
    at = np.frombuffer(chosen, dtype=np.int64)
    model = SGDClassifier(loss="log_loss", alpha=1e-6, max_iter=12, tol=None, n_jobs=2, random_state=1)
    return model.fit(world.letters[at], world.owners[at])


def logistic(world: World, at: Any) -> Scoring:
    """Logistic regression on letters and words."""
    model = _logistic(world, at.tobytes())

    def score(other: csr_matrix, _: Floats) -> Floats:
        found = np.zeros((other.shape[0], len(world.labels)), dtype=np.float32)
        found[:, model.classes_] = model.predict_proba(other)
        return found

    return score


def neighbours(share: float) -> Fit:
    """Score each label by its most alike line."""

    def fit(world: World, at: Any) -> Scoring:
        letters, meanings, owners = world.letters[at], world.meanings[at], world.owners[at]

        def score(other: csr_matrix, place: Floats) -> Floats:
            cosines = share * (other @ letters.T).toarray() + (1 - share) * (place @ meanings.T)
            found = np.full((len(cosines), len(world.labels)), -1, dtype=np.float32)
            for label in np.unique(owners):
                found[:, label] = cosines[:, owners == label].max(axis=1)
            return found

        return score

    return fit


def lexical(world: World, at: Any) -> Scoring:
    """BM25 over one document a label: its lines and its answer."""
    counts = csr_matrix(
        (np.ones(world.letters.nnz), world.letters.indices, world.letters.indptr), world.letters.shape
    )
    members = csr_matrix(
        (np.ones(len(at)), (world.owners[at], np.arange(len(at)))), (len(world.labels), len(at))
    )
    words = [world.reader.words(answer) for answer in world.answers]
    answers = [vector(world.reader.features(one), world.lines.vocabulary, world.lines.idf) for one in words]
    documents = (members @ counts[at] + (_stacked(answers, counts.shape[1]) > 0)).tocsr()
    size = np.asarray(documents.sum(axis=1)).ravel()
    seen = np.asarray((documents > 0).sum(axis=0)).ravel()
    idf = np.log(1 + (len(world.labels) - seen + 0.5) / (seen + 0.5))
    rows = np.repeat(np.arange(len(size)), np.diff(documents.indptr))
    norm = K1 * (1 - B + B * size[rows] / size.mean())
    documents.data = idf[documents.indices] * documents.data * (K1 + 1) / (documents.data + norm)
    return lambda other, _: np.asarray(((other > 0).astype(float) @ documents.T).toarray(), dtype=np.float32)


def fused(*fits: Fit) -> Fit:
    """Reciprocal rank fusion of other ways."""

    def fit(world: World, at: Any) -> Scoring:
        ways = [one(world, at) for one in fits]

        def score(other: csr_matrix, place: Floats) -> Floats:
            ranks = [(-way(other, place)).argsort(axis=1).argsort(axis=1) for way in ways]
            return np.asarray(sum(1 / (RRF + rank) for rank in ranks), dtype=np.float32)

        return score

    return fit


WAYS: dict[str, Fit] = {
    "n-grams, logistic regression": logistic,
    "BM25 over questions and answers": lexical,
    "embeddings, nearest line": neighbours(0.0),
    "n-grams + embeddings, nearest line": neighbours(LETTERS),
    "embeddings, linear ridge": ridge(0.0, np.copy),
    "n-grams + embeddings, linear ridge": ridge(LETTERS, np.copy),
    "rank fusion: logistic, BM25, embeddings": fused(logistic, lexical, neighbours(0.0)),
    "n-grams, polynomial ridge (the quick look)": ridge(1.0, kernel),
    "n-grams + embeddings, polynomial ridge (the closer look)": ridge(LETTERS, kernel),
}


# Measuring


def heard_by(world: World, scores: Floats) -> list[Heard]:
    """Return what a way makes of messages, from its scores: the margin over what lies outside is its confidence."""
    topics = np.array([label.startswith(f"{ASK}/") for label in world.labels])
    shown = np.where(topics, scores, -np.inf)
    order = np.argsort(-shown, axis=1)[:, :3]
    outside = scores[:, world.labels.index(OUTSIDE)]
    best = shown.max(axis=1)
    return [
        Heard(
            kind="", topics=tuple(world.labels[at].partition("/")[2] for at in row), confidence=float(margin)
        )
        for row, margin in zip(order, best - outside, strict=True)
    ]


def calibrated(sample: Sample) -> Sample:
    """Return the sample with confidences made probabilities: a logistic curve, fitted on one half for the other."""
    scores = np.array([[other.confidence] for other in sample.heard])
    right = np.array(
        [
            bool(one.topics & set(other.topics[:1]))
            for one, other in zip(sample.asked, sample.heard, strict=True)
        ]
    )
    found = np.zeros(len(right))
    for part in (0, 1):
        half = np.arange(len(right)) % 2 == part
        model = LogisticRegression(C=1e3).fit(scores[~half] / scores.std(), right[~half])
        found[half] = model.predict_proba(scores[half] / scores.std())[:, 1]
    heard = [
        Heard(kind="", topics=other.topics, confidence=float(share))
        for other, share in zip(sample.heard, found, strict=True)
    ]
    return Sample(asked=sample.asked, heard=heard)


def row_of(sample: Sample, **others: float) -> dict[str, float]:
    """Return the figures of one way."""
    questions = sample.questions
    return {
        "first": questions.first,
        "in_three": questions.in_three,
        "outside": recall(sample.outside, threshold(questions)),
        "calibration": calibration_error(calibrated(sample)),
        **others,
    }


def measure(world: World, fit: Fit, asked: list[Asked], *, folds: int) -> dict[str, float]:
    """Return a way's figures on `asked`, and on its own lines, a fifth left out at a time."""
    began = time.perf_counter()
    way = fit(world, np.arange(len(world.owners)))
    train = time.perf_counter() - began
    letters, meanings = world.look([one.text for one in asked])
    sample = Sample(asked=asked, heard=heard_by(world, way(letters, meanings)))
    times = []
    for at in range(TIMED):
        began = time.perf_counter()
        way(letters[at], meanings[at : at + 1])
        times.append((time.perf_counter() - began) * 1000)
    return row_of(sample, own=_folds(world, fit, folds), ms=statistics.median(times), train=train)


def _folds(world: World, fit: Fit, folds: int) -> float:
    parts = np.arange(len(world.owners)) % FOLDS
    topics = np.array([label.startswith(f"{ASK}/") for label in world.labels])
    right: list[bool] = []
    for part in range(folds):
        out = np.flatnonzero((parts == part) & topics[world.owners])
        scores = fit(world, np.flatnonzero(parts != part))(world.letters[out], world.meanings[out])
        right += list(np.where(topics, scores, -np.inf).argmax(axis=1) == world.owners[out])
    return float(np.mean(right)) if right else float("nan")


async def measure_diet(asked: list[Asked], every: int) -> dict[str, float]:
    """Return stock Rasa's figures: DIET for the intent, ResponseSelector for the topic."""
    lines = question_lines()[::every]
    importer.question_lines = lambda _library=None: lines
    from bot.environment import prepare  # noqa: PLC0415

    prepare(whole_rasa=True)
    from rasa.core.agent import Agent  # noqa: PLC0415
    from rasa.model_training import train_nlu  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        model = train_nlu(str(FOLDER / "diet.yml"), "data", folder, fixed_model_name="diet")
        train = time.perf_counter() - began
        began = time.perf_counter()
        agent = Agent.load(model)
        load = time.perf_counter() - began
        heard, times = [], []
        for one in asked:
            began = time.perf_counter()
            parsed = await agent.parse_message(one.text)
            times.append((time.perf_counter() - began) * 1000)
            ranking = parsed["response_selector"][ASK]["ranking"]
            shares = {row["name"]: row["confidence"] for row in parsed["intent_ranking"]}
            topics = tuple(row["intent_response_key"].partition("/")[2] for row in ranking[:3])
            confidence = shares.get(ASK, 0.0) * ranking[0]["confidence"]
            heard.append(Heard(kind="", topics=topics, confidence=confidence))
    sample = Sample(asked=asked, heard=heard)
    return row_of(sample, own=float("nan"), ms=statistics.median(times), train=train, load=load)


def main() -> None:
    """Measure all ways and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=FOLDER, help="folder with *.jsonl")
    parser.add_argument("--diet", action="store_true", help="stock Rasa only (half an hour)")
    parser.add_argument(
        "--folds", type=int, default=FOLDS, help="of five, how many parts of the own lines to leave out"
    )
    parser.add_argument("--every", type=int, default=1, help="learn from every so many-th line only")
    options = parser.parse_args()
    asked = [one for one in read_set(options.set) if not one.operation]
    found = {}
    if options.diet:
        found["DIET + ResponseSelector"] = asyncio.run(measure_diet(asked, options.every))
    else:
        world = make_world(options.every)
        for name, fit in WAYS.items():
            found[name] = measure(world, fit, asked, folds=options.folds)
            print(name, {key: round(value, 3) for key, value in found[name].items()}, flush=True)
    table = Table(
        title=f"{len(asked)} messages; peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB"
    )
    for column in ("way", *next(iter(found.values()))):
        table.add_column(column)
    for name, row in found.items():
        shown = (
            f"{value:.1%}" if key not in {"ms", "train", "load"} else f"{value:.1f}"
            for key, value in row.items()
        )
        table.add_row(name, *shown)
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
