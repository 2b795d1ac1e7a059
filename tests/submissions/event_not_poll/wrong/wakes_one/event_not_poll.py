import asyncio

from services import IndexBroken, load_index, search


class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.news = None
        self.changed = asyncio.Condition()

    async def start(self):
        try:
            self.news = await load_index(self.handbook)
        except IndexBroken as error:
            self.news = error
            raise
        finally:
            async with self.changed:
                self.changed.notify()

    async def ask(self, question):
        async with self.changed:
            await self.changed.wait_for(lambda: self.news is not None)
        if isinstance(self.news, IndexBroken):
            raise self.news
        return await search(self.news, question)
