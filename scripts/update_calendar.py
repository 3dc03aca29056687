"""Write the packaged working-day calendar from the chinese-calendar library.

Run once a year, in December, after the State Council has announced the next year's holidays
and the library has been updated: `.venv/bin/python scripts/update_calendar.py`.
"""

import json
from importlib.metadata import version
from pathlib import Path

from chinese_calendar.constants import holidays, workdays

TARGET = Path(__file__).parents[1] / "src/osteopro/sites/data/working_days_cn.json"
SATURDAY = 5


def calendar_document() -> dict[str, object]:
    """Only what differs from Monday-Friday: the rest follows from the weekday."""
    return {
        "country": "CN",
        "source": f"chinese-calendar {version('chinese-calendar')}",
        "known_years": sorted({day.year for day in holidays}),
        "holidays": sorted(d.isoformat() for d in holidays if d.weekday() < SATURDAY),
        "workdays": sorted(d.isoformat() for d in workdays if d.weekday() >= SATURDAY),
    }


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(calendar_document(), indent=1) + "\n", encoding="utf-8")
    print(f"wrote {TARGET.name}")
