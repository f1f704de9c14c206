"""Takes what people send into memory that no disk backs: Django's own way writes large files to
the temporary folder in clear, and these are about somebody's health and money."""

import os
from typing import Any, BinaryIO, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_KEPT: Final = 32_000_000
"""Bytes of one file. What comes after is counted and dropped; every door asks for less."""


class Unwritten(FileUploadHandler):
    """Keeps each file in a memory file of its own, which is gone when the request is."""

    file: BinaryIO

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = os.fdopen(os.memfd_create("sent"), "w+b")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start < MOST_KEPT:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        self.file.seek(0)
        return UploadedFile(
            self.file,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        self.file.close()
