"""Files brought as transcripts: good ones, faulty ones and hostile ones."""

import io
import random
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.text import docx, importing
from osteopro.research.text.imported import Imported, Kind, NoteCode, Refusal, Refused
from osteopro.research.text.importing import read_file
from osteopro.research.text.normal import is_kept

TALK = "访谈者：您现在哪里最疼？\n受访者：腰最疼，夜里翻身的时候更疼。"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(body: str, name: str = "word/document.xml", before: str = "", **more: str) -> bytes:
    """A word processor's file with this body."""
    out = io.BytesIO()
    xml = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{W}" xmlns:mc="urn:mc"><w:body>{body}'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, f"{xml}</w:body></w:document>")
        for part, content in more.items():
            archive.writestr(part.replace("__", "/"), content)
    return out.getvalue()


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def notes(found: Imported) -> dict[NoteCode, int]:
    return {note.code: note.n for note in found.notes}


def refusal(data: bytes) -> Refusal:
    with pytest.raises(Refused) as caught:
        read_file(data)
    return caught.value.code


@pytest.mark.parametrize(
    ("encoding", "assumed"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-32", ""),
        ("gb18030", "gb18030"),
    ],
)
def test_text_in_every_encoding_people_send(encoding: str, assumed: str) -> None:
    found = read_file(TALK.replace("\n", "\r\n").encode(encoding))
    assert found.kind is Kind.TEXT
    assert found.text == TALK
    assert [turn.speaker for turn in found.turns] == ["访谈者", "受访者"]
    assert [n.detail for n in found.notes if n.code is NoteCode.ENCODING_ASSUMED] == (
        [assumed] if assumed else []
    )
    assert notes(found)[NoteCode.LINE_ENDS] == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Refusal.EMPTY),
        (b" \r\n\t", Refusal.EMPTY),
        (b"\x00\x01\x02", Refusal.NOT_TEXT),
        (TALK.encode("big5", "ignore"), Refusal.ENCODING),
        ("Où avez-vous mal ? À l'été".encode("latin-1"), Refusal.ENCODING),
        ("どこが痛いですか。腰が痛いです".encode("shift-jis"), Refusal.ENCODING),
        (TALK.encode() + b"\xff\xfe\xfa", Refusal.ENCODING),
        (b"\xff\xfe\x00", Refusal.ENCODING),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Refusal.OLD_WORD),
        (b"{\\rtf1 x}", Refusal.RTF),
        (b"%PDF-1.7", Refusal.PDF),
        (b"WEBVTT\n\nNOTE nothing\n", Refusal.NO_CUES),
    ],
)
def test_what_is_refused_says_why(data: bytes, code: Refusal) -> None:
    assert refusal(data) is code


def test_limits_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MOST_BYTES", 10)
    assert refusal(b"x" * 11) is Refusal.TOO_LARGE
    monkeypatch.setattr(importing, "MOST_BYTES", 1000)
    monkeypatch.setattr(importing, "MOST_CHARACTERS", 20)
    assert refusal(b"x" * 21) is Refusal.TOO_LONG


def test_a_word_document() -> None:
    body = (
        paragraph(run("访谈者："), run("疼", "<w:b/>"), run("吗？"))
        + paragraph(
            run("受访者：腰疼。"),
            "<w:r><w:br/></w:r>",
            run("夜里"),
            "<w:r><w:tab/></w:r>",
            run("疼"),
        )
        + paragraph("<w:hyperlink>" + run("P1@x") + "</w:hyperlink>")
    )
    found = read_file(word(body))
    assert found.kind is Kind.DOCX
    assert found.text == "访谈者：疼吗？\n受访者：腰疼。\n夜里\t疼\nP1@x"
    assert [turn.speaker for turn in found.turns] == ["访谈者", "受访者"]


def test_what_a_word_document_loses_is_said() -> None:
    body = paragraph(
        "<w:pPr><w:numPr/><w:tabs><w:tab/></w:tabs><w:rPr><w:vanish/><w:ins/></w:rPr></w:pPr>",
        run("疼"),
        "<w:ins>" + run("很") + "</w:ins>",
        "<w:del><w:r><w:delText>不</w:delText></w:r></w:del>",
        "<w:moveFrom>" + run("旧") + "</w:moveFrom>",
        run("藏", "<w:vanish/>"),
        run("见", '<w:vanish w:val="0"/>'),
        "<w:r><w:footnoteReference/><w:commentReference/><w:drawing/><w:sym/></w:r>",
        "<mc:AlternateContent><mc:Choice>" + run("甲") + "</mc:Choice>"
        "<mc:Fallback>" + run("甲") + "</mc:Fallback></mc:AlternateContent>",
    )
    found = read_file(word(body))
    assert found.text == "疼很见甲"
    assert notes(found) == {
        NoteCode.NUMBERS_LEFT_OUT: 1,
        NoteCode.INSERTED_TAKEN: 1,
        NoteCode.DELETED_LEFT_OUT: 2,
        NoteCode.HIDDEN_LEFT_OUT: 1,
        NoteCode.FOOTNOTES_LEFT_OUT: 1,
        NoteCode.COMMENTS_LEFT_OUT: 1,
        NoteCode.PICTURES_LEFT_OUT: 1,
        NoteCode.SYMBOLS_LEFT_OUT: 1,
        NoteCode.NO_SPEAKERS: 1,
    }


def test_a_table_of_speakers() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{paragraph(run(c))}</w:tc>" for c in cells) + "</w:tr>"

    found = read_file(word("<w:tbl>" + row("访谈者", "疼吗") + row("受访者", "疼") + "</w:tbl>"))
    assert found.text == "访谈者\t疼吗\n受访者\t疼"
    assert [turn.speaker for turn in found.turns] == ["访谈者", "受访者"]
    assert notes(found)[NoteCode.TABLE_ROWS] == 2


def test_the_main_part_may_have_another_name() -> None:
    relations = (
        '<Relationships><Relationship Type="http://x/officeDocument" Target="/word/doc2.xml"/>'
        "</Relationships>"
    )
    found = read_file(word(paragraph(run("疼")), "word/doc2.xml", **{"_rels/.rels": relations}))
    assert found.text == "疼"


@pytest.mark.parametrize(
    ("before", "body"),
    [
        ('<!DOCTYPE d [<!ENTITY a "疼疼疼"><!ENTITY b "&a;&a;&a;">]>', paragraph(run("&b;"))),
        ('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>', paragraph(run("&a;"))),
        ('<!DOCTYPE d SYSTEM "http://a.example/x.dtd">', paragraph(run("x"))),
    ],
)
def test_a_document_with_definitions_of_its_own(before: str, body: str) -> None:
    assert refusal(word(body, before=before)) is Refusal.UNSAFE


def test_a_bomb_is_put_down_before_it_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = word(" " * 3_000_000)
    assert len(bomb) < 10_000
    monkeypatch.setattr(docx, "MOST_UNPACKED", 1_000_000)
    assert refusal(bomb) is Refusal.UNPACKS_TOO_LARGE
    monkeypatch.setattr(docx, "MOST_CHARACTERS", 1_000)
    assert refusal(word(paragraph(run("x" * 5_000)))) is Refusal.TOO_LONG


def test_an_archive_of_a_thousand_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "MOST_PARTS", 20)
    many = word(paragraph(run("x")), **{f"p{n}": "" for n in range(20)})
    assert refusal(many) is Refusal.UNPACKS_TOO_LARGE


def test_archives_that_are_no_document() -> None:
    assert refusal(word("", name="xl/workbook.xml")) is Refusal.NOT_DOCX
    assert refusal(word(paragraph(run("x")))[:-30]) is Refusal.BROKEN
    assert refusal(word("<w:p>")) is Refusal.BROKEN
    assert refusal(b"PK\x03\x04") is Refusal.BROKEN
    assert refusal(word(paragraph(run("")))) is Refusal.EMPTY


def test_a_locked_part() -> None:
    data = bytearray(word(paragraph(run("x"))))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(data)) is Refusal.LOCKED


SRT = """1
00:00:01,000 --> 00:00:02,500
访谈者：您哪里疼？

2
00:00:03,000 --> 00:00:05,000
受访者：腰疼，

3
00:00:05,200 --> 00:00:07,000
夜里翻身
更疼。

4
00:00:09,000 --> 00:00:10,000
<i>访谈者：哦。</i>
"""


def test_srt_becomes_lines_of_speech_with_times() -> None:
    found = read_file(SRT.encode())
    assert found.kind is Kind.SRT
    assert found.text == "访谈者：您哪里疼？\n受访者：腰疼，夜里翻身更疼。\n访谈者：哦。"
    assert [(t.speaker, t.t0_ms, t.t1_ms) for t in found.turns] == [
        ("访谈者", 1_000, 2_500),
        ("受访者", 3_000, 7_000),
        ("访谈者", 9_000, 10_000),
    ]
    assert found.text[found.sync[2].pos :].startswith("夜里")
    assert notes(found) == {NoteCode.CUES_JOINED: 1, NoteCode.MARKS_LEFT_OUT: 2}


VTT = """WEBVTT - 门诊
Kind: captions

STYLE
::cue { color: red }

NOTE 不是话

intro
00:01.000 --> 00:02.000 align:start
<v 访谈者>您哪里疼？</v>

00:02.500 --> 00:04.000
<v.loud 王阿姨>腰疼 &amp; 腿疼<00:03.000>。</v>
<v 访谈者>哦。</v>

second part
00:05.000 --> 00:04.000
<v 王阿姨><b>嗯</b>。
"""


def test_vtt_with_voices() -> None:
    found = read_file(VTT.encode())
    assert found.kind is Kind.VTT
    assert found.text == "访谈者：您哪里疼？\n王阿姨：腰疼 & 腿疼。\n访谈者：哦。\n王阿姨：嗯。"
    assert [(t.speaker, t.t0_ms, t.t1_ms) for t in found.turns] == [
        ("访谈者", 1_000, 2_000),
        ("王阿姨", 2_500, 4_000),
        ("访谈者", 2_500, 4_000),
        ("王阿姨", 5_000, None),
    ]
    told = notes(found)
    assert told[NoteCode.ENDS_BEFORE_START] == 1
    assert told[NoteCode.STYLES_LEFT_OUT] == 2


@pytest.mark.parametrize(
    ("faulty", "text"),
    [
        # No numbers, no gaps, dots for commas, an arrow too short, hours left out.
        (
            "00:00:01.000 -> 00:00:02.000\n疼。\n00:00:03,000 --> 00:00:04,000\n不疼。",
            "疼。\n不疼。",
        ),
        ("1\n00:00:01,0 --> 00:00:02,0\n疼。\n2\n0:03,5 --> 0:04,5\n不。", "疼。\n不。"),
        # An empty line within a cue, an empty cue, words before the first.
        (
            "1\n00:00:01,000 --> 00:00:02,000\n疼\n\n很疼。\n\n2\n00:05,0 --> 00:06,0\n\n",
            "疼很疼。",
        ),
        ("录音一\n\n00:00:01,000 --> 00:00:02,000\n疼。", "疼。"),
        # A less-than sign that is no mark; one that never closes.
        ("1\n00:00:01,000 --> 00:00:02,000\n3 < 5，<3。", "3 < 5，<3。"),
        ("1\n00:00:01,000 --> 00:00:02,000\n5", "5"),
        (
            "1\n00:00:09,000 --> 00:00:10,000\n后。\n\n2\n00:00:01,000 --> 00:00:02,000\n先。",
            "后。\n先。",
        ),
    ],
)
def test_faulty_subtitles_are_read(faulty: str, text: str) -> None:
    assert read_file(faulty.encode()).text == text


def test_losses_of_subtitles_are_counted() -> None:
    found = read_file(
        "录音一\n\n1\n00:00:09,000 --> 00:00:10,000\n后。\n\n"
        "2\n00:00:01,000 --> 00:00:02,000\n先。\n\n3\n00:00:11,000 --> 00:00:12,000\n".encode()
    )
    assert notes(found) == {
        NoteCode.OUTSIDE_CUES: 1,
        NoteCode.TIMES_BACKWARDS: 1,
        NoteCode.EMPTY_CUES: 1,
        NoteCode.NO_SPEAKERS: 1,
    }


LINES = st.sampled_from(
    [
        "WEBVTT",
        "NOTE x",
        "1",
        "",
        "00:00:01,000 --> 00:00:02,000",
        "00:03.5 --> 00:02.1 x",
        "<v 王>疼</v>",
        "受访者：腰疼，",
        "e\u0301 <b>x",
        "\u0301&#x301;&#0;&#7;<",
        " 疼 ",
        "\t",
    ]
)


@given(st.lists(LINES).map("\n".join))
def test_whatever_comes_is_read_or_refused(raw: str) -> None:
    try:
        found = read_file(raw.encode())
    except Refused:
        return
    assert is_kept(found.text)
    covered = 0
    for turn in found.turns:
        assert covered <= turn.start <= turn.words <= turn.end <= len(found.text)
        covered = turn.end
    assert [p.t_ms for p in found.sync] == sorted(p.t_ms for p in found.sync)
    assert all(0 <= point.pos <= len(found.text) for point in found.sync)


@pytest.mark.parametrize(
    "whole",
    [
        lambda: word(paragraph(run("访谈者：疼")) * 30, **{"_rels/.rels": "<R/>"}),
        lambda: SRT.encode(),
    ],
)
def test_broken_bytes_are_read_or_refused(whole: Callable[[], bytes]) -> None:
    good = whole()
    chance = random.Random(7)
    for _ in range(600):
        data = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert is_kept(read_file(bytes(data)).text)
        except Refused:
            continue
