"""The result of a year in words."""

from collections.abc import Iterator
from typing import Any


def table(result: dict[str, Any]) -> str:
    """What was lived through, and expected against found."""
    return "\n".join(_lines(result)) + "\n"


def differences(result: dict[str, Any]) -> list[str]:
    """One line for everything that is not as calculated; empty when all is."""
    wrong = [
        f"{name}: {way}: {each}"
        for name, found in result["compared"].items()
        for way in ("missing", "unexpected")
        for each in found[way]
    ]
    wrong += [f"{name}: {count}" for name, count in result["health"].items() if count]
    if result["different"]:
        wrong.append(f"texts that came again with other words: {result['different']}")
    return wrong


def _lines(result: dict[str, Any]) -> Iterator[str]:
    happened = ", ".join(f"{name} {count}" for name, count in sorted(result["happened"].items()))
    yield f"{result['days']} days, {result['patients']} patients: {happened}"
    yield (
        f"{result['rounds']} rounds of due work, {result['kills']} killed in the middle, "
        f"{result['doubled']} by two workers at once"
    )
    yield (
        f"{result['texts']} text messages handed over; {result['repeated']} again under the same "
        "key after a kill"
    )
    yield ""
    yield f"{'':<40}{'expected':>9}{'found':>9}{'missing':>9}{'too many':>9}"
    for name, each in result["compared"].items():
        missing, more = len(each["missing"]), len(each["unexpected"])
        yield f"{name:<40}{each['expected']:>9}{each['found']:>9}{missing:>9}{more:>9}"
        for part, count in each["by"].items():
            if part:
                yield f"    {part:<36}{count:>9}"
