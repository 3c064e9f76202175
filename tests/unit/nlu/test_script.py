"""Messages in other letters than ours."""

import pytest

from nlu.script import is_foreign_script


@pytest.mark.parametrize(
    "text",
    [
        "كيف أستخدم طفاية الحريق",  # Arabic
        "灭火器怎么用",  # Chinese
        "как пользоваться огнетушителем",  # Cyrillic
        "ꦥꦶꦪꦺ ꦏꦧꦂꦺ",  # Javanese, in its own letters
        "소화기 사용법 apar",  # mostly Korean
    ],
)
def test_another_script_is_told_at_a_glance(text):
    assert is_foreign_script(text)


@pytest.mark.parametrize(
    "text",
    [
        "apar dipasang setinggi apa",
        "café naïve",
        "ＡＰＡＲ",  # as some keyboards write Latin letters
        "apar 灭火器",  # mostly Latin
        "ab كي",  # half and half: worth a try
        # No letters at all is no script.
        "👍🏽 123 ?!",
        "",
    ],
)
def test_our_own_letters_are_not_foreign(text):
    assert not is_foreign_script(text)


def test_a_long_text_is_judged_by_its_beginning():
    assert not is_foreign_script("apar " * 100 + "灭火器" * 10_000)
