"""Changing and removing messages, answering taps, reacting, pinning."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReactionTypeEmoji
from telegram.error import BadRequest

from tests.simulator.helpers import drain, make_bot, picture

ONE = InlineKeyboardMarkup([[InlineKeyboardButton("Satu", callback_data="1")]])
TWO = InlineKeyboardMarkup([[InlineKeyboardButton("Dua", callback_data="2")]])
NOT_MODIFIED = (
    "^Message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message$"
)


async def test_an_edit_is_heard_as_an_edit(bot, budi):
    sent = await bot.send_message(budi.id, "lama", reply_markup=ONE)
    edited = await bot.edit_message_text("baru", budi.id, sent.message_id)
    first, second = await budi.hears(), await budi.hears()
    assert (first.edited, second.edited) == (False, True)
    assert (second.text, second.buttons, second.message_id) == ("baru", [], sent.message_id)
    assert edited.edit_date is not None
    assert "baru" in budi.transcript()


async def test_the_same_again_is_no_edit(bot, budi):
    sent = await bot.send_message(budi.id, "<b>x</b>", parse_mode="HTML", reply_markup=ONE)
    for again in ("<b>x</b>", " <strong>x</strong>\n"):
        with pytest.raises(BadRequest, match=NOT_MODIFIED):
            await bot.edit_message_text(again, budi.id, sent.message_id, parse_mode="HTML", reply_markup=ONE)
    with pytest.raises(BadRequest, match=NOT_MODIFIED):
        await bot.edit_message_reply_markup(budi.id, sent.message_id, reply_markup=ONE)
    assert await bot.edit_message_text("x", budi.id, sent.message_id, reply_markup=ONE)
    assert await bot.edit_message_reply_markup(budi.id, sent.message_id, reply_markup=TWO)


async def test_only_own_and_present_messages_can_be_edited(bot, budi, simulator):
    theirs = await budi.says("punya saya")
    own = await bot.send_message(budi.id, "x")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", budi.id, theirs.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", budi.id, 99999)
    await bot.delete_message(budi.id, own.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", budi.id, own.message_id)
    async with make_bot(simulator, "5002:another-bot-token") as other:
        sent = await other.send_message(budi.id, "dari bot lain")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", budi.id, sent.message_id)


async def test_edits_have_the_limits_of_messages(bot, budi):
    sent = await bot.send_message(budi.id, "x")
    for text, reason in (
        ("a" * 4097, "Message is too long"),
        ("<b>", "Can't parse entities"),
        (" ", "Message text is empty"),
    ):
        with pytest.raises(BadRequest, match=reason):
            await bot.edit_message_text(text, budi.id, sent.message_id, parse_mode="HTML")


async def test_pictures_and_captions_can_be_changed(bot, budi):
    sent = await bot.send_photo(budi.id, picture(), caption="a")
    await bot.edit_message_caption(budi.id, sent.message_id, caption="b", reply_markup=ONE)
    await bot.edit_message_media(
        InputMediaPhoto(picture("JPEG", (10, 10)), caption="c"), budi.id, sent.message_id
    )
    heard = await budi.hears_all(quiet=0.1)
    assert [message.text for message in heard] == ["a", "b", "c"]
    assert await heard[-1].photo() == picture("JPEG", (10, 10))
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", budi.id, sent.message_id)


async def test_deleted_messages_are_gone(bot, budi):
    sent = await bot.send_message(budi.id, "hapus", reply_markup=ONE)
    await budi.hears()
    await bot.delete_message(budi.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(budi.id, sent.message_id)
    await bot.send_message(budi.id, "sesudahnya")
    await budi.hears()
    assert [message.text for message in budi.chat() if message.by_bot] == ["sesudahnya"]


async def test_a_tap_carries_the_message_as_it_stands(bot, budi):
    await bot.send_message(budi.id, "Suka?", reply_markup=ONE)
    await budi.hears()
    await budi.taps("Sa")
    (update,) = await drain(bot)
    assert (update.callback_query.data, update.callback_query.message.text) == ("1", "Suka?")
    assert update.callback_query.message.reply_markup == ONE
    await update.callback_query.answer("Terima kasih")
    assert await budi.sees_toast() == "Terima kasih"
    assert (budi.toasts(), budi.alerts()) == (["Terima kasih"], [])


async def test_answers_come_once_and_in_time(bot, budi, simulator):
    await bot.send_message(budi.id, "Suka?", reply_markup=ONE)
    await budi.hears()
    await budi.taps("Satu")
    await budi.taps("Satu")
    first, second = await drain(bot)
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await first.callback_query.answer("a" * 201)
    await first.callback_query.answer("a" * 200, show_alert=True)
    simulator.world.query_lifetime = 0
    for late in (first, second):
        with pytest.raises(
            BadRequest, match="Query is too old and response timeout expired or query id is invalid"
        ):
            await late.callback_query.answer()
    assert await budi.sees_toast() == "a" * 200
    assert budi.alerts() == ["a" * 200]


async def test_a_phone_that_has_not_seen_the_edit_taps_the_old_button(bot, budi):
    sent = await bot.send_message(budi.id, "Suka?", reply_markup=ONE)
    old = await budi.hears()
    await bot.edit_message_reply_markup(budi.id, sent.message_id, reply_markup=TWO)
    await budi.hears()
    await budi.taps("Satu", on=old)
    (update,) = await drain(bot)
    assert update.callback_query.data == "1"
    with pytest.raises(AssertionError, match=r"sees no button 'Satu'.*Dua"):
        await budi.taps("Satu")
    with pytest.raises(AssertionError, match="never had a button"):
        await budi.taps_data("tidak pernah", sent.message_id, budi.id)


async def test_reactions_and_pins(bot, budi):
    idea = await budi.says("Ide saya")
    await bot.set_message_reaction(budi.id, idea.message_id, [ReactionTypeEmoji("👍")])
    await bot.pin_chat_message(budi.id, idea.message_id)
    assert (await bot.get_chat(budi.id)).pinned_message.text == "Ide saya"
    await bot.unpin_chat_message(budi.id, idea.message_id)
    await bot.send_message(budi.id, "x")
    await budi.hears()
    assert next(m for m in budi.chat() if m.text == "Ide saya").view["reactions"] == [
        {"type": "emoji", "emoji": "👍"}
    ]
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(budi.id, 99999)
