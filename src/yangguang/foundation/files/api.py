"""The door of files."""

from yangguang.foundation.files.models import FileState, StoredFile
from yangguang.foundation.files.operations import digest_of, scan_file, store, store_all, store_made
from yangguang.foundation.files.queries import is_intact, open_file, read_file
from yangguang.foundation.files.refusals import (
    FileDamaged,
    FileEmpty,
    FileMissing,
    FileNotReady,
    FileRefused,
    FileTooLarge,
    FileTypeMismatch,
    FileTypeNotTaken,
    FileUnsafe,
    StorageFull,
    TooManyFiles,
    UploadCutOff,
)
from yangguang.foundation.files.rules import ALL, KINDS, SCANS, clean_name, size_label
from yangguang.foundation.files.views import file_response

__all__ = [
    "ALL",
    "KINDS",
    "SCANS",
    "FileDamaged",
    "FileEmpty",
    "FileMissing",
    "FileNotReady",
    "FileRefused",
    "FileState",
    "FileTooLarge",
    "FileTypeMismatch",
    "FileTypeNotTaken",
    "FileUnsafe",
    "StorageFull",
    "StoredFile",
    "TooManyFiles",
    "UploadCutOff",
    "clean_name",
    "digest_of",
    "file_response",
    "is_intact",
    "open_file",
    "read_file",
    "scan_file",
    "size_label",
    "store",
    "store_all",
    "store_made",
]
