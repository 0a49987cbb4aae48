"""A real object store on this machine for tests: a SeaweedFS server on loopback ports that nobody else uses."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HOST = "127.0.0.1"
KEY, SECRET = "reader-and-writer", "for-tests-alone"


@contextmanager
def serve_objects(folder: Path, bucket: str) -> Iterator[dict[str, str]]:
    """Run the server with one bucket; gives the environment that reaches it."""
    master, volume, filer, s3, *more = _free_ports(8)
    config = folder / "identities.json"
    identity = {"name": "tests", "credentials": [{"accessKey": KEY, "secretKey": SECRET}]}
    config.write_text(json.dumps({"identities": [identity | {"actions": ["Admin", "Read", "Write", "List"]}]}))
    command = [str(Path(sys.executable).with_name("weed")), "-logtostderr=true", "server", f"-dir={folder}"]
    command += [f"-ip={HOST}", f"-ip.bind={HOST}", f"-master.port={master}", f"-volume.port={volume}", "-filer", "-s3"]
    command += [f"-filer.port={filer}", f"-s3.port={s3}", f"-s3.config={config}", "-master.volumeSizeLimitMB=64"]
    ports = zip(("master", "volume", "filer", "s3"), more, strict=True)
    command += ["-volume.max=20", *(f"-{name}.port.grpc={port}" for name, port in ports)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            environment = {
                "AWS_ACCESS_KEY_ID": KEY,
                "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_ENDPOINT_URL": f"http://{HOST}:{s3}",
                "AWS_ALLOW_HTTP": "true",
            }
            _wait(environment["AWS_ENDPOINT_URL"], server)
            _make_bucket(f"{HOST}:{s3}", bucket)
            yield environment
        finally:
            server.kill()


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError as answer:  # it wants a signature: it is there
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")


def _make_bucket(host: str, bucket: str) -> None:
    """Make a bucket; the server takes a while until it can store."""
    from pyarrow.fs import S3FileSystem

    disk = S3FileSystem(
        access_key=KEY, secret_key=SECRET, endpoint_override=host, scheme="http", allow_bucket_creation=True
    )
    for _ in range(100):
        try:
            disk.create_dir(bucket)
            with disk.open_output_stream(f"{bucket}/ready") as file:
                file.write(b"yes")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the server stores nothing")
