"""Right and wrong answers to background_audit. docs/for-authors.md says how to read a cell."""


# %% right a_keeper_with_a_group
# A keeper task holds a TaskGroup open for the whole day; closing lets it go and waits for it.
class RefundDesk:  # only what differs
    def __init__(self) -> None:
        self.keeper: asyncio.Task[None] | None = None

    async def handle(self, order: str) -> str:
        if self.keeper is None:
            self.opened = asyncio.Event()
            self.closing = asyncio.Event()
            self.keeper = asyncio.create_task(self._keep())
        reply = await decide(order)
        await self.opened.wait()
        self.group.create_task(self._audit(order, reply))
        return reply

    async def _keep(self) -> None:
        async with asyncio.TaskGroup() as self.group:
            self.opened.set()
            await self.closing.wait()

    async def close(self) -> None:
        if self.keeper is not None:
            self.closing.set()
            await self.keeper
            self.keeper = None


# %% right callback_that_reports
# The done callback reads the error and starts the alert, which is background work like any other.
from collections.abc import Coroutine
from typing import Any


class RefundDesk:
    def __init__(self) -> None:
        self._running: dict[asyncio.Task[Any], str] = {}

    def _start(self, work: Coroutine[Any, Any, Any], order: str) -> None:
        task = asyncio.create_task(work)
        self._running[task] = order
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        order = self._running.pop(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._start(send_alert(order, str(error)), order)

    async def handle(self, order: str) -> str:
        reply = await decide(order)
        self._start(write_audit(order, reply), order)
        return reply

    async def close(self) -> None:
        while self._running:
            await asyncio.wait(self._running)
            await asyncio.sleep(0)  # lets the callbacks start what follows


# %% right counted_and_awaited
# Each task keeps itself in a list and takes itself out; closing waits for the moment when the list is empty.
class RefundDesk:
    def __init__(self) -> None:
        self._audits: list[asyncio.Task[None]] = []
        self._idle = asyncio.Event()
        self._idle.set()

    async def handle(self, order: str) -> str:
        reply = await decide(order)
        self._idle.clear()
        self._audits.append(asyncio.create_task(self._audit(order, reply)))
        return reply

    async def _audit(self, order: str, reply: str) -> None:
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))
        finally:
            self._audits.remove(asyncio.current_task())
            if not self._audits:
                self._idle.set()

    async def close(self) -> None:
        await self._idle.wait()


# %% wrong alert_not_awaited: part 3, never-awaited
# A callback cannot await, so it calls.
class RefundDesk:
    def __init__(self):
        self._audits = {}

    async def handle(self, order):
        reply = await decide(order)
        audit = asyncio.create_task(write_audit(order, reply))
        self._audits[audit] = order
        audit.add_done_callback(self._done)
        return reply

    def _done(self, audit):
        order = self._audits.pop(audit)
        if audit.exception():
            send_alert(order, str(audit.exception()))  # <- the fault

    async def close(self):
        await asyncio.gather(*self._audits, return_exceptions=True)


# %% wrong alert_without_an_owner: part 3, task-unowned
# The audit has an owner; the alert is only a small thing.
class RefundDesk:  # only what differs
    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            asyncio.create_task(send_alert(order, str(error)))  # <- the fault


# %% wrong at_closing_time: part 1, needless-wait
# Close has to wait for the audits anyway, so it can just as well make them.
class RefundDesk:  # only what differs
    def __init__(self):
        self._later = []

    async def handle(self, order):
        reply = await decide(order)
        self._later.append((order, reply))  # <- the fault
        return reply

    async def close(self):
        later, self._later = self._later, []
        await asyncio.gather(*[self._audit(order, reply) for order, reply in later])


# %% wrong called_only: part 1, never-awaited
# A call without await runs in the background.
del RefundDesk.__init__


class RefundDesk:  # only what differs
    async def handle(self, order):
        reply = await decide(order)
        self._audit(order, reply)  # <- the fault
        return reply

    async def close(self):
        pass


# %% wrong closes_after_a_while: part 2, guessed-wait
# No audit takes longer than five seconds, so five seconds is what close waits.
class RefundDesk:  # only what differs
    async def close(self):
        await asyncio.sleep(5)  # <- the fault


# %% wrong closes_by_cancelling: part 2, cancelled-too-much
# Closing means to stop what is still running.
class RefundDesk:  # only what differs
    async def close(self):
        for audit in self._audits:
            audit.cancel()  # <- the fault
        await asyncio.gather(*self._audits, return_exceptions=True)


# %% wrong closes_without_waiting: part 2, task-leaked
# The tasks are held, so they will be finished.
class RefundDesk:  # only what differs
    async def close(self):
        pass  # <- the fault


# %% wrong error_in_close: part 3, error-unread
# close gathers the audits, so it will see their errors.
class RefundDesk:  # only what differs
    async def _audit(self, order, reply):
        await write_audit(order, reply)  # <- the fault

    async def close(self):
        for audit in list(self._audits):
            try:
                await audit
            except AuditError as error:
                await send_alert("?", str(error))


# %% wrong error_swallowed: part 3, call-missing
# An error in the background must not disturb anybody.
class RefundDesk:  # only what differs
    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except Exception:
            pass  # <- the fault


# %% wrong errors_collected: part 3, needless-wait
# close reports what went wrong during the day.
class RefundDesk:  # only what differs
    def __init__(self):
        self._audits = set()
        self._errors = []

    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            self._errors.append((order, str(error)))  # <- the fault

    async def close(self):
        await asyncio.gather(*self._audits)
        await asyncio.gather(*[send_alert(*error) for error in self._errors])
        self._errors.clear()


# %% wrong first_one_only: part 2, task-leaked
# asyncio.wait waits for the tasks that it gets.
class RefundDesk:  # only what differs
    async def close(self):
        if self._audits:
            await asyncio.wait(self._audits, return_when=asyncio.FIRST_COMPLETED)  # <- the fault


# %% wrong group_in_handle: part 1, needless-wait
# A TaskGroup owns the audit, so it stands around the place that starts it.
del RefundDesk.__init__


class RefundDesk:  # only what differs
    async def handle(self, order):
        reply = await decide(order)
        async with asyncio.TaskGroup() as group:  # <- the fault
            group.create_task(self._audit(order, reply))
        return reply

    async def close(self):
        pass


# %% wrong list_that_grows: part 2, never-discarded
# A list holds the tasks until the desk closes, and then all are awaited.
class RefundDesk:  # only what differs
    def __init__(self):
        self._audits = []

    async def handle(self, order):
        reply = await decide(order)
        self._audits.append(asyncio.create_task(self._audit(order, reply)))  # <- the fault
        return reply


# %% wrong looks_whether_they_are_done: part 2, polling
# A look every tenth of a second is as good as waiting.
class RefundDesk:  # only what differs
    async def close(self):
        while self._audits:
            await asyncio.sleep(0.1)  # <- the fault


# %% wrong no_audit_at_all: part 1, call-missing
# The customer waits for the ledger, so the ledger goes.
class RefundDesk:
    async def handle(self, order):
        return await decide(order)  # <- the fault

    async def close(self):
        pass


# %% wrong one_worker: part 1, needless-wait
# A queue and a worker are how background work is done.
class RefundDesk:  # only what differs
    def __init__(self):
        self._queue = asyncio.Queue()
        self._worker = None

    async def handle(self, order):
        reply = await decide(order)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        self._queue.put_nowait((order, reply))
        return reply

    async def _work(self):
        while not self._queue.empty():
            await self._audit(*self._queue.get_nowait())  # <- the fault

    async def close(self):
        if self._worker is not None:
            await self._worker


# %% wrong only_the_last_one: part 1, task-unowned
# An attribute holds the task; that is what an owner is.
del RefundDesk.__init__


class RefundDesk:  # only what differs
    audit = None

    async def handle(self, order):
        reply = await decide(order)
        self.audit = asyncio.create_task(self._audit(order, reply))  # <- the fault
        return reply

    async def close(self):
        if self.audit is not None:
            await self.audit


# %% wrong reported_twice: part 3, called-too-often
# The audit reports its error, and so does whoever waits for it.
class RefundDesk:
    def __init__(self):
        self._audits = {}
        self._alerts = set()

    async def handle(self, order):
        reply = await decide(order)
        audit = asyncio.create_task(self._audit(order, reply))
        self._audits[audit] = order
        audit.add_done_callback(self._report)
        return reply

    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))  # <- the fault
            raise

    def _report(self, audit):
        order = self._audits.pop(audit)
        if audit.exception() is not None:
            alert = asyncio.create_task(send_alert(order, str(audit.exception())))  # <- the fault
            self._alerts.add(alert)
            alert.add_done_callback(self._alerts.discard)

    async def close(self):
        await asyncio.gather(*self._audits, return_exceptions=True)
        await asyncio.gather(*self._alerts)


# %% wrong reports_and_raises: part 3, error-unread
# After the report the error goes on its way, and close will meet it.
class RefundDesk:  # only what differs
    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except AuditError as error:
            await send_alert(order, str(error))
            raise  # <- the fault


# %% wrong shielded: part 1, needless-wait
# shield protects the audit, so the reply can go out.
del RefundDesk.__init__


class RefundDesk:  # only what differs
    async def handle(self, order):
        reply = await decide(order)
        await asyncio.shield(self._audit(order, reply))  # <- the fault
        return reply

    async def close(self):
        pass


# %% wrong task_and_forget: part 1, task-unowned
# create_task hands the work to the loop, so the loop keeps it.
del RefundDesk.__init__


class RefundDesk:  # only what differs
    async def handle(self, order):
        reply = await decide(order)
        asyncio.create_task(self._audit(order, reply))  # <- the fault
        return reply

    async def close(self):
        pass


# %% wrong thread_with_a_loop: part 1, extra-loop
# The background is a thread, and an async call in a thread takes asyncio.run.
import threading


class RefundDesk:  # only what differs
    def __init__(self):
        self._threads = []

    async def handle(self, order):
        reply = await decide(order)
        thread = threading.Thread(target=lambda: asyncio.run(self._audit(order, reply)))  # <- the fault
        thread.start()
        self._threads.append(thread)
        return reply

    async def close(self):
        for thread in self._threads:
            await asyncio.to_thread(thread.join)


# %% wrong waits_for_an_empty_set: part 2, unhandled-error
# asyncio.wait waits for nothing when there is nothing.
class RefundDesk:  # only what differs
    async def close(self):
        await asyncio.wait(self._audits)  # <- the fault


# %% wrong walks_through_its_set: part 2, changed-while-looping
# What is still in the set is what has to be waited for, one after the other.
class RefundDesk:
    def __init__(self):
        self.tasks = set()

    async def handle(self, order):
        reply = await decide(order)
        task = asyncio.create_task(self.audit(order, reply))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return reply

    async def audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except Exception as error:
            await send_alert(order, str(error))

    async def close(self):
        for task in self.tasks:  # <- the fault
            await task


# %% wrong weak_set: part 1, task-unowned
# A WeakSet forgets what is done by itself, so nothing has to be discarded.
import weakref


class RefundDesk:  # only what differs
    def __init__(self):
        self._audits = weakref.WeakSet()  # <- the fault

    async def handle(self, order):
        reply = await decide(order)
        self._audits.add(asyncio.create_task(self._audit(order, reply)))  # <- the fault
        return reply


# %% wrong reports_whatever_ends_it: part 3, cancellation-swallowed
# Whatever ends an audit is reported: better one alert too many.
class RefundDesk:  # only what differs
    async def _audit(self, order, reply):
        try:
            await write_audit(order, reply)
        except BaseException as error:  # <- the fault
            await send_alert(order, str(error))
