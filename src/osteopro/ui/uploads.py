"""Hardly any form has a file in it; whoever sends one elsewhere is refused at once."""

from fnmatch import fnmatchcase
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# What comes beside the file: fields, boundaries.
BESIDE = 64 * 1024
# A file somewhat too long is read, so that the page can say so; anything longer is refused.
PATIENCE = 20


class ExpectedFiles(FileUploadHandler):
    """Takes one file where `settings.UPLOADS` names the address, and keeps no more of it than
    one byte beyond the most that is wanted there. Anywhere else a file ends the request with
    400 before anything of it is read."""

    kept: bytearray

    @property
    def most(self) -> int:
        """The longest file that is wanted at this address, in bytes; 0 where none is."""
        path = self.request.path if self.request else ""
        fitting = (size for known, size in settings.UPLOADS.items() if fnmatchcase(path, known))
        return max(fitting, default=0)

    def handle_raw_input(self, _input: Any, _meta: Any, content_length: int, *_: Any) -> None:
        # The parser limits fields but reads any length of file.
        allowed = self.most * PATIENCE + BESIDE if self.most else 0
        if content_length > max(allowed, settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            raise BadRequest("too much was sent")

    def new_file(self, *args: Any, **named: Any) -> None:
        if not self.most:
            raise BadRequest("files are not taken")
        super().new_file(*args, **named)
        self.kept = bytearray()

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        self.kept += raw_data[: max(self.most + 1 - len(self.kept), 0)]

    def file_complete(self, _file_size: int) -> InMemoryUploadedFile:
        return InMemoryUploadedFile(
            BytesIO(bytes(self.kept)),
            self.field_name,
            self.file_name or "",
            self.content_type or "",
            len(self.kept),
            self.charset,
            self.content_type_extra,
        )
