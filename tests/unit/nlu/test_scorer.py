"""Scoring: what was learnt from a handful of labels, how sure it is, and that it survives being stored."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from nlu.embedding import DIMENSIONS
from nlu.features import features
from nlu.fitting import Example, fit
from nlu.glossary import Glossary
from nlu.meanings import KEPT, Space
from nlu.normaliser import normalise
from nlu.scorer import Calibration, Floats, Scorer, evidence, kernel, vector

GLOSSARY = Glossary({"apar": ["pemadam api"], "lembur": ["ot", "overtime"]})
OUTSIDE = "out_of_scope"
QUESTIONS = {
    "ask/apar": [
        "apar dipasang setinggi apa",
        "tinggi apar dari lantai berapa",
        "jarak antar apar berapa meter",
        "gantungan apar di mana",
        "pemasangan apar di tembok",
        "berapa cm apar dari lantai",
        "pasang tabung apar yang benar",
        "letak tabung apar",
    ],
    "ask/lembur": [
        "uang lembur dihitung gimana",
        "upah lembur per jam berapa",
        "lembur hari minggu dibayar berapa",
        "batas jam lembur seminggu",
        "boleh menolak lembur",
        "hitungan lembur hari libur",
        "lembur maksimal berapa jam sehari",
        "bayaran lembur malam",
    ],
    "ask/angkat": [
        "batas angkat karung berapa kilo",
        "cara mengangkat karung supaya punggung tidak sakit",
        "berat maksimal yang boleh diangkat",
        "angkat beban berat yang benar",
        "mengangkat kardus berat",
        "punggung sakit habis ngangkat karung",
        "karung 50 kilo diangkat sendiri",
        "ngangkatin beban tiap hari",
    ],
    "ask/p3k": [
        "isi kotak p3k apa saja",
        "obat di kotak p3k",
        "kotak p3k harus ada berapa",
        "letak kotak p3k di pabrik",
        "perban dan plester p3k",
        "siapa yang mengisi kotak p3k",
        "kotak p3k kosong lapor ke mana",
        "daftar isi p3k tipe a",
    ],
    "greeting": [
        "halo selamat pagi",
        "selamat siang mitra",
        "assalamualaikum",
        "apa kabar mitra",
        "hai mitra",
        "pagi mitra",
        "selamat sore semua",
        "halo bot",
    ],
    OUTSIDE: [
        "harga emas hari ini",
        "siapa presiden sekarang",
        "resep rendang padang",
        "skor bola tadi malam",
        "cuaca besok hujan",
        "lirik lagu dangdut",
        "jadwal kereta ke bandung",
        "cara memelihara kucing",
    ],
}


def make_features(typed: str) -> Counter[str]:
    return features(normalise(typed), GLOSSARY)


def make_examples(*, meanings: bool = False) -> list[Example]:
    """One example a question; a meaning is made up, but the same for the questions of one label."""
    return [
        Example(
            wordings=[make_features(question)],
            label=label,
            line=question,
            meaning=place_of(label) if meanings else None,
        )
        for label, questions in QUESTIONS.items()
        for question in questions
    ]


def place_of(label: str) -> Floats:
    place = np.zeros(KEPT, dtype=np.float32)
    place[list(QUESTIONS).index(label)] = 1
    return place


def make_space() -> Space:
    """A space whose directions are the first ones of an embedding."""
    basis = np.eye(DIMENSIONS, KEPT, dtype=np.float32)
    return Space(centre=np.zeros(DIMENSIONS, dtype=np.float32), basis=basis, step=1 / 127)


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return fit(make_examples(), outside=OUTSIDE)


@pytest.fixture(scope="module")
def closer() -> Scorer:
    """A scorer that has learnt meanings too."""
    return fit(make_examples(meanings=True), outside=OUTSIDE, space=make_space())


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        # None of these is among the examples.
        ("brp meter tinggi APAR-nya dr lantai", "ask/apar"),
        ("dibayar brp kalo lembur hari libur", "ask/lembur"),
        ("diangkatnya karung yg berat gmn", "ask/angkat"),
        ("kotak p3k isinya apa", "ask/p3k"),
        ("halo pagi", "greeting"),
        ("resep kucing hujan", OUTSIDE),
    ],
)
def test_an_unseen_wording_finds_its_label(scorer, typed, label):
    assert scorer.rank(make_features(typed))[0].name == label


@pytest.mark.parametrize("nonsense", ["qwrtz plmkjh vbnx", "zzyzx", "blorfus gnarp wexil", "🙏"])
def test_nonsense_is_trusted_less_than_any_question(scorer, nonsense):
    sense = [scorer.rank(make_features(questions[0]))[0].confidence for questions in QUESTIONS.values()]
    topics = sense[: list(QUESTIONS).index(OUTSIDE)]
    ranking = scorer.rank(make_features(nonsense))
    assert max(ranked.confidence for ranked in ranking if ranked.topic) < min(topics)


def test_a_ranking_names_every_label_once_best_first(scorer):
    ranking = scorer.rank(make_features("tinggi apar"))
    confidences = [ranked.confidence for ranked in ranking]
    assert sorted(ranked.name for ranked in ranking) == sorted(QUESTIONS)
    assert confidences == sorted(confidences, reverse=True)
    assert 0 <= confidences[-1] <= confidences[0] <= 1


@pytest.mark.parametrize("label", [label for label in QUESTIONS if label != OUTSIDE])
def test_a_closer_look_finds_by_meaning_what_letters_do_not_tell(closer, label):
    """The words are unknown, so only the meaning speaks."""
    embedding = np.zeros(DIMENSIONS, dtype=np.float32)
    embedding[:KEPT] = place_of(label)
    assert closer.rank(make_features("zzyzx blorfus"), embedding)[0].name == label


def test_without_meanings_an_embedding_changes_nothing(scorer):
    typed = make_features("tinggi apar")
    assert scorer.rank(typed, np.ones(DIMENSIONS, dtype=np.float32)) == scorer.rank(typed)
    with pytest.raises(ValueError, match="without meanings"):
        scorer.lines.by_meaning(np.ones(DIMENSIONS, dtype=np.float32))


@pytest.mark.parametrize("kind", ["scorer", "closer"])
def test_what_was_learnt_survives_being_stored(kind, request, tmp_path):
    learnt = replace(request.getfixturevalue(kind), common=("apar",), wordings={"tinggi apar": "ask/apar"})
    learnt.save(tmp_path)
    loaded = Scorer.load(tmp_path)
    embedding = np.arange(DIMENSIONS, dtype=np.float32)
    assert (loaded.common, loaded.meant("tinggi apar")) == (("apar",), "ask/apar")
    for typed in ("tinggi apar", "ot hari minggu", "zzyzx", ""):
        assert loaded.rank(make_features(typed), embedding) == learnt.rank(make_features(typed), embedding)


def test_learning_twice_from_the_same_examples_gives_the_same(scorer):
    again = fit(list(reversed(make_examples())), outside=OUTSIDE)
    assert again.rank(make_features("tinggi apar")) == scorer.rank(make_features("tinggi apar"))


def test_only_a_wording_that_stands_among_the_examples_is_known(scorer):
    knowing = replace(scorer, wordings={"isi p3k": "ask/p3k"})
    assert knowing.meant("isi p3k") == "ask/p3k"
    assert knowing.meant("isi kotak p3k") is None


def test_cosines_with_all_lines_are_those_of_each_line(scorer):
    """The gathered postings give what one vector product a line would give."""
    typed = make_features("tinggi apar dari lantai berapa")
    lines = [
        example.wordings[0] for example in sorted(make_examples(), key=lambda one: (one.label, one.line))
    ]
    size = len(scorer.lines.vocabulary)

    def dense(found: Counter[str]) -> Floats:
        positions, values = vector(found, scorer.lines.vocabulary, scorer.lines.idf)
        row = np.zeros(size, dtype=np.float32)
        row[positions] = values
        return row

    expected = [float(dense(line) @ dense(typed)) for line in lines]
    assert scorer.lines.by_letters(typed).tolist() == pytest.approx(expected, abs=1e-5)
    assert max(expected) == pytest.approx(1.0)


def test_a_message_of_nothing_known_is_like_no_line(scorer):
    assert not scorer.lines.by_letters(make_features("zzyzx")).any()


def test_likeness_grows_with_the_cosine_from_a_sixteenth_to_one():
    likeness = kernel(np.array([-1, 0, 0.5, 1], dtype=np.float32))
    assert likeness.tolist() == pytest.approx([0, 1 / 16, 0.75**4, 1])


def test_a_message_is_a_vector_of_length_one_over_what_is_known():
    vocabulary, idf = {"w:apar": 0, "w:lantai": 1}, np.array([1.0, 2.0], dtype=np.float32)
    positions, values = vector(Counter({"w:apar": 1, "w:lantai": 1, "w:asing": 5}), vocabulary, idf)
    assert positions.tolist() == [0, 1]
    assert values.tolist() == pytest.approx([1 / 5**0.5, 2 / 5**0.5])


def test_a_message_of_unknown_words_is_an_empty_vector():
    positions, values = vector(Counter({"w:asing": 1}), {"w:apar": 0}, np.ones(1, dtype=np.float32))
    assert (positions.tolist(), values.tolist()) == ([], [])


def make_evidence(scores, *, alike=None, known=(3, 3), outside=0):
    scores = np.array([scores], dtype=np.float32)
    alike = scores if alike is None else np.array([alike], dtype=np.float32)
    contenders, seen = evidence(scores, alike, np.array([known]), outside)
    return contenders[0].tolist(), seen[0]


@pytest.mark.parametrize(
    ("scores", "known"),
    [
        # A probability of exactly one, or none, has no log-odds.
        ([1.0, -1.0], (3, 3)),
        ([-1.0, -1.0], (0, 3)),
        # Only one label, no words at all.
        ([1.0], (1, 1)),
        ([0.5, 0.5], (0, 0)),
    ],
)
def test_evidence_is_always_a_number(scores, known):
    assert np.isfinite(make_evidence(scores, known=known)[1]).all()


def test_contenders_come_best_first_and_are_five():
    contenders, seen = make_evidence([0.1, 0.9, 0.3, 0.2, 0.5, 0.4, 0.0])
    assert contenders == [1, 4, 5, 2, 3]
    assert (np.diff(seen[:, 2]) <= 0).all()


def test_evidence_tells_leads_over_rival_and_outside():
    """Score, lead over the best other, lead over what lies outside; likewise for the most alike line."""
    _, seen = make_evidence([0.9, 0.5, -0.2], alike=[0.6, 0.8, 0.1], outside=2)
    assert seen[0, [1, 2, 3, 4, 5]].tolist() == pytest.approx([0.4, 0.9, 1.1, 0.6, -0.2])
    assert seen[1, [1, 2, 3, 4, 5]].tolist() == pytest.approx([-0.4, 0.5, 0.7, 0.8, 0.2])


def test_more_known_words_are_stronger_evidence():
    most, few = (make_evidence([0.9, 0.1], known=known)[1] for known in ((3, 3), (1, 3)))
    assert (most >= few).all()
    assert (most != few).any()


def test_known_words_are_those_seen_in_training(scorer):
    assert scorer.lines.known(make_features("tinggi apar blorfus")) == (2, 3)
    assert scorer.lines.known(make_features("")) == (0, 0)


def test_calibration_turns_evidence_into_a_probability():
    calibration = Calibration(weights=np.array([1.0, 0.0]), bias=0.0)
    seen = np.array([[0.0, 7.0], [np.log(3), 7.0]])
    assert calibration.probability(seen).tolist() == pytest.approx([0.5, 0.75])
