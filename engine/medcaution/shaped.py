"""TOML files, read into the shape they must have or refused with every problem at its line."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from medcaution.errors import KnowledgeError
from medcaution.library.documents import Document, read_document
from medcaution.library.misfits import misfits

Shape = TypeVar("Shape")


def read_shaped(folder: Path, file: Path, shape: type[Shape]) -> tuple[Document, Shape]:
    """A TOML file as a document, which knows its lines, and as the shape it must have.

    Args:
        folder: problems name the file by its path from here.
        file: a file below the folder.
        shape: a model, or another type that pydantic can validate.

    Raises:
        KnowledgeError: if it cannot be read or has another shape.
    """
    document = read_document(folder, file)
    if not isinstance(document, Document):
        raise KnowledgeError([document])
    try:
        return document, TypeAdapter(shape).validate_python(document.data)
    except ValidationError as error:
        raise KnowledgeError(misfits(document, shape, error)) from None
