"""A disk that is small enough to be filled, with a server's data on it.

It is a file system in memory that only the server sees (user namespaces: no right of root's is needed).
Where the system does not let us have one, the server's files are kept from growing instead, which to a
database looks like a disk that fails.
"""

import os
import resource
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psutil

SIZE = "24m"
MOUNT = f'mount -t tmpfs -o size={SIZE},mode=700 none "$0"'
CHUNKS = (1 << 20, 1 << 12, 1)  # to the last byte
NO_GROWTH = 4_096  # bytes; whatever is stored lies beyond


class SmallDisk:
    """The folder in which a server has its data; `start` is the program that starts the server there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700)
        self._pid = 0
        tried = ["unshare", "-rm", "sh", "-c", MOUNT, str(folder)]
        self.is_real = shutil.which("unshare") is not None and (
            subprocess.run(tried, capture_output=True, check=False).returncode == 0
        )

    def starting(self, seeds: Path) -> list[str]:
        """What has to stand before the server's command, so that it finds the seeds in the folder."""
        copy = f'cp -a {seeds}/. "$0" && exec "$@"'
        if self.is_real:
            return ["unshare", "-rm", "sh", "-c", f"{MOUNT} && {copy}", str(self.folder)]
        return ["sh", "-c", copy, str(self.folder)]

    def belongs_to(self, pid: int) -> None:
        """Say which process sees the disk."""
        self._pid = pid

    @property
    def seen(self) -> Path:
        """The folder as the server sees it."""
        if not self.is_real:
            return self.folder
        return Path(f"/proc/{self._pid}/root") / self.folder.relative_to("/")

    def fill(self) -> None:
        """Leave no room for another byte."""
        if not self.is_real:
            self._limit(NO_GROWTH)
            return
        with (self.seen / "ballast").open("ab", buffering=0) as ballast:
            for size in CHUNKS:
                with suppress(OSError):
                    while True:
                        ballast.write(b"\0" * size)

    def free(self) -> None:
        """Make room again."""
        if not self.is_real:
            self._limit(resource.RLIM_INFINITY)
            return
        (self.seen / "ballast").unlink()

    def copy_database(self, to: Path) -> None:
        """Copy the database's files as they are at this moment, as if the machine had stopped.

        SQLite itself cannot look in: it would follow the path back out of the server's namespace.
        """
        os.killpg(self._pid, signal.SIGSTOP)
        for name in ("alcove.db", "alcove.db-wal"):
            shutil.copy(self.seen / name, to)
        os.killpg(self._pid, signal.SIGCONT)

    def _limit(self, size: int) -> None:
        server = psutil.Process(self._pid)
        for process in (server, *server.children(recursive=True)):
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
