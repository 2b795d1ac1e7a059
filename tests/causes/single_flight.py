"""Answers to single_flight that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong never_tells_when_cancelled: part 4, deadlock
class Rates:
    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._pending: dict[str, asyncio.Future[str]] = {}

    async def rate(self, currency: str) -> str:
        """Return the rate of a currency. The bank is asked once for each."""
        if currency in self._known:
            return self._known[currency]
        if currency in self._pending:
            return await asyncio.shield(self._pending[currency])  # another customer asks already

        future = self._pending[currency] = asyncio.get_running_loop().create_future()
        try:
            self._known[currency] = await fetch_rate(currency)
            future.set_result(self._known[currency])
        except Exception as error:  # <- the fault
            future.set_exception(error)
            future.exception()  # perhaps no one else waits for it
            raise
        finally:
            del self._pending[currency]
        return self._known[currency]
