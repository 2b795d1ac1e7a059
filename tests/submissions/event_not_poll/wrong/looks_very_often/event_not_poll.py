import asyncio

from services import IndexBroken, load_index, search


class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.known = asyncio.Event()
        self.index = None
        self.error = None

    async def start(self):
        try:
            self.index = await load_index(self.handbook)
        except IndexBroken as error:
            self.error = error
            raise
        finally:
            self.known.set()

    async def ask(self, question):
        while not self.known.is_set():
            await asyncio.sleep(0.01)
        if self.error:
            raise self.error
        return await search(self.index, question)
