"""A YAML file of texts under names, checked: what is wrong is told with its line."""

from pathlib import Path
from typing import Any

import yaml

from mitra.content.files import parse_yaml, read_text, readable
from mitra.errors import ContentError


class TextPage:
    """A YAML file of texts under names; what is wrong is told with its line, in Bahasa, for trainers write it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        text = read_text(path)
        self._content = parse_yaml(path, text)
        with readable(path, text):
            self._root = yaml.compose(text, Loader=yaml.CSafeLoader)

    def at(self, *place: str) -> Any:
        """Return what stands at `place`."""
        content = self._content
        for name in place:
            content = content.get(name) if isinstance(content, dict) else None
        return content

    def check(self, place: tuple[str, ...], needed: set[str], optional: set[str] | None = None) -> None:
        """Raise ContentError unless `place` has the names it needs and no others."""
        content = self.at(*place)
        if not isinstance(content, dict):
            raise self.error(place, "harus berisi baris 'nama: isi'")
        if missing := sorted(needed - set(content)):
            raise self.error(place, f"belum memuat {', '.join(missing)}")
        if unknown := sorted(map(str, set(content) - needed - (optional or set()))):
            raise self.error(place, f"memuat yang tidak dikenal: {', '.join(unknown)}")

    def check_texts(
        self, place: tuple[str, ...], names: tuple[str, ...], gaps: set[str] | None = None
    ) -> None:
        """Raise ContentError unless `place` has just these texts."""
        self.check(place, set(names))
        for name in names:
            self.check_text((*place, name), gaps)

    def check_text(
        self, place: tuple[str, ...], gaps: set[str] | None = None, *, limit: int | None = None
    ) -> None:
        """Raise ContentError unless a text stands here, not too long, with no gaps ({value}) but these."""
        text = self.at(*place)
        if not isinstance(text, str) or not text.strip():
            raise self.error(place, "harus teks (beri tanda kutip bila memuat ': ')")
        if limit and len(text) > limit:
            raise self.error(place, f"{len(text)} huruf: tombol hanya muat {limit}")
        try:
            text.format(**dict.fromkeys(gaps or (), ""))
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            raise self.error(place, f"memuat kurung kurawal yang tidak dikenal: {error}") from None

    def check_list(self, place: tuple[str, ...]) -> None:
        """Raise ContentError unless a list of texts stands here, or nothing."""
        content = self.at(*place)
        if content is not None and not (
            isinstance(content, list) and all(isinstance(item, str) and item.strip() for item in content)
        ):
            raise self.error(place, "harus daftar teks (beri tanda kutip pada angka)")

    def error(self, place: tuple[str, ...], problem: str) -> ContentError:
        """Return the error that names the line of `place`."""
        name = " → ".join(map(str, place)) or "berkas"
        return ContentError(f"{self._path}:{self._line(place)}: {name} {problem}")

    def _line(self, place: tuple[str, ...]) -> int:
        node, line = self._root, 1
        for name in place:
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            key, node = next((pair for pair in pairs if pair[0].value == name), (None, None))
            line = key.start_mark.line + 1 if key else line
        return line
