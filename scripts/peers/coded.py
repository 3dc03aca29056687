"""A project of as many codings as are asked for, as other programs know it."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from osteopro.research.refi.model import Code, Coding, PlainTextSelection, Project, TextSource, User

SPACE = UUID("f2c1c0a6-53f2-4a8b-9a0c-0c5b3b1f1d77")
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
LINE = "那次以后我就愿意记，我女儿说你咋个这么认真，我说我也算这个团队里头的人嘛。\n"
WORDS, TEXTS, CODES = 12, 14, 30


def project(codings: int, number: int) -> Project:
    """The `number`-th of its kind: 14 texts, 30 codes, one coder."""

    def guid(name: str) -> UUID:
        return uuid5(SPACE, f"{number}:{name}")

    coder = User(guid("coder"), "coder", "c")
    codes = tuple(Code(guid(f"code {n}"), f"意义 {n}", is_codable=True) for n in range(CODES))
    each = -(-codings // TEXTS)
    sources = []
    for text in range(TEXTS):
        here = min(each, codings - text * each)
        marked = tuple(
            PlainTextSelection(
                guid=guid(f"{text}:{n}"),
                name=f"P{text + 1}-S{n + 1}",
                start_position=n * len(LINE),
                end_position=n * len(LINE) + WORDS,
                creating_user=coder.guid,
                creation_date_time=AT,
                codings=(
                    Coding(
                        guid(f"{text}:{n}:c"),
                        codes[n % CODES].guid,
                        creating_user=coder.guid,
                        creation_date_time=AT,
                    ),
                ),
            )
            for n in range(here)
        )
        sources.append(
            TextSource(
                guid=guid(f"text {text}"),
                name=f"P{text + 1}",
                text=LINE * each,
                selections=marked,
                creating_user=coder.guid,
                creation_date_time=AT,
            )
        )
    return Project(name=f"{number}", users=(coder,), codes=codes, sources=tuple(sources))
