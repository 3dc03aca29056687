"""Photos made harmless: what goes in, what comes out, and what is refused."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from osteopro.media import images
from osteopro.media.images import LONGEST_SIDE, MOST_BYTES, NotAPhoto, WhyNot, clean

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def picture(width: int = 640, height: int = 480, kind: str = "JPEG", **saved: object) -> bytes:
    """A picture whose upper left corner is red, the rest blue."""
    drawn = Image.new("RGB", (width, height), "blue")
    drawn.paste("red", (0, 0, width // 2, height // 2))
    out = BytesIO()
    drawn.save(out, kind, **saved)
    return out.getvalue()


def from_a_phone(orientation: int = 1) -> bytes:
    """A JPEG that says where and with what it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "A phone"
    exif.get_ifd(GPS)[1], exif.get_ifd(GPS)[2] = "N", (30.0, 39.0, 27.0)
    return picture(exif=exif.tobytes(), comment=b"Wang Xiuying")


def refused(data: bytes) -> WhyNot:
    with pytest.raises(NotAPhoto) as found:
        clean(data)
    return found.value.why


def opened(data: bytes) -> Image.Image:
    found = Image.open(BytesIO(data))
    found.load()
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_kinds_of_phones_become_a_plain_jpeg(kind: str) -> None:
    photo = clean(picture(kind=kind))

    found = opened(photo.data)
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (640, 480))
    assert (photo.width, photo.height) == (640, 480)


def test_place_camera_and_comment_are_gone() -> None:
    before = from_a_phone()
    assert opened(before).getexif().get_ifd(GPS)[2] == (30.0, 39.0, 27.0)

    found = opened(clean(before).data)
    assert dict(found.getexif()) == {}
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(found.info)
    assert b"Wang" not in clean(before).data


@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [(1, (640, 480), (10, 10)), (3, (640, 480), (630, 470)), (6, (480, 640), (470, 10))],
)
def test_a_photo_stands_upright(
    orientation: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    found = opened(clean(from_a_phone(orientation)).data)

    assert found.size == size
    assert found.getpixel(red)[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (600, 4000), (1601, 20)])
def test_the_long_side_is_bounded_and_the_shape_stays(width: int, height: int) -> None:
    photo = clean(picture(width, height))

    assert max(photo.width, photo.height) == LONGEST_SIDE
    assert photo.width / photo.height == pytest.approx(width / height, rel=0.1)


def test_a_small_photo_is_not_made_larger() -> None:
    assert clean(picture(40, 30)).width == 40


def test_what_was_transparent_is_white() -> None:
    layer = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    out = BytesIO()
    layer.save(out, "PNG")

    assert opened(clean(out.getvalue()).data).getpixel((5, 5)) == (255, 255, 255)


def test_a_page_or_an_archive_behind_the_picture_does_not_survive() -> None:
    behind = b"<script>alert(1)</script>PK\x03\x04hidden"
    photo = clean(picture() + behind)

    assert b"<script>" not in photo.data
    assert b"PK\x03\x04" not in photo.data


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + bytes(40),
        b"BM" + bytes(60),
        b"%PDF-1.7",
        b"PK\x03\x04" + bytes(60),
        b"MZ" + bytes(60),
    ],
    ids=["svg", "html", "gif", "bmp", "pdf", "zip", "exe"],
)
def test_what_is_no_photo_is_refused_whatever_its_name_says(data: bytes) -> None:
    assert refused(data) is WhyNot.OTHER_FILE


def test_a_picture_that_we_cannot_open_is_named() -> None:
    assert refused(b"\x00\x00\x00\x18ftypheic" + bytes(60)) is WhyNot.APPLE


def test_an_empty_file_and_one_too_long_are_refused_before_they_are_opened() -> None:
    assert refused(b"") is WhyNot.NOTHING
    assert refused(b"\xff\xd8\xff" + bytes(MOST_BYTES)) is WhyNot.TOO_LONG


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_photo_is_refused(kind: str) -> None:
    data = picture(1200, 900, kind)

    assert refused(data[: len(data) // 2]) is WhyNot.BROKEN


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_pictures_are_refused(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    out = BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)

    assert refused(out.getvalue()) is WhyNot.MOVING


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that unpacks to width × height pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * 100), 9)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("side", [10_000, 30_000, 2_000_000])
def test_a_picture_that_would_fill_the_memory_is_refused(
    side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "_plain", lambda _picture: pytest.fail("it was unpacked"))

    assert refused(bomb(side, side)) is WhyNot.TOO_LARGE


@given(st.data())
def test_a_spoilt_photo_is_refused_or_drawn_anew(
    data: st.DataObject,
) -> None:
    whole = bytearray(SPOILT[data.draw(st.sampled_from(sorted(SPOILT)))])
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(12, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        photo = clean(bytes(whole))
    except NotAPhoto:
        return
    assert opened(photo.data).format == "JPEG"


SPOILT = {kind: picture(64, 48, kind) for kind in ("JPEG", "PNG", "WEBP")}
