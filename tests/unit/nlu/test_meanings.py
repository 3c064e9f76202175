"""What lines mean, kept: the same places come back, and what is not kept is embedded."""

import numpy as np
import pytest

from nlu.embedding import DIMENSIONS, Floats, engine
from nlu.glossary import read_glossary
from nlu.importer import question_lines
from nlu.meanings import KEPT, Meanings, fit_space
from nlu.reader import learning_reader, meaning_text

TEXTS = [f"kalimat {number}" for number in range(200)]


def embed(texts: list[str]) -> Floats:
    """A made-up engine: each text has a direction of its own."""
    rows = np.array([np.random.default_rng(hash_of(text)).normal(size=DIMENSIONS) for text in texts])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def hash_of(text: str) -> int:
    return int.from_bytes(text.encode()[-4:], "big")


def quiet(_done: int, _total: int) -> None:
    """Report nothing."""


@pytest.fixture
def meanings() -> Meanings:
    return Meanings.of(TEXTS, embed, report=quiet)


def test_what_is_kept_comes_back_without_the_engine(meanings, tmp_path):
    meanings.write(tmp_path / "kept.npz")
    read = Meanings.read(tmp_path / "kept.npz")

    def broken(_texts: list[str]) -> Floats:
        raise AssertionError("nothing is left to embed")

    assert read.missing(TEXTS) == []
    kept, fresh = (one.places(TEXTS[:9], broken, report=quiet) for one in (read, meanings))
    assert kept == pytest.approx(fresh, abs=1e-3)


def test_a_new_text_is_embedded_and_lies_where_it_would_have_been_kept(meanings):
    asked = []
    place = meanings.places(
        ["kalimat baru"], lambda texts: (asked.extend(texts), embed(texts))[1], report=quiet
    )[0]
    exact = meanings.space.place(embed(["kalimat baru"]))[0]
    assert asked == ["kalimat baru"]
    assert place == pytest.approx(exact, abs=meanings.space.step)


def test_the_same_texts_make_the_same_file(meanings, tmp_path):
    for name in ("one.npz", "two.npz"):
        Meanings.of(list(reversed(TEXTS)) if name == "two.npz" else TEXTS, embed, report=quiet)
        meanings.write(tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_space_keeps_the_directions_in_which_texts_differ():
    rows = np.zeros((50, DIMENSIONS), dtype=np.float32)
    rows[:, :3] = np.random.default_rng(3).normal(size=(50, 3))
    space = fit_space(rows)
    places = space.place(rows)
    moved = rows - space.centre
    lengths = np.linalg.norm(moved, axis=1)
    assert places.shape == (50, KEPT)
    assert np.linalg.norm(places, axis=1) == pytest.approx(np.ones(50), abs=1e-4)
    assert places @ places.T == pytest.approx(moved @ moved.T / np.outer(lengths, lengths), abs=1e-4)


def test_the_repository_keeps_nearly_all_lines():
    """`make meanings` was not forgotten: else everybody's first training takes minutes longer."""
    lines = [line for _, line in question_lines()]
    reader = learning_reader(lines, read_glossary())
    texts = {meaning_text(line, reader) for line in lines}
    missing = Meanings.read().missing(sorted(texts))
    assert len(missing) < len(texts) / 50, f"{len(missing)} of {len(texts)}: run `make meanings`"


def test_the_repository_keeps_what_the_engine_says():
    embedding = engine()
    assert embedding is not None
    lines = [line for _, line in question_lines()][::1500]
    reader = learning_reader([line for _, line in question_lines()], read_glossary())
    texts = [meaning_text(line, reader) for line in lines]
    meanings = Meanings.read()
    known = [text for text in texts if not meanings.missing([text])]
    kept = meanings.places(known, embedding, report=quiet)
    exact = meanings.space.place(embedding(known))
    assert kept == pytest.approx(exact, abs=0.02)
