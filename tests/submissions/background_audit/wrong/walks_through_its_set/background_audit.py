import asyncio
from services import AuditError, decide, send_alert, write_audit


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
        for task in self.tasks:
            await task
