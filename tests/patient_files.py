"""Files of patients as a hospital would bring them."""

import csv
import io
from collections.abc import Mapping, Sequence

from osteopro.followup.importing.columns import COLUMNS

PERSON: Mapping[str, str] = {
    "name": "王秀英",
    "birth": "1955-03-02",
    "sex": "女",
    "phone": "13800006620",
    "channel": "自己上网",
    "joined_on": "2024-05-06",
    "consent_on": "2024-05-06",
    "consent_version": "V2.1",
    "consents": "参加随访、健康信息",
    "diagnosis": "骨密度",
    "symptoms": "疼痛、活动不便",
    "fractures": "无",
    "depression": "无",
    "cancer": "无",
    "understands": "能",
    "other_condition": "无",
    "medicine": "口服双膦酸盐",
    "manager": "li-main",
    "backup": "wang-main",
    "emergency_name": "李娜",
    "emergency_phone": "13900001111",
    "emergency_relation": "女儿",
}


def person(n: int = 0, **changes: str) -> dict[str, str]:
    """The cells of one row by column; `n` makes another person of it."""
    own = {"name": f"王秀英{n}", "phone": f"138{n:08}"} if n else {}
    return {**PERSON, **own, **changes}


def people(count: int) -> list[dict[str, str]]:
    return [person(n) for n in range(1, count + 1)]


def table(
    rows: Sequence[Mapping[str, str]],
    *,
    language: str = "zh-CN",
    delimiter: str = ",",
    columns: Sequence[str] = (),
) -> str:
    """The rows under the headings that are needed."""
    codes = columns or [each for each in COLUMNS if any(each in row for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([COLUMNS[each].title[language] for each in codes])
    writer.writerows([row.get(each, "") for each in codes] for row in rows)
    return out.getvalue()


def file(*rows: Mapping[str, str], encoding: str = "utf-8") -> bytes:
    return table(rows).encode(encoding)
