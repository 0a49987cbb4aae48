"""Serves the dashboard to this machine alone, on production servers; refuses every address that others can reach."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Any

from dashboard.desk import Desk
from dashboard.exports.camera import NO_BROWSER, find_browser
from loaders.errors import UsageError
from loaders.sectors.taxonomy import load_taxonomy

WORKERS, THREADS = 2, 4


def serve(store: Path, host: str, port: int, taxonomy: Path | None = None) -> None:
    """Serve until stopped, after printing the address; raises UsageError for an address it does not serve.

    ``taxonomy`` is a file of sectors over those of ``data/``; raises ResourceError where it is not whole.
    """
    check_host(host)
    check_port(host, port)
    load_taxonomy(taxonomy)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if hasattr(os, "fork"):
        _serve_gunicorn(store, host, port, address, taxonomy)
    else:
        _serve_waitress(store, host, port, address, taxonomy)


def check_host(host: str) -> None:
    """Raise UsageError unless a host is this machine's own loopback.

    >>> check_host("127.0.0.1")
    """
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UsageError(
            f"--host {host}: the dashboard serves loopback addresses alone (127.0.0.1, ::1 or localhost), because it "
            "has no access control yet: whoever could reach another address could read the whole store. "
            "To read it from another machine, forward the port: ssh -L 8050:127.0.0.1:8050 THIS-MACHINE"
        )


def check_port(host: str, port: int) -> None:
    """Raise UsageError when a port is in use or may not be used, with what to do."""
    if not 1 <= port <= 65535:
        raise UsageError(f"--port {port}: a port is a number from 1 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise UsageError(f"--port {port}: this user may not open it. Choose one above 1023.") from error
        except OSError as error:
            raise UsageError(
                f"--port {port}: cannot be opened on {host} ({error.strerror}); perhaps the dashboard runs there "
                f"already. Stop that program, or choose another port: python -m dashboard --port {port % 65535 + 1}"
            ) from error


def announce(address: str, store: Path) -> None:
    """Print where the page is and what it shows."""
    if find_browser() is None:
        print(NO_BROWSER, file=sys.stderr)
    print(f"Policy Timeline: {address}\nStore: {store}\nCtrl+C stops it.", flush=True)


def make_server(store: Path, host: str, taxonomy: Path | None = None, *, desk: Desk) -> Any:
    """The WSGI application over a store; its files are made by the process of ``desk``."""
    from dashboard.app import LOOPBACK, create_app

    return create_app(store, load_taxonomy(taxonomy), hosts=(*LOOPBACK, host), counter=desk).server


def _serve_gunicorn(store: Path, host: str, port: int, address: str, taxonomy: Path | None) -> None:
    """Several workers without preload: each opens the store itself, because Delta does not outlive a fork."""
    from gunicorn.app.base import BaseApplication

    desk = Desk(store, taxonomy)  # one for all workers
    import dashboard.app  # noqa: F401 - once here, in place of once in each worker; it touches no store

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            settings: dict[str, Any] = {
                "bind": bind,
                "workers": WORKERS,
                "threads": THREADS,
                "worker_class": "gthread",
                "preload_app": False,
                "timeout": 120,
                "graceful_timeout": 5,
                "loglevel": "warning",
                "limit_request_line": 8190,
                "control_socket_disable": True,
                "when_ready": lambda _: announce(address, store),
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return make_server(store, host, taxonomy, desk=desk)

    Server().run()


def _serve_waitress(store: Path, host: str, port: int, address: str, taxonomy: Path | None) -> None:
    from waitress import serve as serve_waitress

    application = make_server(store, host, taxonomy, desk=Desk(store, taxonomy))
    announce(address, store)
    serve_waitress(application, host=host, port=port, threads=WORKERS * THREADS)
