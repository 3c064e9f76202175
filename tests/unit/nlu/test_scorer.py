"""Scoring: what was learnt from a handful of labels, how sure it is, and that it survives being stored."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from nlu.features import features
from nlu.fitting import Example, fit
from nlu.glossary import Glossary
from nlu.normaliser import normalise
from nlu.scorer import Calibration, Scorer, evidence, vector

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


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    examples = [
        Example(features=make_features(question), label=label, line=f"{label}: {question}")
        for label, questions in QUESTIONS.items()
        for question in questions
    ]
    return fit(examples, strength=3.0, outside=OUTSIDE)


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
    assert scorer.rank(make_features(nonsense))[0].confidence < min(topics) / 2


def test_a_ranking_names_every_label_once_best_first(scorer):
    ranking = scorer.rank(make_features("tinggi apar"))
    confidences = [ranked.confidence for ranked in ranking]
    assert sorted(ranked.name for ranked in ranking) == sorted(QUESTIONS)
    assert confidences == sorted(confidences, reverse=True)
    assert 0 <= confidences[-1] <= confidences[0] <= 1


def test_what_was_learnt_survives_being_stored(scorer, tmp_path):
    scorer.save(tmp_path)
    loaded = Scorer.load(tmp_path)
    assert loaded.labels == scorer.labels
    assert loaded.vocabulary == scorer.vocabulary
    for typed in ("tinggi apar", "ot hari minggu", "zzyzx", ""):
        assert loaded.rank(make_features(typed)) == scorer.rank(make_features(typed))


def test_learning_twice_from_the_same_examples_gives_the_same(scorer):
    again = fit(
        [
            Example(features=make_features(question), label=label, line=f"{label}: {question}")
            for label, questions in QUESTIONS.items()
            for question in questions
        ],
        strength=3.0,
        outside=OUTSIDE,
    )
    assert again.rank(make_features("tinggi apar")) == scorer.rank(make_features("tinggi apar"))


def test_a_scorer_without_calibration_neither_ranks_nor_is_stored(scorer, tmp_path):
    """Its numbers are no confidences: acting on them would answer junk."""
    raw = Scorer(
        labels=scorer.labels,
        vocabulary=scorer.vocabulary,
        idf=scorer.idf,
        weights=scorer.weights,
        bias=scorer.bias,
        centres=scorer.centres,
    )
    with pytest.raises(ValueError, match="calibrated"):
        raw.rank(make_features("tinggi apar"))
    with pytest.raises(ValueError, match="calibrated"):
        raw.save(tmp_path)


def test_a_message_is_a_vector_of_length_one_over_what_is_known():
    vocabulary, idf = {"w:apar": 0, "w:lantai": 1}, np.array([1.0, 2.0], dtype=np.float32)
    positions, values = vector(Counter({"w:apar": 1, "w:lantai": 1, "w:asing": 5}), vocabulary, idf)
    assert positions.tolist() == [0, 1]
    assert values.tolist() == pytest.approx([1 / 5**0.5, 2 / 5**0.5])


def test_a_message_of_unknown_words_is_an_empty_vector():
    positions, values = vector(Counter({"w:asing": 1}), {"w:apar": 0}, np.ones(1, dtype=np.float32))
    assert (positions.tolist(), values.tolist()) == ([], [])


@pytest.mark.parametrize(
    ("scores", "known"),
    [
        # A probability of exactly one, or none, has no log-odds.
        ([[1.0, 1.0], [0.0, 0.0]], (3, 3)),
        ([[0.0, 0.0], [0.0, 0.0]], (0, 3)),
        # Only one label, no words at all.
        ([[1.0, 1.0]], (1, 1)),
        ([[0.5, 0.0], [0.5, 0.0]], (0, 0)),
    ],
)
def test_evidence_is_always_a_number(scores, known):
    assert np.isfinite(evidence(np.array(scores), known)).all()


def test_a_clearer_lead_is_stronger_evidence():
    clear = evidence(np.array([[0.9, 0.8], [0.05, 0.1]]), (3, 3))
    narrow = evidence(np.array([[0.5, 0.8], [0.45, 0.7]]), (3, 3))
    assert (clear >= narrow).all()
    assert (clear > narrow).any()


def test_more_known_words_are_stronger_evidence():
    scores = np.array([[0.9, 0.8], [0.05, 0.1]])
    assert (evidence(scores, (3, 3)) >= evidence(scores, (1, 3))).all()
    assert (evidence(scores, (3, 3)) != evidence(scores, (1, 3))).any()


def test_known_words_are_those_seen_in_training(scorer):
    assert scorer.known(make_features("tinggi apar blorfus")) == (2, 3)
    assert scorer.known(make_features("")) == (0, 0)


def test_calibration_turns_evidence_into_a_probability():
    calibration = Calibration(weights=np.array([1.0, 0.0]), bias=0.0)
    assert calibration.probability(np.array([0.0, 7.0])) == 0.5
    assert calibration.probability(np.array([np.log(3), 7.0])) == pytest.approx(0.75)


def test_a_wording_among_the_examples_means_what_it_means_there(scorer):
    """A keyword that belongs to one topic by its own question is answered, whatever it resembles."""
    known = "siapa yang mengisi kotak p3k"
    knowing = replace(scorer, wordings={known: "ask/p3k"})

    certain = knowing.rank(make_features(known), known)
    estimated = knowing.rank(make_features(known))

    assert (certain[0].name, certain[0].confidence) == ("ask/p3k", 0.99)
    assert max(other.confidence for other in certain[1:]) <= 0.01 + 1e-9
    assert estimated[0].confidence != 0.99
    assert sorted(ranked.name for ranked in certain) == sorted(ranked.name for ranked in estimated)
