"""Answers to cleanup_cancelled_again that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong close_waits_fixed: part 2, guessed-wait
class BoxOffice:  # only what differs
    async def close(self) -> None:
        if self._releases:
            await asyncio.sleep(0.5)  # <- the fault


# %% wrong close_waits_with_a_limit: part 2, shield-orphan
class BoxOffice:  # only what differs
    async def close(self) -> None:
        if self._releases:
            await asyncio.wait(self._releases, timeout=0.2)  # <- the fault


# %% wrong the_sale_reads_the_error: part 3, error-unread
class BoxOffice:  # only what differs
    def __init__(self) -> None:
        self.problems: list[str] = []  # what went wrong with a release
        self.releases: set[asyncio.Task[None]] = set()

    async def sell(self, seat: str, buyer: str) -> str:
        """Return the ticket. If there is none, the seat is released before the error comes out."""
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(release_seat(seat))
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            await asyncio.wait([release])
            if not release.cancelled() and release.exception():
                self.problems.append(str(release.exception()))  # <- the fault
            raise

    async def close(self) -> None:
        """Return when no release is under way any more."""
        while self.releases:
            await asyncio.wait(self.releases)


# %% wrong awaits_the_release_when_cancelled: part 1, cleanup-cut-off
class BoxOffice:  # only what differs
    def __init__(self) -> None:
        self.problems: list[str] = []  # what went wrong with a release
        self._cleaning: set[asyncio.Task[None]] = set()

    async def sell(self, seat: str, buyer: str) -> str:
        """Return the ticket. If there is none, the seat is released before the error comes out."""
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            await self._finish(self._release(seat))
            raise

    async def _finish(self, work) -> None:
        """Run a clean-up to its end, even if we are cancelled while it runs."""
        task = asyncio.create_task(work)
        self._cleaning.add(task)
        task.add_done_callback(self._cleaning.discard)
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            await task  # <- the fault
            raise

    async def _release(self, seat: str) -> None:
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self) -> None:
        """Return when no release is under way any more."""
        while self._cleaning:
            await asyncio.wait(self._cleaning)
