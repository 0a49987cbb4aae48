"""Where a store lies: a folder, or a prefix of an object store with what its address needs; opens no table.

Settings of an object store come from the environment, under the names that other programs read too
(``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL``, ...), so that no key stands on a command line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit
from urllib.request import url2pathname

from loaders.errors import StoreError

if TYPE_CHECKING:
    from deltalake import DeltaTable

Opened: TypeAlias = "dict[str, tuple[DeltaTable, tuple[int, int, int]]]"
"""Tables by their names, each with what tells its log from a copy of it."""

_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):/+(?P<rest>.*)", re.DOTALL)
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
# Where else keys may come from; the last one asks the machine that the program runs on.
_ELSEWHERE = (
    *("AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"),
    *("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_METADATA_ENDPOINT"),
)
# A commit is a file that must not be there yet; a server that does not answer is told after half a minute.
_DEFAULTS = {"AWS_REGION": "us-east-1", "AWS_CONDITIONAL_PUT": "etag", "max_retries": "4", "retry_timeout": "30s"}
_DEFAULTS |= {"connect_timeout": "5s", "timeout": "60s"}
_PASSED = (*_KEYS, "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_ENDPOINT_URL", "AWS_ALLOW_HTTP", *_ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Place:
    """A store's place: its ``address`` as people are told it, its ``folder`` on a disk or None for an object store.

    ``options`` are what the Delta library needs to reach it; they hold keys and are shown nowhere. ``opened`` are the
    tables that one writer keeps open between its commits, None where each is opened anew.
    """

    address: str
    folder: Path | None = None
    options: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    opened: Opened | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return self.address

    def table(self, name: str) -> str:
        """Where a table of the store lies, as the Delta library wants it."""
        return f"{self.address}/{name}"

    def keeping_tables(self) -> Place:
        """The same place for one writer, in one thread at a time, whose tables stay open where they lie in a folder."""
        return replace(self, opened={}) if self.folder else self

    @property
    def storage(self) -> dict[str, str] | None:
        """The options as the Delta library wants them."""
        return dict(self.options) or None


def find_place(path: str | Path) -> Place:
    """The place that a path or an address names: a folder, ``file:///folder`` or ``s3://bucket/prefix``.

    Raises StoreError for a place where no store can be, and for an object store without its settings.

    >>> find_place("file:///srv/store").folder
    PosixPath('/srv/store')
    """
    address = _ADDRESS.fullmatch(path.as_posix() if isinstance(path, Path) else path)
    scheme = address["scheme"].lower() if address else ""
    if not address or len(scheme) == 1:  # C:/store
        return _folder(Path(path))
    if scheme == "file":
        return _folder(Path(url2pathname(urlsplit("file:///" + address["rest"]).path)))
    if scheme == "s3":
        return _bucket(address["rest"].rstrip("/"))
    raise StoreError(
        f"{path}: stores lie in folders (also file:///folder) and at s3://bucket/prefix, not at {scheme}:. "
        "Name another with --store."
    )


def _folder(path: Path) -> Place:
    folder = path.expanduser().resolve()
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: a store is a folder, and this is a file. Name another with --store.")
    odd = next((sign for sign in "%[]*?\\" if sign in folder.as_posix()), None)
    if odd:
        raise StoreError(
            f"{folder}: a store's path cannot hold '{odd}', which Delta tables and DuckDB do not read. "
            "Name another with --store."
        )
    return Place(str(folder), folder)


def _bucket(rest: str) -> Place:
    address = f"s3://{rest}"
    bucket, _, prefix = rest.partition("/")
    if not bucket or not prefix or not re.fullmatch(r"[\w./=-]+", rest, re.ASCII):
        raise StoreError(
            f"{address}: the address of a store in an object store is s3://bucket/prefix, "
            "of letters, digits and . _ = - /. Name another with --store."
        )
    settings = os.environ | {"AWS_REGION": os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "")}
    _check_settings(address, settings)
    options = {name: settings[name] for name in _PASSED if settings.get(name)}
    return Place(address, None, _DEFAULTS | options)


def _check_settings(address: str, settings: Mapping[str, str]) -> None:
    """Raise StoreError for what is missing, since the library would wait minutes for a machine that gives keys out."""
    missing = [name for name in _KEYS if not settings.get(name)]
    if missing and not any(settings.get(name) for name in _ELSEWHERE):
        raise StoreError(
            f"{address}: an object store wants keys. {' and '.join(missing)}: not set. Set it in the environment, "
            f"or another source of keys ({', '.join(_ELSEWHERE)})."
        )
    endpoint = settings.get("AWS_ENDPOINT_URL", "")
    if not endpoint and not settings.get("AWS_REGION"):
        raise StoreError(
            f"{address}: neither AWS_REGION nor AWS_ENDPOINT_URL is set, so nobody knows where the bucket lies. "
            "Set one of them in the environment."
        )
    if endpoint.startswith("http:") and settings.get("AWS_ALLOW_HTTP", "").lower() not in ("true", "1"):
        raise StoreError(
            f"{address}: AWS_ENDPOINT_URL is {endpoint}, which is not encrypted. Use https:, or set "
            "AWS_ALLOW_HTTP=true where that is meant."
        )
