"""The command line: `mitra --help` lists the commands."""

import argparse
import asyncio
import contextlib
import datetime as dt
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Console

from mitra.content.library import Library, collect_library, read_library
from mitra.content.lint import problems_in
from mitra.content.messages import Messages
from mitra.errors import MitraError
from mitra.hours import HOME_ZONE
from mitra.log import configure
from mitra.numbers import read_number
from mitra.prompts.catalogue import catalogue as prompts
from mitra.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.administration import Match

#: Exit code when something the operator can mend is wrong.
CANNOT_START = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; what the operator can mend ends with one sentence and exit code 2."""
    from bot.environment import prepare  # noqa: PLC0415 - before anything of Rasa is imported

    prepare()
    options = _parsed(sys.argv[1:] if arguments is None else arguments)
    try:
        settings = read_settings()
        configure(settings.log_level, settings.log_format)
        code = options.command(settings, options)
    except MitraError as error:
        print(error, file=sys.stderr)  # noqa: T201
        code = CANNOT_START
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # whoever read our output has seen enough, as in `mitra doctor | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command line says; ends with exit code 2 and a sentence where it cannot be read."""
    parser = _parser()
    for one in arguments:
        # argparse takes the second "--" of "--area=--" for the end of the options, and hands over a list of nothing.
        if one.startswith("--") and one.endswith("=--"):
            parser.error(f"{one}: belum ada isinya")
        if any("\ud800" <= letter <= "\udfff" for letter in one):  # bytes that are no UTF-8
            parser.error(f"{one!r}: ada huruf yang tidak bisa dibaca, ketik ulang")
    return parser.parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mitra", description="Mitra SCORE, asisten Telegram program SCORE.")
    commands = parser.add_subparsers(required=True, metavar="perintah")
    _add(commands, "run", _run, "melayani Telegram; tanpa MITRA_TELEGRAM_TOKEN menampilkan demo")
    _add(commands, "demo", _demo, "halaman percobaan di komputer ini, tanpa Telegram")
    _add(commands, "train", _train, "melatih model bila isi berubah")
    _add_operation(commands)
    questions = _add(commands, "questions", _questions, "pertanyaan yang belum terjawab atau diberi 👎")
    questions.add_argument(
        "--since",
        type=_day,
        default=dt.date.min,
        help="yang masih ditanyakan sejak tanggal ini, seperti 2026-11-01",
    )
    questions.add_argument("--most", type=_count, default=20, help="paling banyak sekian kelompok")
    questions.add_argument("--json", action="store_true", help="untuk program lain")
    topics = _add(commands, "topics", _topics, "jawaban pelatih yang sudah ditinjau, menjadi berkas topik")
    topics.add_argument("--write", action="store_true", help="tulis ke content/modules/")
    _add_administration(commands)
    ask = _add(commands, "ask", _ask, "menjawab pertanyaan di terminal")
    ask.add_argument("question", nargs="*", help="pertanyaan; tanpa ini dibaca dari masukan, satu per baris")
    ask.add_argument("--jsonl", action="store_true", help="satu objek JSON per baris")
    return parser


def _add_operation(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    about = "memeriksa semuanya: isi, token, jam, disk, basis data, pesan yang tidak terkirim; dan jalan keluarnya"
    doctor = _add(commands, "doctor", _doctor, about)
    doctor.add_argument("--coverage", action="store_true", help="juga tabel: apa yang dimiliki tiap topik")
    deed = doctor.add_mutually_exclusive_group()
    deed.add_argument("--retry", action="store_true", help="coba lagi pesan yang disisihkan")
    deed.add_argument("--drop", action="store_true", help="buang pesan yang disisihkan")
    deed.add_argument(
        "--accept-key",
        action="store_true",
        help="teruskan dengan kunci rahasia yang sekarang (kunci lama hilang)",
    )
    status = _add(commands, "status", _status, "keadaan sekarang, satu layar")
    status.add_argument("--json", action="store_true", help="untuk program lain")
    backup = _add(commands, "backup", _backup, "membuat cadangan selagi Mitra jalan")
    backup.add_argument(
        "file", nargs="?", type=Path, help="ditulis ke sini; tanpa ini ke folder backups/ di folder data"
    )
    backup.add_argument("--to", default="", help="kunci publik (age1…) yang mengunci cadangan ini")
    backup.add_argument(
        "--new-identity", type=Path, metavar="BERKAS", help="hanya buat pasangan kunci untuk cadangan"
    )
    restore = _add(commands, "restore", _restore, "memulihkan cadangan; hentikan Mitra dulu")
    restore.add_argument("file", type=Path, help="berkas cadangan")
    restore.add_argument(
        "--identity", type=Path, metavar="BERKAS", help="kunci pembuka cadangan yang terkunci"
    )
    restore.add_argument("--check", action="store_true", help="hanya periksa apakah cadangan ini utuh")
    restore.add_argument(
        "--replace", action="store_true", help="ganti isi basis data; yang lama disimpan di samping"
    )
    restore.add_argument("--without-key", action="store_true", help="walaupun kunci rahasianya sudah hilang")
    migrate = _add(
        commands, "migrate", _migrate, "membawa tabel ke versi ini, atau kembali; hentikan Mitra dulu"
    )
    migrate.add_argument(
        "--to", default="head", metavar="LANGKAH", help="langkah versi yang dulu, seperti 0011"
    )
    settings = _add(commands, "settings", _settings, "pengaturan yang berlaku; rahasia tidak ditampilkan")
    settings.add_argument("--markdown", action="store_true", help="sebagai docs/settings.md")


def _add_administration(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    about = "mendaftarkan perusahaan"
    enterprise = commands.add_parser("enterprise", help=about, description=about)
    kinds = enterprise.add_subparsers(required=True, metavar="perintah")
    add = _add(kinds, "add", _add_enterprise, "mendaftarkan satu perusahaan")
    add.add_argument("name", help="nama perusahaan")
    add.add_argument("--timezone", required=True, choices=("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"))
    add.add_argument("--province", help="provinsi, seperti Jawa Tengah")
    add.add_argument("--sector", help="bidang usaha, seperti garment")
    add.add_argument("--size", choices=("micro", "small", "medium", "large"), help="ukuran menurut BPS")
    add.add_argument("--area", action="append", default=[], help="satu bagian; boleh diulang")
    add.add_argument("--json", action="store_true", help="untuk program lain")
    invite = _add(commands, "invite", _invite, "membuat undangan: tautan dan poster dengan kode QR")
    invite.add_argument("--enterprise", type=_count, help="nomor perusahaan")
    roles = ("worker", "manager", "committee", "trainer", "operator")
    invite.add_argument("--role", required=True, choices=roles)
    invite.add_argument("--side", choices=("workers", "management"), help="wakil siapa; hanya untuk panitia")
    invite.add_argument("--uses", type=_count, help="boleh dipakai berapa kali")
    invite.add_argument("--days", type=_count, help="berlaku berapa hari")
    invite.add_argument("--json", action="store_true", help="untuk program lain")
    about = "data program untuk pemantauan; dengan nama: data satu orang, untuk permintaan di atas kertas"
    export = _add(commands, "export", _export, about)
    export.add_argument(
        "--on", type=_day, help="keadaan pada tanggal ini, seperti 2026-06-30; tanpa ini hari ini"
    )
    export.add_argument("--people", action="store_true", help="dengan nama orang (data pribadi)")
    export.add_argument("--reason", help="untuk apa data pribadi diperlukan; wajib bersama --people")
    export.add_argument("--folder", type=Path, default=Path("var/export"), help="ditulis ke folder ini")
    erase = _add(commands, "erase", _erase, "menghapus satu orang, untuk permintaan di atas kertas")
    erase.add_argument("--yes", action="store_true", help="hapus tanpa bertanya lagi")
    for parser in (export, erase):
        parser.add_argument("name", nargs="?", help="nama atau sebagian nama")
        parser.add_argument("--telegram-id", type=_count, help="nomor akun Telegram")
        parser.add_argument("--enterprise", type=_count, help="hanya di perusahaan ini")


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[..., int],
    about: str,
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    parser.set_defaults(command=run)
    return parser


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} bukan tanggal: tulis seperti 2026-11-01") from None


def _count(text: str) -> int:
    number = read_number(text)
    if not number:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} bukan jumlah: tulis seperti 20")
    return number


def _content(settings: Settings) -> Library:
    """Return all content; raises ContentError naming file and line of the first mistake."""
    library = read_library()
    _check_messages(settings.models_dir / "messages-checked")
    prompts()
    return library


#: What decides whether a message is well written.
_MESSAGES = ("content/messages/*", "mitra/content/*.py", "requirements.lock")


def _check_messages(noted: Path) -> None:
    """Compile every message, half a second, unless it is noted in that file that these very ones were right."""
    from bot.training import fingerprint  # noqa: PLC0415

    now = fingerprint(patterns=_MESSAGES)
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if noted.read_text("utf-8") == now:
            return
    Messages().check()
    with contextlib.suppress(OSError):  # then it is checked next time as well
        noted.write_text(now, "utf-8")


def _run(settings: Settings, options: argparse.Namespace) -> int:
    if not settings.telegram_token:
        return _demo(settings, options)
    from bot.application import connect  # noqa: PLC0415
    from bot.environment import end_loading, start_loading  # noqa: PLC0415
    from bot.training import ensure_model  # noqa: PLC0415

    def ready() -> None:
        end_loading()
        console.print("Mitra siap melayani Telegram.")

    start_loading()
    console = Console(stderr=True)
    library = _content(settings)
    asyncio.run(connect(settings))
    model = ensure_model(settings.models_dir, console)
    from bot.service import serve  # noqa: PLC0415 - Rasa takes seconds to import

    asyncio.run(
        serve(
            settings,
            library,
            model,
            ready=ready,
            invite_operator=lambda link: console.print(
                f"Belum ada pengelola. Yang pertama membuka tautan ini menjadi pengelola: {link}",
                soft_wrap=True,
                markup=False,
            ),
        )
    )
    return 0


def _demo(settings: Settings, _options: argparse.Namespace) -> int:
    from bot.demo import show  # noqa: PLC0415

    asyncio.run(show(settings, _content(settings), Console(stderr=True)))
    return 0


def _train(settings: Settings, _options: argparse.Namespace) -> int:
    from bot.training import ensure_model  # noqa: PLC0415

    _content(settings)
    console = Console(stderr=True)
    console.print(f"Model: {ensure_model(settings.models_dir, console).name}")
    return 0


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    from bot.asking import answer_all  # noqa: PLC0415
    from bot.training import ensure_model  # noqa: PLC0415

    library = _content(settings)
    model = ensure_model(settings.models_dir, Console(stderr=True))
    questions = [" ".join(options.question)] if options.question else _typed_lines()
    asyncio.run(answer_all(questions, library, model, as_json=options.jsonl))
    return 0


def _typed_lines() -> Iterator[str]:
    """Yield the lines of standard input; what is no UTF-8 in them shows as �."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    yield from map(str.rstrip, sys.stdin)


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


def _questions(settings: Settings, options: argparse.Namespace) -> int:
    from bot.reports import questions_json, questions_text, read_groups  # noqa: PLC0415

    library = read_library()
    groups = asyncio.run(read_groups(settings, library, since=options.since))
    shown = (
        questions_json(groups[: options.most])
        if options.json
        else questions_text(groups, library, most=options.most)
    )
    print(shown)  # noqa: T201
    return 0


def _topics(settings: Settings, options: argparse.Namespace) -> int:
    from bot.reports import topics_report  # noqa: PLC0415

    print(asyncio.run(topics_report(settings, read_library(), write=options.write)))  # noqa: T201
    return 0


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

    print(asyncio.run(operation.bring_tables(settings, options.to)))  # noqa: T201
    return 0


def _settings(settings: Settings, options: argparse.Namespace) -> int:
    from bot import operation  # noqa: PLC0415

    print(operation.settings_table() if options.markdown else operation.settings_text(settings))  # noqa: T201
    return 0
