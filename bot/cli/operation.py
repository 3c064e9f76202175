"""`mitra doctor`, `status`, `backup`, `restore`, `migrate` and `settings`: what keeps an installation running."""

import argparse
import asyncio
import datetime as dt
from pathlib import Path

from rich.console import Console

from bot.cli.arguments import Commands, add
from mitra.content.library import collect_library
from mitra.content.lint import problems_in
from mitra.settings import Settings


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    about = "memeriksa semuanya: isi, token, jam, disk, basis data, pesan yang tidak terkirim; dan jalan keluarnya"
    doctor = add(commands, "doctor", _doctor, about)
    doctor.add_argument("--coverage", action="store_true", help="juga tabel: apa yang dimiliki tiap topik")
    deed = doctor.add_mutually_exclusive_group()
    deed.add_argument("--retry", action="store_true", help="coba lagi pesan yang disisihkan")
    deed.add_argument("--drop", action="store_true", help="buang pesan yang disisihkan")
    deed.add_argument(
        "--accept-key",
        action="store_true",
        help="teruskan dengan kunci rahasia yang sekarang (kunci lama hilang)",
    )
    status = add(commands, "status", _status, "keadaan sekarang, satu layar")
    status.add_argument("--json", action="store_true", help="untuk program lain")
    backup = add(commands, "backup", _backup, "membuat cadangan selagi Mitra jalan")
    backup.add_argument(
        "file", nargs="?", type=Path, help="ditulis ke sini; tanpa ini ke folder backups/ di folder data"
    )
    backup.add_argument("--to", default="", help="kunci publik (age1…) yang mengunci cadangan ini")
    backup.add_argument(
        "--new-identity", type=Path, metavar="BERKAS", help="hanya buat pasangan kunci untuk cadangan"
    )
    restore = add(commands, "restore", _restore, "memulihkan cadangan; hentikan Mitra dulu")
    restore.add_argument("file", type=Path, help="berkas cadangan")
    restore.add_argument(
        "--identity", type=Path, metavar="BERKAS", help="kunci pembuka cadangan yang terkunci"
    )
    restore.add_argument("--check", action="store_true", help="hanya periksa apakah cadangan ini utuh")
    restore.add_argument(
        "--replace", action="store_true", help="ganti isi basis data; yang lama disimpan di samping"
    )
    restore.add_argument("--without-key", action="store_true", help="walaupun kunci rahasianya sudah hilang")
    migrate = add(
        commands, "migrate", _migrate, "membawa tabel ke versi ini, atau kembali; hentikan Mitra dulu"
    )
    migrate.add_argument(
        "--to", default="head", metavar="LANGKAH", help="langkah versi yang dulu (ada di CHANGELOG.md)"
    )
    migrate.add_argument("--yes", action="store_true", help="kembali, walaupun ada yang dibuang")
    settings = add(commands, "settings", _settings, "pengaturan yang berlaku; rahasia tidak ditampilkan")
    settings.add_argument("--markdown", action="store_true", help="sebagai docs/settings.md")


def _doctor(settings: Settings, options: argparse.Namespace) -> int:
    from bot import doctor, operation  # noqa: PLC0415
    from bot.reports import show_coverage  # noqa: PLC0415

    if options.retry or options.drop:
        print(asyncio.run(operation.settle_set_aside(settings, retry=options.retry)))  # noqa: T201
        return 0
    if options.accept_key:
        print(asyncio.run(operation.accept_key(settings)))  # noqa: T201
        return 0
    today = dt.datetime.now(dt.UTC).date()
    problems = problems_in(today=today)
    if options.coverage:
        show_coverage(collect_library()[0], today=today)
    print("\n".join(problems) if problems else "Isi dalam keadaan baik.")  # noqa: T201
    found = asyncio.run(doctor.examine(settings))
    print(doctor.report(found))  # noqa: T201
    return 1 if problems or not doctor.is_well(found) else 0


def _status(settings: Settings, options: argparse.Namespace) -> int:
    from bot import status  # noqa: PLC0415

    now = asyncio.run(status.look(settings))
    if options.json:
        print(status.as_json(now))  # noqa: T201
    else:
        status.show(now, Console())
    return 0


def _backup(settings: Settings, options: argparse.Namespace) -> int:
    from bot import operation  # noqa: PLC0415
    from mitra.backup import archive  # noqa: PLC0415

    if options.new_identity:
        public = archive.new_identity(options.new_identity)
        print(  # noqa: T201
            f"Kunci pembuka: {options.new_identity}. Simpan di luar server ini; tanpa itu cadangan tidak bisa dibuka.\n"
            f"Kunci publik, untuk MITRA_BACKUP_RECIPIENT: {public}"
        )
        return 0
    print(asyncio.run(operation.backup(settings, options.file, to=options.to)))  # noqa: T201
    return 0


def _restore(settings: Settings, options: argparse.Namespace) -> int:
    from bot import operation  # noqa: PLC0415

    if options.check:
        print(asyncio.run(operation.check(options.file, identity=options.identity)))  # noqa: T201
        return 0
    said = operation.restore(
        settings,
        options.file,
        identity=options.identity,
        replace=options.replace,
        without_key=options.without_key,
    )
    print(asyncio.run(said))  # noqa: T201
    return 0


def _migrate(settings: Settings, options: argparse.Namespace) -> int:
    from bot import operation  # noqa: PLC0415

    print(asyncio.run(operation.bring_tables(settings, options.to, yes=options.yes)))  # noqa: T201
    return 0


def _settings(settings: Settings, options: argparse.Namespace) -> int:
    from bot import operation  # noqa: PLC0415

    print(operation.settings_table() if options.markdown else operation.settings_text(settings))  # noqa: T201
    return 0
