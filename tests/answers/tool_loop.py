"""Right and wrong answers to tool_loop. docs/for-authors.md says how to read a cell."""


# %% right a_group_of_tasks
# A TaskGroup whose tasks never fail, and a wait_for around each tool.
async def answer(question, tools):
    messages = [dict(role="user", text=question)]
    left = ROUNDS
    while left:
        left -= 1
        reply = await ask_model(messages)
        if not reply["tool_calls"]:
            return reply["text"]
        if not left:
            break
        async with asyncio.TaskGroup() as group:
            tasks = {call["id"]: group.create_task(run(call, tools)) for call in reply["tool_calls"]}
        messages = [*messages, reply, *(dict(role="tool", id=key, text=task.result()) for key, task in tasks.items())]
    raise TooManyRounds(f"{ROUNDS} questions were not enough")


async def run(call, tools):
    try:
        return await asyncio.wait_for(tools[call["name"]](**call["arguments"]), TOOL_SECONDS)
    except Exception as error:
        return f"error: {error!r}"


# %% right one_wait_for_all
# All start in one turn, so one moment is the deadline of all: asyncio.wait, then cancel what is left.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for _ in range(ROUNDS - 1):
        reply = await ask_model(messages)
        messages.append(reply)
        if not reply["tool_calls"]:
            return str(reply["text"])
        messages.extend(await run_all(reply["tool_calls"], tools))
    reply = await ask_model(messages)
    if reply["tool_calls"]:
        raise TooManyRounds
    return str(reply["text"])


async def run_all(calls, tools):
    tasks = [asyncio.create_task(run(call, tools)) for call in calls]
    try:
        await asyncio.wait(tasks, timeout=TOOL_SECONDS)
    finally:
        for task in tasks:
            task.cancel()
        texts = await asyncio.gather(*tasks, return_exceptions=True)
    messages = []
    for call, text in zip(calls, texts):
        if isinstance(text, asyncio.CancelledError):
            text = f"Error: no answer of {call['name']} in {TOOL_SECONDS} seconds"
        elif isinstance(text, Exception):
            text = f"Error: {type(text).__name__} {text}"
        messages.append({"role": "tool", "id": call["id"], "text": text})
    return messages


async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    tool = tools.get(call["name"])
    if tool is None:
        raise LookupError(f"no tool {call['name']}")
    return await tool(**call["arguments"])


# %% right errors_sorted_out_afterwards
# gather hands the errors back, and they become texts where the messages are made.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    asked = 0
    while True:
        asked += 1
        reply = await ask_model(messages)
        messages.append(reply)
        if not reply["tool_calls"]:
            return reply["text"]
        if asked == ROUNDS:
            raise TooManyRounds(messages)
        texts = await asyncio.gather(*(run(call, tools) for call in reply["tool_calls"]), return_exceptions=True)
        for call, text in zip(reply["tool_calls"], texts):
            if isinstance(text, Exception):
                text = f"error: {text or type(text).__name__}"
            messages.append({"role": "tool", "text": text, "id": call["id"]})


async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    async with asyncio.timeout(TOOL_SECONDS):
        return await tools[call["name"]](**call["arguments"])


# %% wrong awaits_task_after_task: part 1, sequential-awaits
# A task is started at once, so it does not matter that it is awaited on the next line.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            messages.append(reply)
            for call in calls:
                task = asyncio.create_task(run(call, tools))
                messages.append({"role": "tool", "id": call["id"], "text": await task})  # <- the fault
    raise TooManyRounds(question)


# %% wrong in_order_of_arrival: part 1, wrong-order
# The ids say which is which, so the order does not matter.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]

    async def run_and_tell(call):
        text = await run(call, tools)
        messages.append({"role": "tool", "id": call["id"], "text": text})  # <- the fault

    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            messages.append(reply)
            await asyncio.gather(*[run_and_tell(call) for call in calls])
    raise TooManyRounds(question)


# %% wrong asks_after_each_tool: part 1, unhandled-error
# The model should hear of each result as soon as there is one.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    reply = await ask_model(messages)
    for _ in range(ROUNDS):
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        messages.append(reply)
        tasks = [asyncio.create_task(run(call, tools)) for call in calls]
        for call, task in zip(calls, tasks):
            messages.append({"role": "tool", "id": call["id"], "text": await task})
            reply = await ask_model(messages)  # <- the fault
    raise TooManyRounds(question)


# %% wrong messages_of_all_users: part 1, shared-state
# The conversation is kept where the program can find it again.
messages: list[Message] = []


async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages.clear()
    messages.append({"role": "user", "text": question})  # <- the fault
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            texts = await asyncio.gather(*[run(call, tools) for call in calls])
            messages.append(reply)
            messages.extend({"role": "tool", "id": call["id"], "text": text} for call, text in zip(calls, texts))
    raise TooManyRounds(question)


# %% wrong only_its_own_errors: part 2, unhandled-error
# A tool raises ToolDown when it fails; that is what the class is for.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            texts = await asyncio.gather(*[run(call, tools) for call in calls])
            messages.append(reply)
            messages.extend({"role": "tool", "id": call["id"], "text": text} for call, text in zip(calls, texts))
    raise TooManyRounds(question)


async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    name = call["name"]
    if name not in tools:
        return f"error: there is no tool {name}"
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            return await tools[name](**call["arguments"])  # <- the fault
    except (services.ToolDown, TimeoutError) as error:
        return f"error: {error}"


# %% wrong looked_up_outside: part 2, unhandled-error
# What the model asks for is there.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            texts = await asyncio.gather(*[run(call, tools) for call in calls])
            messages.append(reply)
            messages.extend({"role": "tool", "id": call["id"], "text": text} for call, text in zip(calls, texts))
    raise TooManyRounds(question)


async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    tool = tools[call["name"]]  # <- the fault
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            return await tool(**call["arguments"])
    except Exception as error:
        return f"error: {error}"


# %% wrong failed_ones_left_out: part 2, unhandled-error
# Only what was found is worth telling.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)  # <- the fault
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            texts = await asyncio.gather(*[run(call, tools) for call in calls])
            messages.append(reply)
            for call, text in zip(calls, texts):
                if not text.startswith("error"):  # <- the fault
                    messages.append({"role": "tool", "id": call["id"], "text": text})
    raise TooManyRounds(question)


# %% wrong an_error_without_a_text: part 2, unhelpful-error
# The model only needs to know that it did not work.
async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    name = call["name"]
    if name not in tools:
        return f"error: there is no tool {name}"
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            return await tools[name](**call["arguments"])
    except Exception:
        return "error: the tool failed"  # <- the fault


# %% wrong text_of_the_error_alone: part 2, error-as-answer
# The text of an error says by itself what happened.
async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    name = call["name"]
    if name not in tools:
        return f"error: there is no tool {name}"
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            return await tools[name](**call["arguments"])
    except TimeoutError:
        return f"error: {name} did not answer within {TOOL_SECONDS} s"
    except Exception as error:
        return str(error)  # <- the fault


# %% wrong no_deadline: part 3, no-deadline
# A tool that does not answer raises sooner or later.
async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    try:
        return await tools[call["name"]](**call["arguments"])  # <- the fault
    except Exception as error:
        return f"error: {error}"


# %% wrong one_deadline_for_all: part 3, gave-up-too-soon
# All tools have five seconds, so one block around all of them says it.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            async with asyncio.timeout(TOOL_SECONDS):  # <- the fault
                texts = await asyncio.gather(*[run(call, tools) for call in calls])
            messages.append(reply)
            messages.extend({"role": "tool", "id": call["id"], "text": text} for call, text in zip(calls, texts))
    raise TooManyRounds(question)


async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    try:
        return await tools[call["name"]](**call["arguments"])
    except Exception as error:
        return f"error: {error}"


# %% wrong nothing_found_in_time: part 3, gave-up-too-soon
# The model is told about each call, so a limit around all of them will do.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            try:
                async with asyncio.timeout(TOOL_SECONDS), asyncio.TaskGroup() as group:  # <- the fault
                    tasks = [group.create_task(run(call, tools)) for call in calls]
                texts = [task.result() for task in tasks]
            except TimeoutError:
                texts = ["error: the tools took too long"] * len(calls)
            messages.append(reply)
            messages.extend({"role": "tool", "id": call["id"], "text": text} for call, text in zip(calls, texts))
    raise TooManyRounds(question)


async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    try:
        return await tools[call["name"]](**call["arguments"])
    except Exception as error:
        return f"error: {error}"


# %% wrong waits_and_leaves_it: part 3, task-leaked
# asyncio.wait has a timeout, and what is late is forgotten.
async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    name = call["name"]
    if name not in tools:
        return f"error: there is no tool {name}"

    async def use():
        return await tools[name](**call["arguments"])

    task = asyncio.create_task(use())
    done, late = await asyncio.wait([task], timeout=TOOL_SECONDS)  # <- the fault
    if late:
        return f"error: {name} did not answer within {TOOL_SECONDS} s"
    return f"error: {task.exception()}" if task.exception() else task.result()


# %% wrong no_end: part 4, called-too-often
# The model stops asking when it knows enough.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    while True:
        reply = await ask_model(messages)  # <- the fault
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        texts = await asyncio.gather(*[run(call, tools) for call in calls])
        messages.append(reply)
        messages.extend({"role": "tool", "id": call["id"], "text": text} for call, text in zip(calls, texts))


# %% wrong says_sorry: part 4, wrong-answer
# An assistant always has something to say.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            texts = await asyncio.gather(*[run(call, tools) for call in calls])
            messages.append(reply)
            messages.extend({"role": "tool", "id": call["id"], "text": text} for call, text in zip(calls, texts))
    return "I could not find that out."  # <- the fault


# %% wrong one_round_too_few: part 4, unhandled-error
# Four questions are four rounds of tools, and the fourth has none.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for _ in range(ROUNDS - 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        texts = await asyncio.gather(*[run(call, tools) for call in calls])
        messages.append(reply)
        messages.extend({"role": "tool", "id": call["id"], "text": text} for call, text in zip(calls, texts))
    raise TooManyRounds(question)  # <- the fault


# %% wrong catches_everything: part 5, cancellation-swallowed
# Whatever goes wrong with a tool is a text for the model.
async def run(call: dict[str, Any], tools: dict[str, Tool]) -> str:
    name = call["name"]
    if name not in tools:
        return f"error: there is no tool {name}"
    try:
        async with asyncio.timeout(TOOL_SECONDS):
            return await tools[name](**call["arguments"])
    except TimeoutError:
        return f"error: {name} did not answer within {TOOL_SECONDS} s"
    except BaseException as error:  # <- the fault
        return f"error: {error}"


# %% wrong tasks_of_its_own: part 5, task-leaked
# Tasks in a list end with the function that has the list.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            tasks = [asyncio.create_task(run(call, tools)) for call in calls]
            messages.append(reply)
            await asyncio.wait(tasks)  # <- the fault
            messages.extend(
                {"role": "tool", "id": call["id"], "text": task.result()} for call, task in zip(calls, tasks)
            )
    raise TooManyRounds(question)


# %% wrong cancels_and_goes: part 5, cancel-not-awaited
# What is cancelled has ended.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            tasks = [asyncio.create_task(run(call, tools)) for call in calls]
            messages.append(reply)
            try:
                await asyncio.wait(tasks)
            except asyncio.CancelledError:
                for task in tasks:
                    task.cancel()  # <- the fault
                raise
            messages.extend(
                {"role": "tool", "id": call["id"], "text": task.result()} for call, task in zip(calls, tasks)
            )
    raise TooManyRounds(question)


# %% wrong gather_and_no_more: part 5, cancel-not-awaited
# A gather that is cancelled cancels what it gathers, and then all have ended.
async def answer(question: str, tools: dict[str, Tool]) -> str:
    messages: list[Message] = [{"role": "user", "text": question}]
    for asked in range(1, ROUNDS + 1):
        reply = await ask_model(messages)
        calls = reply["tool_calls"]
        if not calls:
            return str(reply["text"])
        if asked < ROUNDS:
            texts = await asyncio.gather(*[run(call, tools) for call in calls])  # <- the fault
            messages.append(reply)
            messages.extend({"role": "tool", "id": call["id"], "text": text} for call, text in zip(calls, texts))
    raise TooManyRounds(question)
