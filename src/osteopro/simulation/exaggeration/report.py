"""The result as a table for the terminal, as Markdown and as JSON."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from osteopro.appointments.ruleset import priority_rules
from osteopro.simulation.exaggeration.measures import AT_THE_END, LONGEST, Figure, Interval
from osteopro.simulation.exaggeration.policies import POLICIES
from osteopro.simulation.exaggeration.questions import MAIN, PERCENT, SWEEPS, Sweep
from osteopro.simulation.exaggeration.trials import Summary
from osteopro.simulation.exaggeration.world import World

Rows = list[list[str]]
Results = Mapping[tuple[str, str], Summary]

# What each figure is called, and whether it is a share.
TITLES: Mapping[Figure, tuple[str, bool]] = {
    Figure.URGENT: ("Days to a visit, urgent need", False),
    Figure.ATTENTION: ("Days to a visit, attention", False),
    Figure.ROUTINE: ("Days to a visit, routine", False),
    Figure.HONEST: ("Days, attention, honest people", False),
    Figure.LATE: ("Urgent needs not seen in time", True),
    Figure.LONG: (f"Needs that wait over {LONGEST} days", True),
    Figure.GAIN: ("Days gained by exaggerating", False),
    Figure.GAIN_ROUTINE: ("… with a routine need", False),
    Figure.GAIN_ATTENTION: ("… with a need of attention", False),
    Figure.LEARNED: ("Learners who exaggerate at the end", True),
    Figure.EXAGGERATE: ("Everybody who does at the end", True),
    Figure.TALKS: ("Talks per slot", False),
}


@dataclass(frozen=True)
class Report:
    """One experiment with all it was made from; `sweep_seeds` is empty without sensitivity."""

    world: World
    seeds: Sequence[int]
    flips: int
    sweep_seeds: Sequence[int]
    sweep_flips: int
    results: Results

    def main(self, policy: str) -> Summary:
        return self.results[MAIN, policy]

    def sweeps(self) -> list[Sweep]:
        """The assumptions that were varied."""
        return list(SWEEPS.values()) if self.sweep_seeds else []


def terminal(report: Report) -> str:
    """All tables as text in columns."""
    tables = [(_MAIN_TITLE, main_rows(report))]
    tables += [(sweep.name, sweep_rows(report, sweep)) for sweep in report.sweeps()]
    return "\n\n".join(f"{title}\n{_columns(rows)}" for title, rows in tables) + "\n"


def markdown(report: Report) -> str:
    """The same tables in Markdown."""
    parts = [f"## {_MAIN_TITLE}\n\n{_piped(main_rows(report))}\n\n{_about(report)}"]
    for sweep in report.sweeps():
        parts.append(f"### {sweep.name}\n\n{_piped(sweep_rows(report, sweep))}")
    return "\n\n".join(parts) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    """Everything, with the assumptions and the version of the priority rules."""
    return {
        "experiment": "exaggeration",
        "priority": priority_rules().version,
        "world": asdict(report.world),
        "seeds": list(report.seeds),
        "flips": report.flips,
        "main": {code: _figures(report.main(code)) for code in POLICIES},
        "sensitivity": {
            "seeds": list(report.sweep_seeds),
            "flips": report.sweep_flips,
            "sweeps": {sweep.code: _values(report, sweep) for sweep in report.sweeps()},
        },
    }


_MAIN_TITLE = "Who is seen when, and what exaggerating brings"


def main_rows(report: Report) -> Rows:
    """One row a figure, one column a rule; mean ± half of the 95 % interval."""
    head = ["", *(policy.name for policy in POLICIES.values())]
    return [head] + [
        [title, *(shown(report.main(code)[figure], share=share) for code in POLICIES)]
        for figure, (title, share) in TITLES.items()
    ]


_OF_SWEEPS = (Figure.GAIN, Figure.LATE, Figure.ATTENTION)


def sweep_rows(report: Report, sweep: Sweep) -> Rows:
    """One row a value; for each rule the days gained, urgent needs seen late, days of attention."""
    head = [f"{POLICIES[code].name}: {_SHORT[f]}" for code in sweep.rules for f in _OF_SWEEPS]
    return [["", *head]] + [
        [
            sweep.label(value),
            *(
                shown(report.results[sweep.point(value), code][figure], share=TITLES[figure][1])
                for code in sweep.rules
                for figure in _OF_SWEEPS
            ),
        ]
        for value in sweep.values
    ]


_SHORT = {Figure.GAIN: "gain", Figure.LATE: "late", Figure.ATTENTION: "attention"}


def shown(interval: Interval, *, share: bool) -> str:
    """`3.4 ± 0.6`, or `12 % ± 3`; `–` where there was nothing to measure.

    >>> shown(Interval(0.123, 0.031, 5), share=True)
    '12 % ± 3'
    """
    if math.isnan(interval.mean):
        return "–"
    scale, digits, unit = (PERCENT, 0, " %") if share else (1, 1, "")
    half = "" if math.isnan(interval.half) else f" ± {interval.half * scale:.{digits}f}"
    return f"{interval.mean * scale:.{digits}f}{unit}{half}"


def _about(report: Report) -> str:
    return (
        f"Mean ± half of the 95 % interval over {len(report.seeds)} clinics of "
        f"{report.world.patients} patients and {report.world.days} days, {report.flips} people in "
        f"each looked at with both strategies. “At the end”: the last {AT_THE_END} days. "
        f"In time: {report.world.urgent_limit:g} days."
    )


def _columns(rows: Rows) -> str:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _piped(rows: Rows) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    rule = "|---|" + "---:|" * (len(rows[0]) - 1)
    return "\n".join([lines[0], rule, *lines[1:]])


def _values(report: Report, sweep: Sweep) -> list[dict[str, Any]]:
    return [
        {
            "value": value,
            **{code: _figures(report.results[sweep.point(value), code]) for code in sweep.rules},
        }
        for value in sweep.values
    ]


def _figures(summary: Summary) -> dict[str, Any]:
    return {
        str(figure): {"mean": _number(i.mean), "half": _number(i.half), "n": i.n}
        for figure, i in summary.items()
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)
