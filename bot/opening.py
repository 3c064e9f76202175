"""Opening a trained model for serving: unpacked once, and without what only training needs."""

import contextlib
import copy
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from rasa.engine.graph import ExecutionContext, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain

from bot.training import folder_of
from mitra.errors import StartupError

#: By others too, as the archive is: who trains need not be who serves.
READABLE = 0o755


def open_model(archive: Path) -> tuple[ModelMetadata, GraphRunner]:
    """Return what a model's archive says of it, and the graph that understands and decides, ready to run."""
    with tempfile.TemporaryDirectory() as aside:
        folder = unpacked(archive, Path(aside))
        metadata = _metadata(folder / "metadata.json")
        schema = metadata.predict_schema
        schema.nodes = {name: _quickly(node) for name, node in schema.nodes.items()}
        storage = _Components(folder / "components", metadata.domain)
        context = ExecutionContext(graph_schema=schema, model_id=metadata.model_id)
        return metadata, DaskGraphRunner.create(schema, storage, context)


def unpacked(archive: Path, aside: Path) -> Path:
    """
    Return the folder that holds what is in the archive, unpacking it beside the archive if that was not done yet.

    The archive's name changes with its contents, so a folder of the same name holds the same. Unpacking takes half a
    second, which Rasa spends at each start; so do we, `aside`, where nothing may be written beside the archive.
    """
    folder = folder_of(archive)
    if folder.exists():
        return folder
    try:
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder.parent))
    except OSError:
        return _unpack(archive, aside)
    try:
        _unpack(archive, unfinished)
        unfinished.chmod(READABLE)
        with contextlib.suppress(OSError):  # somebody else was quicker
            unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def _unpack(archive: Path, folder: Path) -> Path:
    # Checked by ourselves: tarfile's own filter came with Python 3.11.4, and Debian 12 has 3.11.2.
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, members=[_harmless(member) for member in packed.getmembers()])  # noqa: S202
    except (EOFError, tarfile.TarError, zlib.error):
        raise StartupError(f"Berkas model {archive} rusak: hapus berkas itu, lalu jalankan lagi.") from None
    return folder


def _harmless(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Return a plain file or folder that stays inside; raises StartupError for anything else, which Rasa never packs."""
    path = PurePosixPath(member.name)
    if not (member.isfile() or member.isdir()) or path.is_absolute() or ".." in path.parts:
        raise StartupError(
            f"Model rusak: di dalamnya ada {member.name!r}. Hapus berkas model, lalu `mitra train`."
        )
    member.uid, member.gid = os.getuid(), os.getgid()
    member.mode = 0o755 if member.isdir() else 0o644
    return member


def _metadata(path: Path) -> ModelMetadata:
    """Return the metadata; instead of how it was trained, whose classes bring TensorFlow, again how it predicts."""
    data = json.loads(path.read_text("utf-8"))
    data["train_schema"] = copy.deepcopy(data["predict_schema"])
    return ModelMetadata.from_dict(data)


class _Components(LocalModelStorage):
    """What the components have stored, and the domain that was read already."""

    def __init__(self, path: Path, domain: Domain) -> None:
        super().__init__(path)
        self.domain = domain


class KnownDomain(DomainProvider):
    """Rasa's node that provides the domain, which would read and check the same domain thrice more, as YAML: 0.6 s."""

    @classmethod
    def load(
        cls,
        config: dict[str, Any],  # noqa: ARG003
        model_storage: _Components,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **_: Any,
    ) -> "KnownDomain":
        """Return a provider of the domain in the metadata, which is the one the model was trained with."""
        return cls(model_storage, resource, model_storage.domain)


def _quickly(node: SchemaNode) -> SchemaNode:
    return replace(node, uses=KnownDomain) if node.uses is DomainProvider else node
