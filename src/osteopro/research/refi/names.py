"""Names that are told apart by other programs."""


class Names:
    """Gives each name once, at most so long."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._taken: set[str] = set()

    def free(self, wanted: str, otherwise: str) -> str:
        """The wanted name if it is free, else with a number behind it.

        >>> names = Names(20)
        >>> [names.free(each, "code") for each in ("痛", "痛", " ")]
        ['痛', '痛 (2)', 'code']
        """
        base = wanted if wanted.strip() else otherwise
        name, number = base[: self._longest], 1
        while name in self._taken:
            number += 1
            behind = f" ({number})"
            name = base[: self._longest - len(behind)] + behind
        self._taken.add(name)
        return name
