import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm  # type: ignore[import-untyped]  # its stubs are a package of their own

from osteopro.simulation.exaggeration.picture import picture
from osteopro.simulation.exaggeration.questions import main_tasks, sweep_tasks
from osteopro.simulation.exaggeration.report import Report, as_json, markdown, terminal
from osteopro.simulation.exaggeration.trials import experiment
from osteopro.simulation.exaggeration.world import World, world

FLIPS, SWEEP_FLIPS = 8, 3
_JSON = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
MOST_SEEDS, MOST_DAYS, MOST_PATIENTS = 1000, 3650, 2000


class Command(BaseCommand):
    help = "Run a policy experiment on made-up people: does exaggeration pay?"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        given = world()
        parser.add_argument("name", choices=["exaggeration"])
        parser.add_argument("--seeds", type=int, default=20, help="clinics under each rule")
        parser.add_argument("--seed", type=int, default=1, help="the first of them")
        parser.add_argument(
            "--sensitivity", type=int, default=5, help="clinics for each other assumption; 0: none"
        )
        parser.add_argument("--days", type=int, default=given.days)
        parser.add_argument("--patients", type=int, default=given.patients)
        parser.add_argument("--slots", type=int, default=given.slots, help="visits a day")
        parser.add_argument("--call-error", type=float, default=given.call_error)
        parser.add_argument("--strategic", type=float, default=given.strategic)
        parser.add_argument("--strength", type=float, default=given.strength)
        parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
        parser.add_argument(
            "--out", type=Path, help="folder for table.md, result.json, picture.svg"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = _world(options)
        report = _run(chosen, options)
        out: Path = options["out"] or settings.DATA / "experiments" / options["name"]
        out.mkdir(parents=True, exist_ok=True)
        (out / "table.md").write_text(markdown(report), encoding="utf-8")
        (out / "result.json").write_bytes(orjson.dumps(as_json(report), option=_JSON))
        (out / "picture.svg").write_text(picture(report), encoding="utf-8")
        self.stdout.write(terminal(report))
        self.stdout.write(f"table.md, result.json and picture.svg are in {out}")


def _run(chosen: World, options: dict[str, Any]) -> Report:
    first = options["seed"]
    seeds = range(first, first + options["seeds"])
    sweep_seeds = range(first, first + options["sensitivity"])
    tasks = [*main_tasks(chosen, seeds, FLIPS), *sweep_tasks(chosen, sweep_seeds, SWEEP_FLIPS)]
    with tqdm(total=len(tasks), desc="clinics", ncols=72) as bar:
        results = experiment(tasks, workers=options["workers"], progress=bar.update)
    return Report(chosen, seeds, FLIPS, sweep_seeds, SWEEP_FLIPS, results)


def _world(options: dict[str, Any]) -> World:
    given = world()
    names = ("days", "patients", "slots", "call_error", "strategic", "strength")
    shortest = given.warm_up + given.cool_down + 1
    _check(options["seeds"], "--seeds", 1, MOST_SEEDS)
    _check(options["sensitivity"], "--sensitivity", 0, MOST_SEEDS)
    _check(options["workers"], "--workers", 1, MOST_SEEDS)
    _check(options["days"], "--days", shortest, MOST_DAYS)
    _check(options["patients"], "--patients", 1, MOST_PATIENTS)
    _check(options["slots"], "--slots", given.reserved, MOST_PATIENTS)
    _check(options["call_error"], "--call-error", 0, 0.5)
    _check(options["strategic"], "--strategic", 0, 1)
    _check(options["strength"], "--strength", 0, 10)
    return replace(given, **{name: options[name] for name in names})


def _check(value: float, name: str, low: float, high: float) -> None:
    if not low <= value <= high:
        raise CommandError(f"{name} must be {low:g} to {high:g}.", returncode=2)
