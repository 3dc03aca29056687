"""Line charts drawn on the server: pure functions from dated values to SVG (ux section 4)."""

from osteopro.ui.charts.bars import Bar, bar_chart
from osteopro.ui.charts.draw import line_chart
from osteopro.ui.charts.layout import Variant
from osteopro.ui.charts.values import (
    LEAST_FOR_A_LINE,
    LEAST_OF_SELDOM,
    Event,
    Happening,
    Point,
    Scale,
    Series,
    Threshold,
)
from osteopro.ui.charts.ways import Stop, way_chart

__all__ = [
    "LEAST_FOR_A_LINE",
    "LEAST_OF_SELDOM",
    "Bar",
    "Event",
    "Happening",
    "Point",
    "Scale",
    "Series",
    "Stop",
    "Threshold",
    "Variant",
    "bar_chart",
    "line_chart",
    "way_chart",
]
