"""A Taguette of our own on the loopback, asked over HTTP as a browser would."""

import csv
import html
import http.cookiejar
import io
import json
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from parts import File, multipart

from bench.serving import running

STARTS_WITHIN = 60
# Its server takes no form of more than a thousand fields, and a tag has three.
MOST_ROWS = 200


class Taguette:
    """Somebody with a project of their own; `token` lets them in."""

    def __init__(self, port: int, token: str) -> None:
        self._base = f"http://127.0.0.1:{port}"
        self._jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar)).open
        self._get(f"/?token={token}")
        self._get("/project/new")
        self._post(
            "/project/new", urllib.parse.urlencode({"name": "p", "description": ""}).encode()
        )

    @classmethod
    @contextmanager
    def served(cls, program: Path, folder: Path, port: int) -> Iterator["Taguette"]:
        """`program` is the installed command; the server stops when the block ends."""
        log = folder / "taguette.log"
        command = [program, "--no-browser", "--bind", "127.0.0.1", "--port", str(port)]
        with running([*command, "--database", folder / "taguette.sqlite3"], log):
            began = time.monotonic()
            while not (found := re.search(r"token=([0-9a-f]+)", log.read_text())):
                if time.monotonic() - began > STARTS_WITHIN:
                    raise TimeoutError(log.read_text()[-500:])
                time.sleep(0.3)
            yield cls(port, found[1])

    def add_document(self, name: str, text: str) -> int:
        page = (
            f"<html><head><meta charset=utf-8></head><body><p>{html.escape(text)}</p></body></html>"
        )
        fields = {"name": name[:90] or "a", "description": "", "text_direction": "LEFT_TO_RIGHT"}
        made = self._form(
            "/api/project/1/document/new", fields, File("a.html", "text/html", page.encode())
        )
        return int(json.loads(made)["created"])

    def import_codebook(self, table: bytes) -> dict[str, int]:
        """Import as a person does, in parts that its form can hold; the tags with their ids."""
        columns, *rows = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))
        for place in range(0, len(rows), MOST_ROWS):
            out = io.StringIO()
            csv.writer(out).writerows([columns, *rows[place : place + MOST_ROWS]])
            self._import(out.getvalue().encode("utf-8-sig"))
        page = self._get("/project/1").decode()
        script = re.search(r"var tags = (\{.*?\});", page, re.DOTALL)[1]
        tags = json.loads(re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", script))
        return {tag["path"]: tag["id"] for tag in tags.values()}

    def _import(self, table: bytes) -> None:
        """Send a table and confirm what the page proposes."""
        page = self._form(
            "/project/1/import_codebook", {}, File("c.csv", "text/csv", table)
        ).decode()
        fields = {}
        for found in re.finditer(r"<(?:input|textarea)\b[^>]*>", page):
            name, value = (re.search(rf'{a}="([^"]*)"', found[0]) for a in ("name", "value"))
            if name and name[1].startswith("tag"):
                fields[name[1]] = html.unescape(value[1]) if value else ""
        for number in {re.match(r"tag(\d+)-", name)[1] for name in fields}:
            fields[f"tag{number}-import"] = "1"
        self._post("/project/1/import_codebook", urllib.parse.urlencode(fields).encode())

    def open_document(self, document: int) -> bytes:
        """What its page fetches when a document is chosen."""
        path = f"/api/project/1/document/{document}"
        return self._get(path) + self._get(f"{path}/contents")

    @property
    def tag(self) -> int:
        """The tag that a new project has."""
        return 1

    def highlight(self, document: int, start: int, end: int, tags: list[int]) -> None:
        body = json.dumps({"start_offset": start, "end_offset": end, "tags": tags}).encode()
        path = f"/api/project/1/document/{document}/highlight/new"
        self._post(path, body, "application/json")

    def highlights(self, project: int = 1) -> bytes:
        return self._get(f"/project/{project}/export/highlights/.csv")

    def import_project(self, database: bytes) -> int:
        """Bring a whole project in, as "Import a project file" does; its number here."""
        file = File("p.sqlite3", "application/vnd.sqlite3", database)
        (found,) = json.loads(self._form("/api/import", {}, file))["projects"]
        made = self._form("/api/import", {"project_id": found["id"]}, file)
        return int(json.loads(made)["project_id"])

    def tags(self, project: int) -> bytes:
        return self._get(f"/project/{project}/export/codebook.csv")

    def _get(self, path: str) -> bytes:
        return self._open(self._base + path, timeout=60).read()

    def _post(
        self, path: str, body: bytes, kind: str = "application/x-www-form-urlencoded"
    ) -> bytes:
        token = next(cookie.value for cookie in self._jar if cookie.name == "_xsrf")
        headers = {"Content-Type": kind, "X-XSRFToken": (token or "").strip('"')}
        request = urllib.request.Request(self._base + path, body, headers)
        return self._open(request, timeout=60).read()

    def _form(self, path: str, fields: dict[str, Any], file: File) -> bytes:
        return self._post(path, *multipart(fields, file))
