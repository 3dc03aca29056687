"""A project as a database of Taguette (1.4 and later): documents, tags and highlights. Pure.

Taguette counts bytes of UTF-8 in the text of its HTML, and keeps the marked words beside each
highlight. It has no coder, no memo and no case. It takes a file with another column, a longer name
or other HTML than its own for broken, so each is written as it writes them itself.
"""

import html
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime

from osteopro.research.refi import limits
from osteopro.research.refi.losses import Losses
from osteopro.research.refi.model import PlainTextSelection, Project, TextSource
from osteopro.research.refi.names import Names
from osteopro.research.refi.tables import code_paths
from osteopro.research.refi.terms import Why

LONGEST_NAME, LONGEST_DESCRIPTION = 50, 100_000
# Of its tables since 1.4; a later Taguette brings them up to date itself.
_REVISION = "db5e31a0233d"
_APPLICATION = 0x54677474
_USER = "admin"  # who it is that works alone
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_TABLES = """
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE TABLE users (login VARCHAR(30) NOT NULL, created DATETIME NOT NULL,
  hashed_password VARCHAR(192), disabled BOOLEAN NOT NULL, password_set_date DATETIME,
  language VARCHAR(10), email VARCHAR(256), email_sent DATETIME,
  CONSTRAINT pk_users PRIMARY KEY (login));
CREATE UNIQUE INDEX ix_users_email ON users (email);
CREATE TABLE projects (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL,
  description TEXT NOT NULL, created DATETIME NOT NULL);
CREATE TABLE project_members (project_id INTEGER NOT NULL, user_login VARCHAR(30) NOT NULL,
  privileges VARCHAR(11) NOT NULL,
  CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_login),
  CONSTRAINT fk_project_members_project_id_projects FOREIGN KEY(project_id)
    REFERENCES projects (id) ON DELETE CASCADE,
  CONSTRAINT fk_project_members_user_login_users FOREIGN KEY(user_login)
    REFERENCES users (login) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE INDEX ix_project_members_project_id ON project_members (project_id);
CREATE INDEX ix_project_members_user_login ON project_members (user_login);
CREATE TABLE documents (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR(200) NOT NULL,
  description TEXT NOT NULL, filename VARCHAR(200) NOT NULL, created DATETIME NOT NULL,
  project_id INTEGER NOT NULL, text_direction VARCHAR(13) NOT NULL, contents TEXT NOT NULL,
  CONSTRAINT fk_documents_project_id_projects FOREIGN KEY(project_id)
    REFERENCES projects (id) ON DELETE CASCADE);
CREATE INDEX ix_documents_project_id ON documents (project_id);
CREATE TABLE commands (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, date DATETIME NOT NULL,
  user_login VARCHAR(30) NOT NULL, project_id INTEGER NOT NULL, document_id INTEGER,
  payload TEXT NOT NULL,
  CONSTRAINT fk_commands_user_login_users FOREIGN KEY(user_login)
    REFERENCES users (login) ON UPDATE CASCADE,
  CONSTRAINT fk_commands_project_id_projects FOREIGN KEY(project_id)
    REFERENCES projects (id) ON DELETE CASCADE);
CREATE INDEX ix_commands_date ON commands (date);
CREATE INDEX ix_commands_document_id ON commands (document_id);
CREATE INDEX ix_commands_project_id ON commands (project_id);
CREATE INDEX ix_commands_user_login ON commands (user_login);
CREATE INDEX idx_project_document ON commands (project_id, document_id);
CREATE INDEX idx_project_id ON commands (project_id, id);
CREATE TABLE tags (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, project_id INTEGER NOT NULL,
  path VARCHAR(200) NOT NULL, description TEXT NOT NULL,
  CONSTRAINT uq_tags_project_id UNIQUE (project_id, path),
  CONSTRAINT fk_tags_project_id_projects FOREIGN KEY(project_id)
    REFERENCES projects (id) ON DELETE CASCADE);
CREATE INDEX ix_tags_path ON tags (path);
CREATE INDEX ix_tags_project_id ON tags (project_id);
CREATE TABLE highlights (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL, start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL,
  snippet TEXT NOT NULL,
  CONSTRAINT fk_highlights_document_id_documents FOREIGN KEY(document_id)
    REFERENCES documents (id) ON DELETE CASCADE);
CREATE INDEX ix_highlights_document_id ON highlights (document_id);
CREATE TABLE highlight_tags (highlight_id INTEGER NOT NULL, tag_id INTEGER NOT NULL,
  CONSTRAINT pk_highlight_tags PRIMARY KEY (highlight_id, tag_id),
  CONSTRAINT fk_highlight_tags_highlight_id_highlights FOREIGN KEY(highlight_id)
    REFERENCES highlights (id) ON DELETE CASCADE,
  CONSTRAINT fk_highlight_tags_tag_id_tags FOREIGN KEY(tag_id)
    REFERENCES tags (id) ON DELETE CASCADE);
CREATE INDEX ix_highlight_tags_highlight_id ON highlight_tags (highlight_id);
CREATE INDEX ix_highlight_tags_tag_id ON highlight_tags (tag_id);
"""


def taguette_database(project: Project, losses: Losses) -> bytes:
    """The database as a file; the same project gives the same bytes. `losses` counts names that
    had to be made shorter."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(_TABLES)
        database.execute(f"PRAGMA application_id = {_APPLICATION}")
        _write(database, project, losses)
        database.commit()
        return database.serialize()


def _write(database: sqlite3.Connection, project: Project, losses: Losses) -> None:
    at = f"{(project.creation_date_time or _NO_TIME).astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    name = project.name[:LONGEST_NAME] or "-"
    put = database.execute
    put("INSERT INTO alembic_version VALUES (?)", (_REVISION,))
    put("INSERT INTO users (login, created, disabled) VALUES (?, ?, 0)", (_USER, at))
    about = (project.description or "")[:LONGEST_DESCRIPTION]
    put("INSERT INTO projects VALUES (1, ?, ?, ?)", (name, about, at))
    put("INSERT INTO project_members VALUES (1, ?, 'ADMIN')", (_USER,))
    told = json.dumps({"type": "project_import"})
    put("INSERT INTO commands VALUES (1, ?, ?, 1, NULL, ?)", (at, _USER, told))
    tags, paths = {}, Names(limits.LONGEST_CODE_NAME)
    for number, (path, code) in enumerate(code_paths(project.codes), start=1):
        tags[code.guid] = number
        free = paths.free(path, "code")
        losses.changed("Code name", Why.NAME, int(free != path))
        said = (code.description or "")[:LONGEST_DESCRIPTION]
        put("INSERT INTO tags VALUES (?, 1, ?, ?)", (number, free, said))
    sources = [each for each in project.sources if isinstance(each, TextSource)]
    names, highlight = Names(LONGEST_NAME), 0
    for number, source in enumerate(sources, start=1):
        name = names.free(source.name or "", "text")
        losses.changed("TextSource name", Why.NAME, int(name != source.name))
        row = (number, name, f"{source.guid}.html", at, as_html(source.text))
        put("INSERT INTO documents VALUES (?, ?, '', ?, ?, 1, 'LEFT_TO_RIGHT', ?)", row)
        for start, end, each in _in_bytes(source.text, source.selections):
            highlight += 1
            words = as_html(source.text[each.start_position : each.end_position])
            put("INSERT INTO highlights VALUES (?, ?, ?, ?, ?)",
                (highlight, number, start, end, words))  # fmt: skip
            held = dict.fromkeys(tags[coding.code] for coding in each.codings)
            database.executemany(
                "INSERT INTO highlight_tags VALUES (?, ?)", [(highlight, tag) for tag in held]
            )


def as_html(text: str) -> str:
    """A paragraph for each line; the line feeds between them count as characters.

    >>> as_html("疼 < 5\\n不疼")
    '<p>疼 &lt; 5</p>\\n<p>不疼</p>'
    """
    lines = html.escape(text, quote=False).split("\n")
    return "\n".join(f"<p>{line}</p>" for line in lines)


def _in_bytes(
    text: str, selections: Iterable[PlainTextSelection]
) -> Iterator[tuple[int, int, PlainTextSelection]]:
    """Selections in order with their places in bytes; the text is gone through once."""
    ordered = sorted(selections, key=lambda each: (each.start_position, each.end_position))
    points = sorted({p for each in ordered for p in (each.start_position, each.end_position)})
    places, last, length = {}, 0, 0
    for point in points:
        length += len(text[last:point].encode())
        places[point], last = length, point
    for each in ordered:
        yield places[each.start_position], places[each.end_position], each
