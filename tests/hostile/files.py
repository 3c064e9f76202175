"""Files for Hypothesis: spreadsheets filled in by somebody who means harm, bombs, broken ones; photos cut short and changed."""

import io
import zipfile
import zlib
from functools import cache
from html import escape
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from mitra.checks import sheet as check_sheet
from mitra.plan import sheet as plan_sheet
from tests.hostile.junk import EDGES, SPITEFUL, texts

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATED = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Rencana" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;"><!ENTITY z "&y;&y;&y;&y;&y;&y;&y;&y;&y;&y;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
_SAID = (
    *("5", "5 K3", "modul 2", "mutu", "contoh", "#3", "nomor 2", "1", "2", "999999999", "28/2/2027", "31/2/2027", "1/1/0001", "99/99/9999"),
    *("9999-12-31", "akhir Januari 2027", "besok", "4,5 jt", "-3", "1e308", "Orang 1", "orang  1", "Jahit", "selesai", "tinggi", "tidak ada", "-"),
    *("ya", "tidak", "ya/tidak", "0-4", "_x0041_", "_xD800_", "_x0000_", "=1+1", "#N/A", "Oven", "Apakah rapi?", "Bereskan."),
)  # fmt: skip

#: What stands in a cell as the file has it: its kind, and its value.
_cells = st.one_of(
    st.none(),
    st.none(),
    st.tuples(st.just("inlineStr"), st.one_of(st.sampled_from(_SAID), st.sampled_from(_SAID), texts)),
    st.tuples(
        st.just("n"),
        st.one_of(
            st.integers(0, 60_000).map(str),
            st.floats().map(str),
            st.sampled_from(EDGES).map(str),
            st.sampled_from(["NaN", "-INF", "1e999", "", "x", "0x1", "1_0", "-0", "2958466", "-1"]),
        ),
    ),
    st.tuples(st.sampled_from(["b", "e", "s", "str", "d", "zz"]), st.one_of(st.sampled_from(SPITEFUL), st.sampled_from(["1", "0", "#DIV/0!", "99", "2027-01-05", "2027-13-45T99:00"]))),
)  # fmt: skip
_rows = st.lists(st.lists(_cells, min_size=1, max_size=14), max_size=5)


def _row(values: list[Any]) -> list[Any]:
    return [("inlineStr", value) for value in values]


_PLAN_TITLES = [_row([column.name for column in plan_sheet.COLUMNS])]
_CHECK_TITLES = [
    _row(["Nama daftar", "Cek oven"]),
    _row(["Jawaban", "ya/tidak"]),
    [],
    _row([*check_sheet.COLUMNS]),
]
_heads = st.one_of(
    st.just(_PLAN_TITLES), st.just(_CHECK_TITLES), st.lists(st.lists(_cells, max_size=14), max_size=4)
)


def _xml(rows: list[list[Any]], attributes: str = "") -> str:
    lines = []
    for place, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(65 + at)}{place}" t="inlineStr"><is><t>{escape(cell[1])}</t></is></c>'
            if cell[0] == "inlineStr"
            else f'<c r="{chr(65 + at)}{place}" t="{cell[0]}"><v>{escape(cell[1])}</v></c>'
            for at, cell in enumerate(row)
            if cell is not None
        )
        lines.append(f'<row r="{place}"{attributes}>{cells}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def packed(
    sheet: str, *, more: list[tuple[str, bytes]] | None = None, packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a spreadsheet with this XML as its only sheet, and more parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as parts:
        parts.writestr("[Content_Types].xml", _TYPES)
        parts.writestr("_rels/.rels", _RELATED.format("officeDocument", "xl/workbook.xml"))
        parts.writestr("xl/workbook.xml", _BOOK)
        parts.writestr("xl/_rels/workbook.xml.rels", _RELATED.format("worksheet", "worksheets/sheet1.xml"))
        parts.writestr("xl/worksheets/sheet1.xml", sheet.encode("utf-8", "replace"))
        for name, data in more or []:
            parts.writestr(name, data)
    return file.getvalue()


_filled = st.builds(lambda head, rows: _xml([*head, *rows]), _heads, _rows)
_sheets = st.builds(packed, _filled)
#: Parts that no spreadsheet has: out of the folder, the same name again, far too many, far too large.
_odd_parts = st.one_of(
    st.lists(
        st.tuples(
            st.sampled_from(["../../etc/cron.d/x", "/abs", "xl/", "a\\b", "xl/workbook.xml.rels", "docProps/core.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/vbaProject.bin", "\u202etxt.exe"]),
            st.one_of(st.binary(max_size=200), st.sampled_from([b"", b"<a/>", b"<sst xmlns='x'><si/></sst>", _ENTITIES.encode() + b"<a>&z;&f;</a>"])),
        ),
        max_size=4,
        unique_by=lambda part: part[0],
    ),
    st.integers(190, 260).map(lambda count: [(f"xl/{number}.xml", b"") for number in range(count)]),
    st.integers(1, 12).map(lambda millions: [("xl/media/null.bin", b"\0" * millions * 1_000_000)]),
)  # fmt: skip
_odd = st.builds(
    lambda sheet, parts, packing: packed(sheet, more=parts, packing=packing),
    _filled,
    _odd_parts,
    st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]),
)
_with_entities = _filled.map(lambda sheet: packed(_ENTITIES + sheet.replace("<t>", "<t>&z;&f;", 1)))


@cache
def _bomb(tags: bool) -> bytes:
    inside = "<c/>" * 300_000 if tags else "0" * 40_000_000
    return packed(f'<worksheet xmlns="{_MAIN}"><sheetData><row>{inside}</row></sheetData></worksheet>')


@cache
def _large() -> bytes:
    return b"PK\x03\x04" + zlib.compress(b"x", 0) + b"\0" * 1_000_001


def changed(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """Return bytes with some of them left out and others put in their place."""
    for at, gone, come in changes:
        place = at % (len(data) + 1)
        data = data[:place] + come + data[place + gone :]
    return data


changes = st.lists(
    st.tuples(st.integers(0, 2**20), st.sampled_from([0, 1, 1, 2, 4, 64, 10**6]), st.binary(max_size=6)),
    min_size=1,
    max_size=4,
)
_plan = cache(lambda: plan_sheet.write([], enterprise="CV Maju", owners=["Orang 1"], areas=["Jahit"]))
_template = cache(check_sheet.template)
#: Anything that may be called .xlsx.
spreadsheets = st.one_of(
    _sheets,
    _sheets,
    _sheets,
    _odd,
    _with_entities,
    st.builds(changed, _sheets, changes),
    st.builds(lambda which, how: changed(which(), how), st.sampled_from([_plan, _template]), changes),
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.4", b"\xd0\xcf\x11\xe0" * 100]),
    st.booleans().map(_bomb),
    st.builds(_large),
)


@cache
def _photo(form: str) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").resize((90, 60)).convert("RGB").save(file, form)
    return file.getvalue()


@cache
def _ribbon(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


#: Anything that may come as a photo.
photos = st.one_of(
    st.builds(
        lambda form, how: changed(_photo(form), how), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]), changes
    ),
    st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]).map(_photo),
    st.sampled_from([(1, 1), (1, 20_000), (20_000, 1), (9_000, 9_000)]).map(lambda size: _ribbon(*size)),
    st.binary(max_size=100),
)
#: What Telegram says of a document: its name, and a size that need not be true.
announced = st.fixed_dictionaries(
    {},
    optional={
        "file_name": st.sampled_from(
            ["rencana.xlsx", "RENCANA.XLSX", "x.xlsx", ".xlsx", "../x.xlsx", "x.pdf", "x" * 200 + ".xlsx"]
        ),
        "file_size": st.sampled_from([0, 1, 999_999, 1_000_000, 1_000_001, 50_000_000, 2**31]),
        "mime_type": st.sampled_from(["application/pdf", "", "x" * 500]),
    },
)
#: Who sends what where: a trainer and a manager to the plan and to the checklists, and somebody who may not.
uploads = st.tuples(
    st.sampled_from([2, 4, 4, 1, 50]),
    st.sampled_from(["plan:fill:1", "check:new:1", "check:new:5s:1", "help:"]),
    announced.map(lambda known: {"file_name": "rencana.xlsx"} | known),
    spreadsheets,
)
