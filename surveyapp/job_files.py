"""What long work keeps beside the database: the uploaded file, what was found wrong in it, and how far it is.

Answers stand in the clear in the first two. So the folder is closed to others, names cannot be guessed, and both are
deleted as soon as the work has ended or was given up; what is left behind goes with `sweep`.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

FILE, PROBLEMS, PROGRESS, LOCK = "csv", "problems", "progress", "lock"
KINDS = (FILE, PROBLEMS, PROGRESS, LOCK)
KEPT_FOR = 24 * 60 * 60  # seconds
ORPHANED_AFTER = 60 * 60  # seconds: a file that belongs to no work may still be coming in
OFTEN_ENOUGH = 0.3  # seconds between two notes of how far it is


@dataclass(frozen=True)
class Progress:
    step: str  # check or write
    done: int
    total: int
    seconds: float  # since this step began

    @property
    def seconds_left(self) -> float | None:
        """As it went until now; None where that says nothing yet."""
        if not self.done or self.seconds < 2:
            return None
        return self.seconds * (self.total - self.done) / self.done


def new_token() -> str:
    return secrets.token_hex(16)


def folder() -> Path:
    """The folder, made where there is none, and closed to everybody else."""
    path: Path = settings.UPLOADS_DIR
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def path_of(token: str, kind: str) -> Path:
    return folder() / f"{token}.{kind}"


def create(token: str, kind: str) -> BinaryIO:
    """A new file for this user's eyes only."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    return os.fdopen(os.open(path_of(token, kind), flags, 0o600), "wb")


def digest(token: str) -> str:
    """SHA-256 of the uploaded file; "" where it is gone."""
    try:
        with path_of(token, FILE).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def delete(token: str, *kinds: str) -> None:
    for kind in kinds or KINDS:
        path_of(token, kind).unlink(missing_ok=True)


def sweep(in_use: Iterable[str]) -> int:
    """Delete what is older than a day, and what belongs to none of these tokens. Returns how many files went."""
    now, kept, gone = time.time(), set(in_use), 0
    for path in folder().iterdir():
        try:
            age = now - path.stat().st_mtime
            if age > KEPT_FOR or (path.stem not in kept and age > ORPHANED_AFTER):
                path.unlink()
                gone += 1
        except FileNotFoundError:  # somebody else swept
            continue
    return gone


class Meter:
    """Notes how far a step is: beside the database, since nobody sees what an open transaction has written."""

    def __init__(self, token: str, step: str) -> None:
        self.token, self.step, self.began, self.next = token, step, time.time(), 0.0
        self(0, 0)

    def __call__(self, done: int, total: int) -> None:
        now = time.time()
        if now < self.next:
            return
        self.next = now + OFTEN_ENOUGH
        noted = path_of(self.token, f"{PROGRESS}.new")
        noted.write_text(json.dumps(asdict(Progress(self.step, done, total, now - self.began))))
        noted.replace(path_of(self.token, PROGRESS))


def progress(token: str) -> Progress | None:
    """How far it is; None where nothing was noted here: it has not begun, or another machine does it."""
    try:
        return Progress(**json.loads(path_of(token, PROGRESS).read_text()))
    except FileNotFoundError:
        return None
