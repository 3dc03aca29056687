"""The form in which transcripts are kept, and places in them."""

import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.text.normal import (
    Span,
    Tidied,
    is_kept,
    kept,
    quote,
    sha256,
)
from osteopro.research.text.utf16 import SplitCharacter, Utf16

ANY = st.text(st.characters(), max_size=60)
AWKWARD = st.text(
    st.sampled_from(
        "疼a \t\r\n\x00\x0b\x85\u2028\ufeff\u200b\u202ee\u0301\u1100\u1161\ud800😖\u3000"
    )
)


@given(ANY | AWKWARD)
def test_the_form_is_reached_at_once(raw: str) -> None:
    text = kept(raw).text
    assert kept(text).text == text
    assert kept(text).changed == {}
    assert is_kept(text)


@given(ANY | AWKWARD)
def test_the_form_is_what_every_reader_counts_alike(raw: str) -> None:
    text = kept(raw).text
    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & set("\r\ufeff\x00\u2028\x85")
    assert all(line == line.rstrip() for line in text.split("\n"))
    body = text.replace("&", "&amp;").replace("<", "&lt;")
    assert (ET.fromstring(f"<t>{body}</t>".encode()).text or "") == text  # XML keeps each character
    assert text.encode("utf-8").decode("utf-8") == text


@pytest.mark.parametrize(
    ("raw", "text", "changed"),
    [
        ("疼\r\n不疼\r走", "疼\n不疼\n走", {Tidied.LINE_ENDS: 2}),
        ("\ufeff疼", "疼", {Tidied.UNSEEN: 1}),
        ("疼\x07\x00", "疼", {Tidied.CONTROLS: 2}),
        ("cafe\u0301", "caf\u00e9", {Tidied.COMPOSED: 1}),
        ("疼　 \n\n", "疼", {Tidied.BLANKS: 1}),
        ("\u202e疼", "疼", {Tidied.UNSEEN: 1}),
        ("👩\u200d⚕️", "👩\u200d⚕️", {}),
        ("　　疼", "　　疼", {}),
    ],
)
def test_what_was_changed_is_said(raw: str, text: str, changed: dict[Tidied, int]) -> None:
    assert kept(raw).text == text
    assert kept(raw).changed == changed


@given(st.text(st.sampled_from("疼a😖𠮷\n")), st.data())
def test_places_of_a_browser_and_back(text: str, data: st.DataObject) -> None:
    places = Utf16(text)
    point = data.draw(st.integers(0, len(text)))
    unit = places.unit(point)
    assert unit == len(text[:point].encode("utf-16-le")) // 2
    assert places.point(unit) == point


@given(st.text(st.sampled_from("疼😖"), min_size=1))
def test_every_place_of_a_browser_is_one_of_ours_or_refused(text: str) -> None:
    places = Utf16(text)
    units = text.encode("utf-16-le")
    for unit in range(len(units) // 2 + 1):
        try:
            before = units[: unit * 2].decode("utf-16-le")
        except UnicodeDecodeError:
            with pytest.raises(SplitCharacter):
                places.point(unit)
        else:
            assert places.point(unit) == len(before)


@pytest.mark.parametrize("outside", [-1, 5])
def test_places_outside_are_refused(outside: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        Utf16("疼😖吗").point(outside)
    with pytest.raises(ValueError, match="outside"):
        Utf16("疼😖吗").unit(outside)


def test_a_piece_is_never_empty_or_backwards() -> None:
    for start, end in ((3, 3), (4, 3), (-1, 2)):
        with pytest.raises(ValueError, match="no piece"):
            Span(start, end)


def test_a_quote_lies_in_its_text() -> None:
    assert quote("背很疼", Span(1, 3)) == "很疼"
    with pytest.raises(ValueError, match="ends at 3"):
        quote("背很疼", Span(1, 4))


def test_pieces_that_touch_do_not_overlap() -> None:
    assert not Span(0, 2).overlaps(Span(2, 3))
    assert Span(0, 3).overlaps(Span(2, 3))
    assert Span(0, 2).moved(3) == Span(3, 5)
    assert len(Span(2, 5)) == 3


def test_the_fingerprint_is_the_one_everybody_computes() -> None:
    # The first vector of FIPS 180-2, and UTF-8 for anything longer than a letter.
    assert sha256("abc") == ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    assert sha256("疼") == "b1e179f5622eeea5e845ff19f5aba2b1717bce7dfaf4052f7bc9f02bd22aa73d"
