import orjson
import pytest

from osteopro.instruments.problems import Problem, http_status
from osteopro.instruments.strict_json import MAX_DEPTH, read_strict

START = b'{"resourceType":"QuestionnaireResponse"'


def kinds(problems: list[Problem]) -> list[tuple[int, str]]:
    return [(found.http, found.code) for found in problems]


@pytest.mark.parametrize(
    ("raw", "http", "code"),
    [
        (b"", 400, "structure"),
        (b"{", 400, "structure"),
        (b"[]", 400, "structure"),
        (START + b',"a":NaN}', 400, "structure"),
        (START + b',"a":1e400}', 400, "structure"),
        (START + b',"a":"\\ud800"}', 400, "structure"),
        (START + b',"a":"\xff"}', 400, "structure"),
        (b"\xef\xbb\xbf" + START + b"}", 400, "structure"),
        (START + b',"status":"completed","status":"stopped"}', 400, "structure"),
        (START + b',"item":[{"linkId":"a","linkId":"b"}]}', 400, "structure"),
        (b'{"resourceType":"Patient"}', 400, "structure"),
        (START + b',"item":[]}', 400, "structure"),
        (START + b',"item":[{}]}', 400, "structure"),
        (START + b',"status":null}', 400, "structure"),
        (START + b',"item":[null]}', 400, "structure"),
        (START + b',"item":[{"linkId":"a","answer":[{"valueInteger":3.0}]}]}', 400, "structure"),
        (START + b',"item":[{"linkId":"a","text":"a\\u0000b"}]}', 400, "value"),
        (START + b',"item":[{"linkId":"a","text":"a\\u001Fb"}]}', 400, "value"),
        (START + b',"authored":"2025-02-30T10:00:00Z"}', 400, "value"),
        (START + b',"item":[{"linkId":"a","answer":[{"valueDate":"2025-02-30"}]}]}', 400, "value"),
    ],
)
def test_read_strict_refuses_what_parsers_let_through(raw: bytes, http: int, code: str) -> None:
    _, problems = read_strict(raw)
    assert kinds(problems) == [(http, code)]


def test_read_strict_refuses_a_body_that_is_too_large() -> None:
    _, problems = read_strict(START + b"}", max_bytes=10)
    assert kinds(problems) == [(413, "too-long")]
    assert http_status(problems) == 413


@pytest.mark.parametrize("levels", [MAX_DEPTH, 500, 100_000])
def test_read_strict_refuses_deep_nesting_without_crashing(levels: int) -> None:
    raw = START + b',"a":' + b"[" * levels + b"1" + b"]" * levels + b"}"
    _, problems = read_strict(raw)
    assert kinds(problems) == [(400, "structure")]


def test_read_strict_accepts_nesting_up_to_the_limit() -> None:
    levels = MAX_DEPTH - 1
    raw = START + b',"a":' + b"[" * levels + b"1" + b"]" * levels + b"}"
    assert read_strict(raw)[1] == []


def test_read_strict_refuses_too_many_items() -> None:
    items = [{"linkId": str(n)} for n in range(2001)]
    raw = orjson.dumps({"resourceType": "QuestionnaireResponse", "item": items})
    assert kinds(read_strict(raw)[1]) == [(400, "too-long")]


def test_read_strict_lists_every_problem_with_its_place() -> None:
    raw = START + b',"status":null,"authored":"2026-13-01","item":[]}'
    _, problems = read_strict(raw)
    assert [found.path for found in problems] == [
        "QuestionnaireResponse.status",
        "QuestionnaireResponse.authored",
        "QuestionnaireResponse.item",
    ]


def test_read_strict_leaves_dates_and_backslashes_in_free_text_alone() -> None:
    text = "2025-02-30 \\u0000 写的\n第二行"
    item = {"linkId": "a", "answer": [{"valueString": text}]}
    raw = orjson.dumps({"resourceType": "QuestionnaireResponse", "item": [item]})
    document, problems = read_strict(raw)
    assert problems == []
    assert document["item"] == [item]


def test_read_strict_never_reports_more_than_fifty_problems() -> None:
    raw = START + b',"item":[' + b",".join([b"null"] * 200) + b"]}"
    assert len(read_strict(raw)[1]) == 50
