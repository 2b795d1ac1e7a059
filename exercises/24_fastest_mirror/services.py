"""The mirrors of this story. They really wait; in a check the judge answers instead. Leave it as it is."""

import asyncio

SECONDS = {"oslo": 0.2, "porto": 0.5, "riga": 0.9, "sofia": 1.2}


class MirrorError(Exception):
    """A mirror did not give the file."""


class NoMirrorError(Exception):
    """No mirror gave the file. Its text holds the reason of each of them."""

    def __init__(self, reasons: list[Exception]) -> None:
        super().__init__("; ".join(map(str, reasons)) or "there are no mirrors")


async def fetch(mirror: str, name: str) -> str:
    """Return a file from a mirror. Raises MirrorError if it cannot be had."""
    await asyncio.sleep(SECONDS.get(mirror, 1.0))
    if mirror == "oslo":
        raise MirrorError(f"{mirror} is closed for repairs")
    return f"{name} from {mirror}"


async def hang_up(mirror: str) -> str:
    """Tell a mirror that a transfer is cancelled."""
    await asyncio.sleep(0.1)
    print(f"    {mirror}: line closed")
    return f"{mirror} is free"
