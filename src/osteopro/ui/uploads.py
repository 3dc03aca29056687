"""No form of the product has a file in it, so whoever sends one is refused at once."""

from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.files.uploadhandler import FileUploadHandler


class RefuseFiles(FileUploadHandler):
    """Ends a request with 400 before anything of a file is read or kept."""

    def handle_raw_input(self, _input: Any, _meta: Any, content_length: int, *_: Any) -> None:
        # The parser limits fields but reads any length of file.
        if content_length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise BadRequest("too much was sent")

    def new_file(self, *_args: Any, **_named: Any) -> None:
        raise BadRequest("files are not taken")

    def receive_data_chunk(self, _raw_data: bytes, _start: int) -> None:
        return None

    def file_complete(self, _file_size: int) -> None:
        return None
