"""Photos made harmless: whatever comes in, a plain JPEG of a bounded size goes out.

Re-encoding leaves nothing of the file that came: no place, no camera, no name of an owner, no
other file hidden behind the picture. One picture is opened at a time, so that several large
ones together cannot use up the memory. Used by whoever takes a picture.
"""

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps

MOST_BYTES = 12 * 1024 * 1024
# What the cameras of phones give; a picture of more is a mistake, or made to fill the memory.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 80
MEDIA_TYPE = "image/jpeg"
_WHITE = (255, 255, 255)
_ONE_AT_A_TIME = Lock()
# Pillow's own bound warns and goes on; ours is looked at below, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


class WhyNot(StrEnum):
    """Why a picture was refused."""

    NOTHING = "nothing"
    OTHER_FILE = "other-file"  # no picture we know, whatever its name says
    APPLE = "apple"  # HEIC, which we cannot open
    MOVING = "moving"
    TOO_LONG = "too-long"  # bytes
    TOO_LARGE = "too-large"  # pixels
    BROKEN = "broken"


class NotAPhoto(ValueError):
    """Refused; `why` says what is wrong with it."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture ready to be kept: JPEG, turned upright, without anything beside the picture."""

    data: bytes
    width: int
    height: int


def clean(data: bytes) -> Photo:
    """The picture in a file of at most MOST_BYTES, longest side at most LONGEST_SIDE pixels.

    What a file is, its first bytes decide. Raises NotAPhoto.
    """
    if not data:
        raise NotAPhoto(WhyNot.NOTHING)
    if len(data) > MOST_BYTES:
        raise NotAPhoto(WhyNot.TOO_LONG)
    kind = kind_of(data)
    if kind is None:
        raise NotAPhoto(WhyNot.APPLE if _is_apples(data) else WhyNot.OTHER_FILE)
    with _ONE_AT_A_TIME:
        return _redrawn(data, kind)


def kind_of(data: bytes) -> str | None:
    """JPEG, PNG or WEBP by the first bytes of a file; None for anything else."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return None


def _is_apples(data: bytes) -> bool:
    brands = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
    return data[4:8] == b"ftyp" and data[8:12] in brands


def _redrawn(data: bytes, kind: str) -> Photo:
    try:
        with Image.open(BytesIO(data), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPhoto(WhyNot.TOO_LARGE)
            # A camera may hide a second view in a JPEG; the first is the picture.
            if kind != "JPEG" and getattr(picture, "n_frames", 1) > 1:
                raise NotAPhoto(WhyNot.MOVING)
            # A JPEG is decoded no larger than it is needed.
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _encoded(_plain(picture))
    except NotAPhoto:
        raise
    except Exception as problem:  # decoders meet a broken file with errors of every kind
        raise NotAPhoto(WhyNot.BROKEN) from problem


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, small enough, on white where it was transparent, in three colours."""
    # Made small before it is turned: turning makes a copy.
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(picture)
    if "A" not in upright.getbands() and "transparency" not in upright.info:
        return upright.convert("RGB")
    layer = upright.convert("RGBA")
    paper = Image.new("RGB", layer.size, _WHITE)
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


def _encoded(picture: Image.Image) -> Photo:
    # A copy of the pixels alone: an encoder writes along what it finds in `info`.
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photo(out.getvalue(), bare.width, bare.height)
