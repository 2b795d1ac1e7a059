import asyncio

from services import IndexBroken, load_index, search


class HelpDesk:
    def __init__(self, handbook):
        self.handbook = handbook
        self.index = None

    def _promised(self):
        if self.index is None:
            self.index = asyncio.get_running_loop().create_future()
        return self.index

    async def start(self):
        try:
            self._promised().set_result(await load_index(self.handbook))
        except IndexBroken as error:
            self._promised().set_exception(error)
            raise

    async def ask(self, question):
        return await search(await asyncio.shield(self._promised()), question)
