import asyncio

from services import IndexBroken, load_index, search


class HelpDesk:
    """An event in plain code: a future for each who waits."""

    def __init__(self, handbook):
        self.handbook = handbook
        self.news = None
        self.sleepers = []

    async def start(self):
        try:
            self.news = await load_index(self.handbook)
        except IndexBroken as error:
            self.news = error
            raise
        finally:
            for sleeper in self.sleepers:
                if not sleeper.done():
                    sleeper.set_result(None)

    async def ask(self, question):
        if self.news is None:
            sleeper = asyncio.get_running_loop().create_future()
            self.sleepers.append(sleeper)
            await sleeper
        if isinstance(self.news, Exception):
            raise self.news
        return await search(self.news, question)
