"""The flow figure: every stop and every loss is in it, and nothing runs out of its box."""

from xml.etree import ElementTree

from osteopro.ui.charts import Stop, way_chart
from osteopro.ui.charts.layout import text_width
from osteopro.ui.charts.ways import BOX, PAD, SIDE, TEXT, wrapped

STOPS = (
    Stop(
        "Assessed for eligibility",
        30,
        ("Not eligible (n = 9)", "· 有其他慢性病且症状没有控制住，" * 3),
    ),
    Stop("符合条件的人数，名称也可能很长很长很长很长", 21),
    Stop("<b>", 14, ("A & B",)),
)
SVG = "{http://www.w3.org/2000/svg}"


def drawn() -> ElementTree.Element:
    return ElementTree.fromstring(way_chart(STOPS, sentence="s", about="a", uid="f"))


def test_everything_is_said_in_the_picture() -> None:
    words = "".join(each.text or "" for each in drawn().iter(f"{SVG}text"))
    for stop in STOPS:
        assert stop.name in words
        assert f"n = {stop.number}" in words
        for line in stop.lost:
            assert line.replace(" ", "") in words.replace(" ", "")


def test_no_line_is_wider_than_its_box() -> None:
    for stop in STOPS:
        for words, width in ((stop.name, BOX), *((line, SIDE) for line in stop.lost)):
            lines = wrapped(words, width - 2 * PAD)
            # One closing mark may hang over the edge.
            assert all(text_width(line, TEXT) <= width - PAD + TEXT for line in lines)
            assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_boxes_stand_below_each_other() -> None:
    boxes = [each for each in drawn().iter(f"{SVG}rect") if float(each.get("x", "")) < BOX]
    ends = [float(each.get("y", "")) + float(each.get("height", "")) for each in boxes]
    assert len(boxes) == len(STOPS)
    assert all(float(box.get("y", "")) > end for box, end in zip(boxes[1:], ends, strict=False))


def test_nothing_to_draw_is_an_empty_picture() -> None:
    assert "<rect" not in way_chart((), sentence="s", about="a", uid="f")
