"""Signs of danger are seen in whatever form they are typed."""

import pytest

from nlu.danger import in_danger
from nlu.normaliser import normalise


@pytest.mark.parametrize(
    "text",
    [
        "KEBAKARAN!!!",
        "gudang kebakar",
        "temen gw kesetrum",
        "orangnya ga sadar",
        "tangannya kejepit mesin",
        # the words of a sign may stand apart
        "ada orang gak bisa napas",
        "matanya kena cairan kimia",
        "bau gas di ruang boiler",
        "jarinya putus",
        "ada yang kejang",
        "mesin jait no 3 ngebul nih min",
        "ini darurat, tolong",
        "darurat pintu macet ada orang di dalam",
    ],
)
def test_danger_is_seen(text):
    assert in_danger(normalise(text))


@pytest.mark.parametrize(
    "text",
    # "kejang" is a sign of danger, "jangan" is not.
    [
        "jangan dibatalkan",
        "apar dipasang setinggi apa",
        "sarung tangan robek, potong gaji ga",
        "halo",
        "helm wajib ga sih",
        "pintu darurat terkunci",
        "lampu darurat mati semua",
        "",
    ],
)
def test_an_ordinary_question_is_no_alarm(text):
    assert not in_danger(normalise(text))
