"""Tables as files for spreadsheets: CSV by RFC 4180."""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from typing import Any

from fastapi import Response
from pydantic import BaseModel

from app.http.headers import header

# What a spreadsheet treats as the start of a formula; learners and authors choose names.
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


class CsvResponse(Response):
    """A table as in RFC 4180, with a header line."""

    media_type = "text/csv"


def csv_answer(example: str) -> dict[int | str, dict[str, Any]]:
    """Describe such an answer in the OpenAPI document."""
    return {
        200: {
            "content": {"text/csv": {"schema": {"type": "string"}, "example": example}},
            "headers": {"Content-Disposition": header("The name of the file.")},
        }
    }


def as_file(name: str) -> dict[str, str]:
    """The headers that have a browser store the answer under this name."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def csv_head(kind: type[BaseModel]) -> str:
    """The header line: the names of the fields."""
    return _lines([_names(kind)])


def csv_rows(kind: type[BaseModel], rows: Iterable[BaseModel]) -> str:
    """The rows' lines."""
    names = _names(kind)
    cells = (row.model_dump(mode="json") for row in rows)
    return _lines([_harmless(row[name]) for name in names] for row in cells)


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """The lines of a table whose columns no model names, its header among them."""
    return _lines([_harmless(cell) for cell in row] for row in rows)


def _names(kind: type[BaseModel]) -> list[str]:
    return [*kind.model_fields, *kind.model_computed_fields]


def _lines(rows: Iterable[Iterable[object]]) -> str:
    text = StringIO()
    # Quoted texts: where the comma is a decimal point, spreadsheets split at semicolons too.
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
    return text.getvalue()


def _harmless(cell: object) -> object:
    """Return the cell, escaped if a spreadsheet would run it (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
