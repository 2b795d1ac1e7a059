"""Answers to agent_to_ui that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong paced: part 1, too-slow
async def look_up(question: str, events: Events) -> list[str]:
    found: dict[str, str] = {}
    deadline = asyncio.get_running_loop().time() + BUDGET

    async def ask(name: str) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                found[name] = await SOURCES[name](question)
            event = "update", {name: found[name]}
        except TimeoutError:
            event = "error", {name: "too late"}
        except services.SourceDown as error:
            event = "error", {name: str(error)}
        await events.put(event)

    async with asyncio.TaskGroup() as group:
        for name in SOURCES:
            group.create_task(ask(name))
            await asyncio.sleep(0.011)  # <- the fault
    return [found[name] for name in SOURCES if name in found]
