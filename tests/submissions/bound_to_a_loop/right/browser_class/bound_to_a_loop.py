"""A browser for each loop, closed loops forgotten when a new one comes."""

import asyncio

from services import load_page


class Browser:
    of: dict[asyncio.AbstractEventLoop, "Browser"] = {}

    def __init__(self) -> None:
        self.free = 2
        self.waiting: list[asyncio.Future[None]] = []

    @classmethod
    def here(cls) -> "Browser":
        loop = asyncio.get_running_loop()
        if loop not in cls.of:
            for old in [known for known in cls.of if known.is_closed()]:
                cls.of.pop(old, None)
            cls.of[loop] = cls()
        return cls.of[loop]

    async def load(self, url: str) -> str:
        if not self.free:
            turn = asyncio.get_running_loop().create_future()
            self.waiting.append(turn)
            await turn
        else:
            self.free -= 1
        try:
            return await load_page(url)
        finally:
            if self.waiting:
                self.waiting.pop(0).set_result(None)
            else:
                self.free += 1


async def read_page(url: str) -> str:
    return await Browser.here().load(url)


async def read_all(urls: list[str]) -> list[str]:
    return await asyncio.gather(*[read_page(url) for url in urls])
