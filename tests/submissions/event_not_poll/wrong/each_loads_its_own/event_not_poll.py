import asyncio

from services import IndexBroken, load_index, search


class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook

    async def start(self):
        await load_index(self.handbook)

    async def ask(self, question):
        return await search(await load_index(self.handbook), question)
