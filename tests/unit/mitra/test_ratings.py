"""👍 and 👎: one a person and answer, changeable, without saying who."""

from mitra import ratings
from mitra.ratings import pseudonym

KEY = b"kunci"


async def test_ratings_are_counted_by_answer(database):
    async with database.transaction() as connection:
        await ratings.rate(connection, "m5-apar", "satu", useful=True)
        await ratings.rate(connection, "m5-apar", "dua", useful=True)
        await ratings.rate(connection, "m5-apar", "tiga", useful=False)
        await ratings.rate(connection, "m5-apd", "satu", useful=False)
        assert await ratings.counts(connection, "m5-apar") == (2, 1)
        assert await ratings.counts(connection, "m5-apd") == (0, 1)
        assert await ratings.counts(connection, "m5-alarm") == (0, 0)


async def test_a_second_rating_takes_the_place_of_the_first(database):
    async with database.transaction() as connection:
        for useful in (True, True, False):
            await ratings.rate(connection, "m5-apar", "satu", useful=useful)
        assert await ratings.counts(connection, "m5-apar") == (0, 1)


async def test_rating_tells_what_the_same_person_said_before(database):
    async with database.transaction() as connection:
        said = [
            await ratings.rate(connection, "m5-apar", rater, useful=useful)
            for rater, useful in [
                ("satu", False),
                ("satu", False),
                ("satu", True),
                ("satu", False),
                ("dua", True),
            ]
        ]
    assert said == [None, False, False, True, None]


def test_a_person_is_the_same_person_next_time():
    assert pseudonym(KEY, "42", "m5-apar") == pseudonym(KEY, "42", "m5-apar")


def test_nothing_links_a_person_from_one_answer_to_the_next_nor_to_others():
    names = {
        pseudonym(KEY, "42", "m5-apar"),
        pseudonym(KEY, "43", "m5-apar"),
        pseudonym(KEY, "42", "m5-apd"),
        pseudonym(b"lain", "42", "m5-apar"),
    }
    assert len(names) == 4


def test_a_pseudonym_shows_nothing_and_fits_its_column():
    name = pseudonym(KEY, "424242", "m5-apar")
    assert len(name) == 32
    assert "424242" not in name
