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


# %% wrong gather_cancelled_again: part 5, cancelled-again
async def _tool(call, tools):
    try:
        tool = tools[call["name"]]
    except KeyError:
        return f"error: no tool is called {call['name']}"
    try:
        return await asyncio.wait_for(tool(**call["arguments"]), TOOL_SECONDS)
    except TimeoutError:
        return f"error: {call['name']} took too long"
    except Exception as error:
        return f"error: {error}"


async def run(call, tools):
    return await _tool(call, tools)


async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages = [{"role": "user", "text": question}]
    for _ in range(ROUNDS - 1):
        reply = await ask_model(messages)
        if not reply["tool_calls"]:
            return reply["text"]
        tasks = [asyncio.create_task(run(call, tools)) for call in reply["tool_calls"]]
        try:
            said = await asyncio.gather(*tasks)
        except BaseException:
            for task in tasks:
                task.cancel()  # <- the fault
            await asyncio.gather(*tasks, return_exceptions=True)
            raise
        messages += [reply]
        messages += [
            {"role": "tool", "id": call["id"], "text": text} for call, text in zip(reply["tool_calls"], said)
        ]
    reply = await ask_model(messages)
    if reply["tool_calls"]:
        raise TooManyRounds(question)
    return reply["text"]


# %% wrong a_plain_gather: part 5, cancel-not-awaited
async def answer(question: str, tools: dict[str, Tool]) -> str:
    """The model's answer, once it asks for no more tools."""
    messages: list[Message] = [{"role": "user", "text": question}]
    for number in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        messages.append(reply)
        if not reply["tool_calls"]:
            return str(reply["text"])
        if number < ROUNDS:  # after the last one nothing reads what they say
            messages.extend(await tool_messages(reply["tool_calls"], tools))
    raise TooManyRounds(f"still no answer after {ROUNDS} questions")


async def tool_messages(calls: list[dict[str, Any]], tools: dict[str, Tool]) -> list[Message]:
    async def message(call: dict[str, Any]) -> Message:
        return {"role": "tool", "id": call["id"], "text": await run(call, tools)}

    return await asyncio.gather(*map(message, calls))  # <- the fault
