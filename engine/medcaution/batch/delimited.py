"""Strict CSV and TSV: every field is text, a row is one line, and a bad line is told, not lost."""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from medcaution.batch.columns import find_columns
from medcaution.batch.lists import asked, shaped
from medcaution.batch.refusals import refuse
from medcaution.errors import InputError

_BLOCK = 50_000
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_ZSTD, _GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
LONGEST_LINE = 16 * 1024 * 1024
_NO_PERSON = "has no person"
_OPEN = "a quote is not closed on its line, or stands inside a field"
#: Lines after an open quote among which one that closes it is looked for.
_MOST_INSIDE = 50
_NOT_UTF8 = "is not UTF-8; save the file as UTF-8, such as by: iconv -f latin1 -t utf-8"
_UNTOLD = re.compile("[\ufffd\0]")


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked if it is gzip or zstd by its first bytes.

    Raises:
        InputError: if it cannot be read.
    """
    try:
        with path.open("rb") as raw:
            start = raw.read(4)
            raw.seek(0)
            if start.startswith(_GZIP):
                with gzip.open(raw) as unpacked:
                    yield unpacked  # type: ignore[misc]
            elif start == _ZSTD:
                yield pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd")
            else:
                yield raw
    except OSError as error:
        refuse(error, path.name)
        raise InputError(f"cannot be read: {error}", path.name) from None


def numbered_lines(stream: IO[bytes], source: str) -> Iterator[tuple[int, str | None, str]]:
    """Line number, text, and what is wrong with it; a line with a problem is not to be believed.

    What is no text stands as U+FFFD. The text is None if a file breaks off. Lines end in LF, CRLF or CR. A file that breaks off or is damaged while it is unpacked ends
    with one last line that says so.
    """
    number = 0
    try:
        rest, first = b"", True
        while block := stream.read(1 << 20):
            if first:
                if block.startswith(_WIDE):
                    raise InputError("is UTF-16; save it as UTF-8", source)
                block, first = block.removeprefix(b"\xef\xbb\xbf"), False
            pieces = (rest + block).replace(b"\r\n", b"\n")
            held = b"\r" if pieces.endswith(b"\r") else b""
            *lines, rest = pieces.removesuffix(b"\r").replace(b"\r", b"\n").split(b"\n")
            rest += held
            for line in lines:
                number += 1
                yield (number, *_text(line))
            if len(rest) > LONGEST_LINE:
                raise InputError(f"line {number + 1} is longer than 16 MiB", source)
        if rest:
            yield (number + 1, *_text(rest.removesuffix(b"\r")))
    except (EOFError, OSError, gzip.zlib.error) as error:  # type: ignore[attr-defined]
        refuse(error, source)
        yield number + 1, None, f"the file breaks off here: {type(error).__name__}"


def read_delimited(
    path: Path,
    schema: pa.Schema,
    needed: tuple[str, ...],
    named: Mapping[str, str],
    ignored: Collection[str] = (),
) -> Iterator[pa.Table]:
    """The rows of a file in the shape of `schema`; bad rows carry their problem.

    Raises:
        InputError: if the file or its header cannot be read at all.
    """
    with opened(path) as stream:
        lines = numbered_lines(stream, path.name)
        header, delimiter = _header(lines, path.name)
        columns = find_columns(header, asked(schema), needed, named, path.name, ignored)
        places = {column: header.index(name) for column, name in columns.items()}
        rows: list[dict[str, Any]] = []
        for number, text, broken in _told_apart(lines, delimiter):
            if text == "":
                continue
            fields, fault = _fields(text, delimiter, len(header), broken)
            row = {
                column: fields[place] or None
                for column, place in places.items()
                if place < len(fields)
            }
            person = row.get("person")
            problem = fault or (None if person else _NO_PERSON)
            if fault and person and len(fields) > len(header) and places["person"]:
                problem = f"{fault}; if it begins before the person, it is somebody else's"
            kept: dict[str, Any] = {"person": person} if problem else dict(row)
            rows.append(kept | {"row": number, "problem": problem})
            if len(rows) == _BLOCK:
                yield shaped(pa.Table.from_pylist(rows, schema=schema), schema)
                rows = []
        if rows:
            yield shaped(pa.Table.from_pylist(rows, schema=schema), schema)


def _told_apart(
    lines: Iterator[tuple[int, str | None, str]], delimiter: str
) -> Iterator[tuple[int, str | None, str]]:
    """The same lines; those that may stand inside of a quote say so, as nobody knows whose they are.

    A quote that opens a field and is not closed on its line is closed by the next odd one.
    """
    opened_by, held = 0, list[tuple[int, str | None, str]]()
    for line in lines:
        number, text, _ = line
        odd = (text or "").count('"') % 2
        if opened_by and odd:
            inside = f"may stand inside of a quote that line {opened_by} opens"
            yield from ((at, said, fault or inside) for at, said, fault in held)
            opened_by, held = 0, []
            yield line
        elif opened_by and len(held) < _MOST_INSIDE:
            held.append(line)
        else:
            yield from held
            opens = odd and _whole(text or "", delimiter)[1].startswith('"')
            opened_by, held = number if opens else 0, []
            yield line
    yield from held


def _header(lines: Iterator[tuple[int, str | None, str]], source: str) -> tuple[list[str], str]:
    _, text, problem = next(lines, (0, None, "is empty; the first line has to name the columns"))
    if text is None or problem:
        raise InputError(problem, source)
    delimiter = max("\t", ",", ";", key=text.count)
    fields, problem = _fields(text, delimiter, None, "")
    if problem or len(set(fields)) != len(fields):
        raise InputError(problem or "names one column twice", f"{source}, line 1")
    return list(fields), delimiter


def _fields(
    text: str | None, delimiter: str, width: int | None, problem: str
) -> tuple[Sequence[str], str]:
    """The fields of one line, and what is wrong with it; then those that are whole all the same."""
    if text is None or problem:
        return _whole(text or "", delimiter)[0], problem
    if '"' not in text:
        fields = text.split(delimiter)
    else:
        fields, rest = _whole(text, delimiter)
        if rest:
            return fields, _OPEN
    if width is not None and len(fields) != width:
        return fields, f"has {len(fields)} fields, the header has {width}"
    return fields, ""


def _whole(text: str, delimiter: str) -> tuple[list[str], str]:
    """The fields up to a stray quote, and the rest; one that is not all text is empty.

    They tell whose row it is, so that its person is not taken for read whole.
    """
    field = _field(delimiter)
    found: list[str] = []
    at, end = 0, ""
    while match := field.match(text, at):
        value = match[2] if match[1] is None else match[1].replace('""', '"')
        found.append("" if _UNTOLD.search(value) else value)
        at, end = match.end(), match[3]
        if not end:
            break
    return found, text[at:]


@cache
def _field(delimiter: str) -> re.Pattern[str]:
    """A field, quoted or without any quote, up to the delimiter or the end of the line."""
    return re.compile(rf'(?:"((?:[^"]|"")*)"|([^"{delimiter}]*))({delimiter}|\Z)')


def _text(line: bytes) -> tuple[str, str]:
    if b"\x00" in line:
        return line.decode(errors="replace"), "holds a NUL byte"
    try:
        return line.decode(), ""
    except UnicodeDecodeError:
        return line.decode(errors="replace"), _NOT_UTF8
