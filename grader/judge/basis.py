"""What the expectations of a check rest on: on what the judge witnessed, or on what the learner's process reported."""

from __future__ import annotations

WITNESSED, REPORTED = "witnessed", "reported"


class Basis:
    """Collects what each expectation is about and what it rests on, in the order in which they are asked."""

    def __init__(self) -> None:
        self.expectations: list[tuple[str, str]] = []  # what it is about, and its basis; each pair once
        self._looked = False  # at something that was reported

    @property
    def basis(self) -> str:
        """Reported, if anything that the check asks for or looks at is."""
        return REPORTED if self._looked or any(basis == REPORTED for _, basis in self.expectations) else WITNESSED

    def rests_on(self, what: str, *, witnessed: bool) -> None:
        """Note an expectation."""
        if (pair := (what, WITNESSED if witnessed else REPORTED)) not in self.expectations:
            self.expectations.append(pair)

    def look(self) -> None:
        """Note that the check looks at something reported: what it works out itself from now on may rest on that."""
        self._looked = True

    def condition(self, *, witnessed: bool = True) -> None:
        """Note an expectation that the check has worked out itself."""
        self.rests_on("a condition", witnessed=witnessed and not self._looked)
