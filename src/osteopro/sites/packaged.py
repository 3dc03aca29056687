"""The working-day calendar that comes with the product."""

import json
from functools import cache
from pathlib import Path

from osteopro.sites.working_calendar import WorkingCalendar, parse_calendar

CHINA = Path(__file__).parent / "data" / "working_days_cn.json"


@cache
def china() -> WorkingCalendar:
    """Mainland China's public holidays and worked weekends for the years announced so far.

    Written by `scripts/update_calendar.py`; a site's own exceptions come on top.
    """
    return parse_calendar(json.loads(CHINA.read_text(encoding="utf-8")))
