"""What a message is not about, and what it asks not to do."""

import pytest

from nlu.negation import is_negated, without_negated


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("bukan lembur tapi cuti tahunan", "cuti tahunan"),
        ("bukan soal thr, tapi gaji telat", "gaji telat"),
        ("maksud saya bukan apar, hidran itu loh", "maksud saya hidran itu loh"),
        # Doubt, a statement, nothing left: as it was.
        ("bukannya tugas mekanik, ya?", "bukannya tugas mekanik, ya?"),
        ("limbah ini bukan b3", "limbah ini bukan b3"),
        ("bukan lembur, cuti", "bukan lembur, cuti"),
    ],
)
def test_what_it_is_not_about_is_left_out(typed, kept):
    assert without_negated(typed) == kept


@pytest.mark.parametrize(
    ("operation", "typed", "negated"),
    [
        ("stop", "jangan dibatalkan", True),
        ("stop", "tidak jadi stop", True),
        ("stop", "tidak usah berhenti dulu", True),
        ("suggestion", "bukan mau saran", True),
        ("privacy", "jangan hapus data saya", True),
        # These do ask to stop.
        ("stop", "jangan kirim pesan lagi", False),
        ("stop", "saya tidak mau lanjut", False),
        ("stop", "tidak jadi", False),
        ("stop", "berhenti", False),
        ("greeting", "jangan halo", False),
    ],
)
def test_a_denied_operation_is_not_asked_for(operation, typed, negated):
    assert is_negated(operation, typed.split()) is negated
