"""Files and texts of people who mean harm, a few of each; `make fuzz` tries them by the thousand."""

import zipfile

import pytest
from hypothesis import HealthCheck, given, settings

from tests.hostile import files, harm, templates
from tests.hostile.files import packed

A_FEW = settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@A_FEW
@given(files.spreadsheets)
def test_a_spreadsheet_is_read_or_refused_in_words(data):
    harm.read_spreadsheet(data)


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_sheet_packed_in_a_way_that_unpacks_without_a_limit_is_refused(packing):
    harm.read_spreadsheet(packed("<worksheet/>", packing=packing))


@A_FEW
@given(files.photos)
def test_a_photo_is_made_clean_or_refused(data):
    harm.clean_photo(data)


@A_FEW
@given(templates.filled)
def test_a_trainers_text_is_refused_in_words_or_filled_with_anything(filled):
    harm.fill_prompt(*filled)


@A_FEW
@given(templates.messages)
def test_a_message_is_whole_whatever_people_have_typed(message):
    harm.render_message(*message)
