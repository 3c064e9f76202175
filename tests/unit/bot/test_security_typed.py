"""What people type comes in without what cannot be seen, whichever way it comes."""

from types import SimpleNamespace

import pytest

from bot.handlers import photos, questions

TURNED = "\u202eijuBakaP\u202c \u200bapar"


@pytest.mark.parametrize("part", ["text", "caption"])
def test_a_question_is_what_is_seen_of_it(part):
    message = SimpleNamespace(**{"text": None, "caption": None, part: f"@mitra {TURNED}"})
    assert questions._question(message, "mitra") == "ijuBakaP apar"


async def test_so_is_what_stands_under_a_photo():
    looked = []

    async def look(*seen):
        looked.append(seen)

    size = SimpleNamespace(width=800, height=600, file_id="photo-1")
    update = SimpleNamespace(effective_message=SimpleNamespace(photo=[size], caption=TURNED))
    context = SimpleNamespace(
        bot=SimpleNamespace(username="mitra"), brain=SimpleNamespace(look=look), turn="turn"
    )
    await photos.look(update, context)
    assert looked == [("turn", "photo", "photo-1", "ijuBakaP apar")]
