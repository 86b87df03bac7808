"""Receiving an upload: on disk, never in memory, and never more of it than we would keep."""

from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

import ssr_portal.uploads.headers  # noqa: F401 - whoever receives files reads their heads this way
from ssr_portal.uploads.kinds import MOST_BYTES

PLAIN_NAME = "upload"


class Lost(UploadedFile[bytes]):
    """A file for which there was no room; `size` is what was sent, not what was written."""


class BoundedUpload(TemporaryFileUploadHandler):
    """Writes at most a little more than `MOST_BYTES`; the rest is read and dropped, so that the form can answer.

    A disk that is full makes the file `Lost` and not the request: what was typed beside it is not to be thrown away.
    """

    file: TemporaryUploadedFile | None  # type: ignore[assignment]  # Django knows of no full disk

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; without a place for it, it is lost from the start."""
        self.lost = False
        FileUploadHandler.new_file(self, *args, **kwargs)
        try:
            self.file = TemporaryUploadedFile(
                PLAIN_NAME, self.content_type, 0, self.charset, self.content_type_extra
            )  # the ending of the real one can be longer than a file system takes
            self.file.name = self.file_name
        except OSError:
            self.file, self.lost = None, True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the piece while there is room."""
        if self.lost or start > MOST_BYTES:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self.lost = True

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """The file as the form gets it."""
        if not self.lost:
            with suppress(OSError):
                return super().file_complete(file_size)
        return Lost(self.file and self.file.file, self.file_name, self.content_type, file_size)
