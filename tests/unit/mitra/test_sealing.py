"""Sealed: unreadable without the key, different each time, good for one thing only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mitra.sealing import SealError, seal, unseal

KEY, ABOUT, ACCOUNT = b"kunci", "hazard:7", 5_000_000_041


def test_what_was_sealed_opens_with_the_key():
    assert unseal(KEY, seal(KEY, ACCOUNT, about=ABOUT), about=ABOUT) == ACCOUNT


def test_without_the_key_or_for_another_thing_it_stays_closed():
    sealed = seal(KEY, ACCOUNT, about=ABOUT)
    for key, about in ((b"lain", ABOUT), (KEY, "hazard:8")):
        with pytest.raises(SealError):
            unseal(key, sealed, about=about)


def test_the_same_account_looks_different_each_time_and_as_long_as_any_other():
    first, second = seal(KEY, ACCOUNT, about=ABOUT), seal(KEY, ACCOUNT, about=ABOUT)
    assert first != second
    assert len(first) == len(seal(KEY, 7, about=ABOUT))
    assert str(ACCOUNT) not in first


@pytest.mark.parametrize("broken", ["", "x", "AAAA", "****", "A" * 200])
def test_what_is_no_seal_is_told(broken):
    with pytest.raises(SealError):
        unseal(KEY, broken, about=ABOUT)


@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text()), st.lists, max_leaves=8))
def test_any_plain_values_come_back(content):
    assert unseal(KEY, seal(KEY, content, about=ABOUT), about=ABOUT) == content
