"""What bots say: every limit and every refusal, met through python-telegram-bot."""

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, Forbidden

from tests.simulator.helpers import picture


def keyboard(*rows):
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )


async def test_a_message_arrives_as_written(bot, budi):
    sent = await bot.send_message(
        budi.id, "<b>Halo</b> Budi", parse_mode="HTML", reply_markup=keyboard([("Ya", "y")])
    )
    heard = await budi.hears()
    assert (heard.text, heard.html, heard.buttons) == ("Halo Budi", "<b>Halo</b> Budi", [[("Ya", "y")]])
    assert (sent.message_id, sent.chat_id) == (heard.message_id, budi.id)
    assert sent.text_html == heard.html
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == "y"


async def test_message_numbers_rise(bot, budi):
    first, second = [await bot.send_message(budi.id, text) for text in ("satu", "dua")]
    assert second.message_id > first.message_id


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "<b> </b>"])
async def test_nothing_cannot_be_said(bot, budi, text):
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(budi.id, text, parse_mode="HTML")


async def test_text_is_limited_after_parsing_and_in_utf16(bot, budi):
    await bot.send_message(budi.id, f"<b>{'a' * 4096}</b>", parse_mode="HTML")
    await bot.send_message(budi.id, "👍" * 2048)
    for too_long in ("a" * 4097, "👍" * 2048 + "a"):
        with pytest.raises(BadRequest, match="Message is too long"):
            await bot.send_message(budi.id, too_long)


async def test_captions_are_limited(bot, budi):
    await bot.send_photo(budi.id, picture(), caption="a" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(budi.id, picture(), caption="a" * 1025)


@pytest.mark.parametrize("data", ["x" * 65, "é" * 33])
async def test_callback_data_is_limited_in_bytes(bot, budi, data):
    await bot.send_message(budi.id, "x", reply_markup=keyboard([("Ya", "x" * 64)]))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(budi.id, "x", reply_markup=keyboard([("Ya", data)]))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[("x", "x")] * 9], "Reply markup is too long"),
        ([[("x", "x")]] * 101, "Reply markup is too long"),
        ([[(" ", "x")]], r"(?i)button_text_invalid"),
    ],
)
async def test_keyboards_have_limits(bot, budi, rows, reason):
    with pytest.raises(BadRequest, match=reason):
        await bot.send_message(budi.id, "x", reply_markup=keyboard(*rows))


async def test_a_button_needs_something_to_do(bot, budi):
    with pytest.raises(BadRequest, match="text buttons are unallowed"):
        await bot.send_message(budi.id, "x", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x")]]))


async def test_a_button_may_open_an_address(bot, budi):
    link = InlineKeyboardMarkup([[InlineKeyboardButton("ILO", url="https://www.ilo.org")]])
    await bot.send_message(budi.id, "x", reply_markup=link)
    assert (await budi.hears()).buttons == [[("ILO", "https://www.ilo.org")]]
    with pytest.raises(AssertionError, match="opens https"):
        await budi.taps("ILO")
    broken = InlineKeyboardMarkup([[InlineKeyboardButton("ILO", url="bukan alamat")]])
    with pytest.raises(BadRequest, match="is invalid"):
        await bot.send_message(budi.id, "x", reply_markup=broken)


async def test_strangers_cannot_be_written_to(bot, phones):
    silent = await phones.person("Diam")
    for stranger in (silent.id, 424242, "@tidak_ada"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(stranger, "halo")


async def test_who_blocked_the_bot_gets_nothing(bot, budi):
    await budi.blocks_the_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(budi.id, "halo")
    with pytest.raises(AssertionError, match="has blocked the bot"):
        await budi.says("halo")
    await budi.unblocks_the_bot()
    await bot.send_message(budi.id, "halo lagi")
    assert (await budi.hears()).text == "halo lagi"


async def test_replies_point_at_the_message(bot, budi):
    question = await budi.says("Apa itu 5S?")
    answer = await bot.send_message(budi.id, "Ringkas…", reply_to_message_id=question.message_id)
    assert answer.reply_to_message.text == "Apa itu 5S?"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(budi.id, "x", reply_to_message_id=99999)
    assert await bot.send_message(budi.id, "x", reply_to_message_id=99999, allow_sending_without_reply=True)


async def test_photos_come_in_sizes_and_go_again_by_file_id(bot, budi):
    sent = await bot.send_photo(
        budi.id, picture("JPEG", (2000, 1000)), caption="<i>rapi</i>", parse_mode="HTML"
    )
    assert [size.width for size in sent.photo] == [90, 320, 800, 1280]
    heard = await budi.hears()
    assert (heard.kind, heard.html, await heard.photo()) == (
        "photo",
        "<i>rapi</i>",
        picture("JPEG", (2000, 1000)),
    )
    again = await bot.send_photo(budi.id, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"bukan gambar", "Image_process_failed"),
        (picture() + bytes(10 * 1024 * 1024), "too big for a photo"),
        (picture(size=(21, 1)), "Photo_invalid_dimensions"),
        (picture(size=(9000, 1001)), "Photo_invalid_dimensions"),
    ],
)
async def test_photos_have_limits(bot, budi, content, reason):
    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        await bot.send_photo(budi.id, content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_all_usual_pictures_are_photos(bot, budi, kind):
    sent = await bot.send_photo(budi.id, picture(kind, (64, 48)))
    assert (sent.photo[-1].width, sent.photo[-1].height) == (64, 48)


async def test_documents_and_voice_notes(bot, budi):
    await bot.send_document(budi.id, b"isi", filename="laporan.csv", caption="Laporan")
    await bot.send_voice(budi.id, b"OggS", duration=4)
    document, voice = await budi.hears(), await budi.hears()
    assert (document.view["media"]["file_name"], await document.file()) == ("laporan.csv", b"isi")
    assert voice.view["media"]["duration"] == 4
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(budi.id, b"")
    with pytest.raises(BadRequest, match="Wrong remote file identifier"):
        await bot.send_document(budi.id, "tidak-ada")


async def test_albums(bot, budi):
    sent = await bot.send_media_group(
        budi.id, [InputMediaPhoto(picture(), caption="satu"), InputMediaPhoto(picture())]
    )
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.text for message in await budi.hears_all(quiet=0.1)] == ["satu", ""]


async def test_a_keyboard_below_the_input_writes_for_the_person(bot, budi):
    await bot.send_message(budi.id, "Pilih", reply_markup=ReplyKeyboardMarkup([["Ya", "Tidak"]]))
    await budi.hears()
    await budi.taps("Tid")
    assert (await bot.get_updates())[0].message.text == "Tidak"
    assert await bot.send_message(budi.id, "Baik", reply_markup=ReplyKeyboardRemove())


async def test_typing_is_seen(bot, budi):
    await bot.send_chat_action(budi.id, "typing")
    await bot.send_message(budi.id, "x")
    await budi.hears()
    assert budi.actions() == ["typing"]
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(budi.id, "menari")


async def test_forwards_and_copies(bot, budi):
    asked = await budi.says("Ide saya")
    forwarded = await bot.forward_message(budi.id, budi.id, asked.message_id)
    copied = await bot.copy_message(budi.id, budi.id, asked.message_id)
    assert forwarded.forward_origin.sender_user.first_name == "Budi"
    assert copied.message_id > forwarded.message_id
