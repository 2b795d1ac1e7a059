"""Answers to tool_loop that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong except_inside: part 3, timeout-caught-inside
async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    name = call["name"]
    if name not in tools:
        return f"error: there is no tool {name}"
    async with asyncio.timeout(TOOL_SECONDS):
        try:
            return await tools[name](**call["arguments"])
        except TimeoutError:  # <- the fault
            return f"error: {name} did not answer within {TOOL_SECONDS} s"
        except Exception as error:
            return f"error: {error}"


# %% wrong text_of_a_task: part 1, task-not-awaited
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(run(call, tools)) for call in calls]
            messages.append(reply)
            for call, task in zip(calls, tasks, strict=True):
                messages.append({"role": "tool", "id": call["id"], "text": str(task)})  # <- the fault
    raise TooManyRounds(question)
