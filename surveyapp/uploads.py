"""A file on its way in: written to the private folder as it comes, never into memory, and gone if nobody takes it."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from . import job_files

log = logging.getLogger(__name__)

LARGEST = 200 * 1024 * 1024  # bytes: some two million responses to a questionnaire of fifteen questions


class Uploaded(UploadedFile):
    """Deleted when the request ends, unless somebody took it. `too_large`: no more than the beginning is there."""

    def __init__(self, name: str, content_type: str) -> None:
        self.token = job_files.new_token()
        self.out, self.received = job_files.create(self.token, job_files.FILE), 0
        super().__init__(self.out, name, content_type, 0)
        self._hash, self.taken, self.too_large = sha256(), False, False

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def receive(self, data: bytes) -> None:
        if self.received + len(data) > LARGEST:
            self.too_large = True
            raise SkipFile
        self.out.write(data)
        self._hash.update(data)
        self.received += len(data)
        self.size = self.received

    def close(self) -> None:
        """Django calls this at the end of a request, and when an upload breaks off."""
        self.out.close()
        if not self.taken:
            job_files.delete(self.token, job_files.FILE)

    def take(self) -> str:
        """Keep the file; returns the token under which it lies."""
        self.out.flush()
        self.taken = True
        return self.token


class PrivateUpload(FileUploadHandler):
    """To be set by the view that takes large files; all others keep Django's own."""

    file: Uploaded  # while there is one: where it is missing, Django has nothing to close
    cannot_keep = False  # the folder cannot be written to, or the disk is full

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        try:
            self.file = Uploaded(self.file_name or "", self.content_type or "")
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self.file.receive(raw_data)
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        log.error("an upload cannot be kept in UPLOADS_DIR: %s", error.strerror)
        self.cannot_keep = True
        raise SkipFile from error

    def file_complete(self, file_size: int) -> UploadedFile | None:
        return self.file

    def is_too_large(self) -> bool:
        return hasattr(self, "file") and self.file.too_large
