"""Tables of a report as CSV, and all of them in one zip. Pure."""

import io
import zipfile

from osteopro.research.manuscript.parts import Manuscript, Table
from osteopro.research.refi.tables import as_csv

# The same report is the same bytes whenever it is made.
EPOCH = (1980, 1, 1, 0, 0, 0)


def table_csv(table: Table) -> bytes:
    """A table with its headings, as a spreadsheet takes it."""
    return as_csv(table.head, (row.cells for row in table.rows))


def tables_zip(of: Manuscript) -> bytes:
    """Every table, each under its code."""
    return zipped({f"{table.code}.csv": table_csv(table) for table in of.files})


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip that says nothing of when and where it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(entry, data)
    return out.getvalue()
