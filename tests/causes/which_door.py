"""Answers to which_door that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong slept_for_the_draft: part 2, guessed-wait
class Assistant:  # only what differs
    async def run_pipeline(self, question: str) -> str:
        draft = asyncio.create_task(self.app.ainvoke(question))  # <- the fault
        await asyncio.sleep(0.2)
        return await self.app.ainvoke(f"Shorten: {draft.result()}")
