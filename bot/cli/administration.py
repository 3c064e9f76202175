"""`mitra enterprise`, `invite`, `export` and `erase`: what an operator does for people, at the terminal."""

import argparse
import asyncio
import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cli.arguments import Commands, add, count, day
from mitra.content.library import read_library
from mitra.errors import MitraError
from mitra.hours import HOME_ZONE
from mitra.settings import Settings

if TYPE_CHECKING:
    from bot.administration import Match


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    about = "mendaftarkan perusahaan"
    enterprise = commands.add_parser("enterprise", help=about, description=about)
    kinds = enterprise.add_subparsers(required=True, metavar="perintah")
    new = add(kinds, "add", _add_enterprise, "mendaftarkan satu perusahaan")
    new.add_argument("name", help="nama perusahaan")
    new.add_argument("--timezone", required=True, choices=("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"))
    new.add_argument("--province", help="provinsi, seperti Jawa Tengah")
    new.add_argument("--sector", help="bidang usaha, seperti garment")
    new.add_argument("--size", choices=("micro", "small", "medium", "large"), help="ukuran menurut BPS")
    new.add_argument("--area", action="append", default=[], help="satu bagian; boleh diulang")
    new.add_argument("--json", action="store_true", help="untuk program lain")
    invite = add(commands, "invite", _invite, "membuat undangan: tautan dan poster dengan kode QR")
    invite.add_argument("--enterprise", type=count, help="nomor perusahaan")
    roles = ("worker", "manager", "committee", "trainer", "operator")
    deed = invite.add_mutually_exclusive_group(required=True)
    deed.add_argument("--role", choices=roles, help="siapa yang diundang")
    deed.add_argument(
        "--withdraw", type=count, metavar="NOMOR", help="cabut undangan: tautannya tidak berlaku lagi"
    )
    invite.add_argument("--side", choices=("workers", "management"), help="wakil siapa; hanya untuk panitia")
    invite.add_argument("--uses", type=count, help="boleh dipakai berapa kali")
    invite.add_argument("--days", type=count, help="berlaku berapa hari")
    invite.add_argument("--json", action="store_true", help="untuk program lain")
    about = "data program untuk pemantauan; dengan nama: data satu orang, untuk permintaan di atas kertas"
    export = add(commands, "export", _export, about)
    export.add_argument(
        "--on", type=day, help="keadaan pada tanggal ini, seperti 2026-06-30; tanpa ini hari ini"
    )
    export.add_argument("--people", action="store_true", help="dengan nama orang (data pribadi)")
    export.add_argument("--reason", help="untuk apa data pribadi diperlukan; wajib bersama --people")
    export.add_argument("--folder", type=Path, default=Path("var/export"), help="ditulis ke folder ini")
    erase = add(commands, "erase", _erase, "menghapus satu orang, untuk permintaan di atas kertas")
    erase.add_argument("--yes", action="store_true", help="hapus tanpa bertanya lagi")
    for parser in (export, erase):
        parser.add_argument("name", nargs="?", help="nama atau sebagian nama")
        parser.add_argument("--telegram-id", type=count, help="nomor akun Telegram")
        parser.add_argument("--enterprise", type=count, help="hanya di perusahaan ini")


def _add_enterprise(settings: Settings, options: argparse.Namespace) -> int:
    from bot import administration  # noqa: PLC0415

    number = asyncio.run(
        administration.add_enterprise(
            settings,
            options.name,
            timezone=options.timezone,
            province=options.province,
            sector=options.sector,
            size=options.size,
            areas=options.area,
        )
    )
    shown = f"Terdaftar dengan nomor {number}. Berikutnya: mitra invite --enterprise {number} --role manager"
    print(json.dumps({"id": number}) if options.json else shown)  # noqa: T201
    return 0


def _invite(settings: Settings, options: argparse.Namespace) -> int:
    from bot import administration  # noqa: PLC0415

    if options.withdraw:
        asyncio.run(administration.withdraw(settings, options.withdraw))
        print(f"Undangan {options.withdraw} sudah dicabut. Yang sudah bergabung tetap anggota.")  # noqa: T201
        return 0
    issued = asyncio.run(
        administration.invite(
            settings,
            options.role,
            enterprise_id=options.enterprise,
            side=options.side,
            uses=options.uses,
            days=options.days,
        )
    )
    show = administration.issued_json if options.json else administration.issued_text
    print(show(issued))  # noqa: T201
    return 0


def _export(settings: Settings, options: argparse.Namespace) -> int:
    from bot import administration  # noqa: PLC0415

    if options.name is None and options.telegram_id is None:
        return _export_programme(settings, options)
    if options.on or options.people or options.reason:
        raise MitraError("Pilihan --on, --people, dan --reason hanya untuk data program, tanpa nama orang.")
    one = _one_person(settings, options)
    for path in asyncio.run(administration.export(settings, read_library(), one.telegram_id, options.folder)):
        print(path)  # noqa: T201
    return 0


def _export_programme(settings: Settings, options: argparse.Namespace) -> int:
    from bot import administration  # noqa: PLC0415

    if options.people and not (options.reason or "").strip():
        raise MitraError(
            "Data pribadi hanya dengan alasan: tambahkan --reason, misalnya --reason 'audit donor'."
        )
    today = dt.datetime.now(ZoneInfo(HOME_ZONE)).date()
    on = options.on or today
    if on > today:
        raise MitraError(f"{on} belum terjadi: pilih hari ini atau sebelumnya.")
    paths, counts = asyncio.run(
        administration.export_programme(
            settings, on, options.folder, enterprise_id=options.enterprise, with_people=options.people
        )
    )
    for path in paths:
        print(path)  # noqa: T201
    shown = ", ".join(f"{name} {count}" for name, count in counts.items())
    print(f"Keadaan pada {on}. Baris: {shown}.")  # noqa: T201
    if options.people:
        print(f"Memuat data pribadi ({options.reason.strip()}): simpan baik-baik, hapus sesudah dipakai.")  # noqa: T201
    return 0


def _erase(settings: Settings, options: argparse.Namespace) -> int:
    from bot import administration  # noqa: PLC0415

    one = _one_person(settings, options)
    if not options.yes:
        print(f"{one.name}, akun {one.telegram_id}, {one.enterprises}. Ulangi dengan --yes untuk menghapus.")  # noqa: T201
        return 1
    asyncio.run(administration.erase(settings, read_library(), one.telegram_id))
    print(f"Data akun {one.telegram_id} sudah dihapus.")  # noqa: T201
    return 0


def _one_person(settings: Settings, options: argparse.Namespace) -> "Match":
    from bot import administration  # noqa: PLC0415

    if options.name is None and options.telegram_id is None:
        raise MitraError("Sebut namanya, atau pakai --telegram-id.")
    found = asyncio.run(
        administration.matches(
            settings,
            name=options.name,
            telegram_id=options.telegram_id,
            enterprise_id=options.enterprise,
        )
    )
    return administration.only(found)
