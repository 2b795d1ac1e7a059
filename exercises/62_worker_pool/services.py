"""The storage and the shrinker of this story. By themselves they really wait; in a check the judge answers instead."""

import asyncio

_in_memory = 0


class StorageError(Exception):
    """The storage does not answer any more."""


class PictureError(Exception):
    """This picture cannot be shrunk; others can."""


async def load_picture(name: str) -> str:
    """Load a picture, all 50 MB of it. Raises StorageError if there is no storage any more."""
    global _in_memory
    await asyncio.sleep(0.02)
    if name == "lost.jpg":
        raise StorageError("the storage is gone")
    _in_memory += 1
    print(f"    loaded {name}: {_in_memory * 50} MB in memory")
    return f"50 MB of {name}"


async def shrink(picture: str) -> str:
    """Make a small picture of a big one. Raises PictureError if that cannot be done."""
    global _in_memory
    try:
        await asyncio.sleep(0.3 + len(picture) % 3 * 0.2)
        if "torn" in picture:
            raise PictureError("it ends in the middle")
        return picture.replace("50 MB", "90 KB")
    finally:
        _in_memory -= 1
