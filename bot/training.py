"""Training the model when what it learns from has changed, with progress on the terminal."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from mitra.content.library import CONTENT_DIR
from mitra.errors import StartupError

ROOT = CONTENT_DIR.parent
#: What the model is made from: any change here means training anew.
INGREDIENTS = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "content/modules.yml",
    "content/glossary.yml",
    "content/modules/**/*.md",
    "data/**/*.yml",
    "nlu/*",
    "mitra/answers.py",
    "mitra/content/questions.py",
    "mitra/content/topics.py",
)
#: Words in Rasa's log → what the operator sees.
_STEPS = {
    "Starting": "Memuat Rasa",
    "RulePolicy": "Mempelajari aturan percakapan",
    "TopicRanker": "Mempelajari pertanyaan",
    "saved": "Menyimpan model",
}
_KEPT_MODELS = 3


def fingerprint(root: Path = ROOT, patterns: Sequence[str] = INGREDIENTS) -> str:
    """Return 16 letters that change whenever one of these files does: the model's ingredients."""
    digest = hashlib.sha256()
    for path in _files(root, patterns):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _files(root: Path, patterns: Sequence[str]) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(path for path in root.glob(pattern) if path.is_file() and path.suffix != ".pyc")


def ensure_model(folder: Path, console: Console) -> Path:
    """
    Return the model that fits the content, training it first when there is none.

    Raises StartupError with the last lines of Rasa's log when training fails.
    """
    folder = folder.resolve()
    model = folder / f"mitra-{fingerprint()}.tar.gz"
    if not model.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _train(model, console)
        _forget_old(folder)
    return model


def _train(model: Path, console: Console) -> None:
    # A process of its own: what training needs (twice the memory) is given back when it ends.
    command = [sys.executable, "-m", "bot.training", str(model)]
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        try:
            lines = list(_show(process.stdout or (), console))
        except BaseException:
            process.kill()
            raise
    code = process.returncode
    if code or not model.exists():
        detail = "\n".join(lines[-15:])
        raise StartupError(f"Model tidak bisa dilatih. Baris terakhir dari Rasa:\n{detail}")


def _show(lines: Iterable[str], console: Console) -> Iterator[str]:
    columns = SpinnerColumn(), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Melatih model (sekali saja, sampai isi berubah)", total=len(_STEPS))
        for line in lines:
            for word, step in _STEPS.items():
                if word in line:
                    progress.update(task, description=step, completed=list(_STEPS).index(word))
            yield line.rstrip()
        progress.update(task, description="Model siap", completed=len(_STEPS))


def _forget_old(folder: Path) -> None:
    models = sorted(folder.glob("mitra-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in models[_KEPT_MODELS:]:
        path.unlink(missing_ok=True)
        shutil.rmtree(folder_of(path), ignore_errors=True)


def folder_of(model: Path) -> Path:
    """Return where a model's archive is kept unpacked (bot.opening)."""
    return model.with_name(model.name.removesuffix(".tar.gz"))


def main(model: Path) -> None:
    """Train once and write the model to `model`, all at once, so that a half-written one is never found."""
    from bot.environment import prepare  # noqa: PLC0415 - Rasa is imported here only

    prepare(whole_rasa=True)
    print("Starting", flush=True)  # noqa: T201 - read by _show
    from rasa.model_training import train  # noqa: PLC0415

    unfinished = f"unfinished-{os.getpid()}-{model.name}"  # two that start together each make their own
    # Rasa's own cache does not know which of our modules a component uses; our fingerprint does.
    options = {"output": str(model.parent), "fixed_model_name": unfinished, "force_training": True}
    train("domain.yml", "config.yml", ["data"], **options)
    (model.parent / unfinished).replace(model)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
