"""Right and wrong answers to agent_to_ui. docs/for-authors.md says how to read a cell."""

# %% right condition_and_list
# Without a queue: a list under a condition, and the painting is the task that is looked after.
del Events, answer, look_up


async def serve(page: str, question: str) -> None:
    waiting: list[tuple[str, Any]] = []
    changed = asyncio.Condition()
    over = False

    async def tell(kind: str, data: Any) -> None:
        async with changed:
            await changed.wait_for(lambda: len(waiting) < AHEAD)
            waiting.append((kind, data))
            changed.notify_all()

    async def painter() -> None:
        while True:
            async with changed:
                await changed.wait_for(lambda: waiting or over)
                if not waiting:
                    return
                event = waiting.pop(0)
                changed.notify_all()
            await services.paint(page, *event)

    async def agent() -> None:
        nonlocal over
        notes = dict.fromkeys(SOURCES, "")

        async def source(name: str) -> None:
            try:
                async with asyncio.timeout(BUDGET):
                    notes[name] = await SOURCES[name](question)
                await tell("update", {name: notes[name]})
            except (services.SourceDown, TimeoutError) as error:
                await tell("error", {name: "too late" if isinstance(error, TimeoutError) else str(error)})

        await asyncio.gather(*[source(name) for name in SOURCES])
        answer = services.write_answer(question, [note for note in notes.values() if note])
        try:
            async for token in answer:
                await tell("token", token)
            await tell("done", None)
        except services.ModelDown as error:
            await tell("error", {"model": str(error)})
        finally:
            await answer.aclose()
        async with changed:
            over = True
            changed.notify_all()

    tasks = [asyncio.create_task(agent()), asyncio.create_task(painter())]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)  # PageClosed, where there is one
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% right generator_and_feeder
# The agent is one async generator; a feeder carries its events to the painter.
del Events, answer, look_up


from collections.abc import AsyncGenerator


async def happenings(question: str) -> AsyncGenerator[tuple[str, Any], None]:
    names = {asyncio.create_task(source(question)): name for name, source in SOURCES.items()}
    found = {}
    try:
        pending = set(names)
        deadline = asyncio.get_running_loop().time() + BUDGET
        while pending:
            left = deadline - asyncio.get_running_loop().time()
            done, pending = await asyncio.wait(pending, timeout=max(left, 0), return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if error := task.exception():
                    yield "error", {names[task]: str(error)}
                else:
                    found[names[task]] = task.result()
                    yield "update", {names[task]: task.result()}
            if not done:
                break
        for task in pending:
            yield "error", {names[task]: "too late"}
    finally:
        for task in names:
            task.cancel()
        await asyncio.gather(*names, return_exceptions=True)
    try:
        async with aclosing(services.write_answer(question, [found[n] for n in SOURCES if n in found])) as answer:
            async for token in answer:
                yield "token", token
    except services.ModelDown as error:
        yield "error", {"model": str(error)}
    else:
        yield "done", None


async def serve(page: str, question: str) -> None:
    queue: asyncio.Queue[tuple[str, Any]] = asyncio.Queue(AHEAD)

    async def feed() -> None:
        async with aclosing(happenings(question)) as events:
            async for event in events:
                await queue.put(event)

    feeder = asyncio.create_task(feed())
    try:
        while True:
            kind, data = await queue.get()
            await services.paint(page, kind, data)
            if kind == "done" or (kind == "error" and "model" in data):
                return
    except services.PageClosed:
        return
    finally:
        feeder.cancel()
        await asyncio.wait([feeder])


# %% right group_and_semaphore
# Agent and painter are two tasks of one group; a semaphore counts the places where an event may wait.
del Events, answer, look_up


class Desk:
    def __init__(self, page: str, question: str) -> None:
        self.page = page
        self.question = question
        self.room = asyncio.Semaphore(AHEAD)
        self.events: asyncio.Queue[tuple[str, Any] | None] = asyncio.Queue()

    async def tell(self, kind: str, data: Any = None) -> None:
        await self.room.acquire()
        self.events.put_nowait((kind, data))

    async def look_up(self, name: str) -> str | None:
        try:
            found = await asyncio.wait_for(SOURCES[name](self.question), BUDGET)
        except TimeoutError:
            await self.tell("error", {name: "too late"})
        except services.SourceDown as down:
            await self.tell("error", {name: f"{down}"})
        else:
            await self.tell("update", {name: found})
            return found
        return None

    async def think(self) -> None:
        found = await asyncio.gather(*map(self.look_up, SOURCES))
        try:
            async with aclosing(services.write_answer(self.question, [note for note in found if note])) as tokens:
                async for token in tokens:
                    await self.tell("token", token)
            await self.tell("done")
        except services.ModelDown as down:
            await self.tell("error", {"model": f"{down}"})
        self.events.put_nowait(None)

    async def show(self) -> None:
        while (event := await self.events.get()) is not None:
            self.room.release()
            await services.paint(self.page, *event)


async def serve(page: str, question: str) -> None:
    desk = Desk(page, question)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(desk.think())
            group.create_task(desk.show())
    except* services.PageClosed:
        pass


# %% wrong one_of_those_that_are_done: part 1, call-missing
# FIRST_COMPLETED gives one task at a time.
del Events, answer, look_up


from collections.abc import AsyncGenerator


async def happenings(question: str) -> AsyncGenerator[tuple[str, Any], None]:
    names = {asyncio.create_task(source(question)): name for name, source in SOURCES.items()}
    found = {}
    try:
        pending = set(names)
        deadline = asyncio.get_running_loop().time() + BUDGET
        while pending:
            left = deadline - asyncio.get_running_loop().time()
            done, pending = await asyncio.wait(pending, timeout=max(left, 0), return_when=asyncio.FIRST_COMPLETED)
            if not done:
                break
            task = done.pop()  # <- the fault
            if error := task.exception():
                yield "error", {names[task]: str(error)}
            else:
                found[names[task]] = task.result()
                yield "update", {names[task]: task.result()}
        for task in pending:
            yield "error", {names[task]: "too late"}
    finally:
        for task in names:
            task.cancel()
        await asyncio.gather(*names, return_exceptions=True)
    try:
        async with aclosing(services.write_answer(question, [found[n] for n in SOURCES if n in found])) as answer:
            async for token in answer:
                yield "token", token
    except services.ModelDown as error:
        yield "error", {"model": str(error)}
    else:
        yield "done", None


async def serve(page: str, question: str) -> None:
    queue: asyncio.Queue[tuple[str, Any]] = asyncio.Queue(AHEAD)

    async def feed() -> None:
        async with aclosing(happenings(question)) as events:
            async for event in events:
                await queue.put(event)

    feeder = asyncio.create_task(feed())
    try:
        while True:
            kind, data = await queue.get()
            await services.paint(page, kind, data)
            if kind in ("done",) or (kind == "error" and "model" in data):
                return
    except services.PageClosed:
        return
    finally:
        feeder.cancel()
        await asyncio.gather(feeder, return_exceptions=True)


# %% wrong a_loop_for_the_agent: part 1, wrong-thread
# Gives the agent a thread and a loop of its own, and lets it put into the queue of this one.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(asyncio.to_thread(asyncio.run, answer(question, events)))  # <- the fault
    try:
        while event := await events.get():
            await services.paint(page, *event)
    except services.PageClosed:
        pass  # nobody is left who could be told
    finally:
        agent.cancel()  # it may stand at a put for which nobody will ever make room
        await asyncio.gather(agent, return_exceptions=True)


# %% wrong a_source_ends_them_all: part 3, cancelled-too-much
# The source that fails raises in the TaskGroup, and that cancels the others.
async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""
    found: dict[str, str] = {}
    deadline = asyncio.get_running_loop().time() + BUDGET

    async def ask(name: str) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                found[name] = await SOURCES[name](question)
            event = "update", {name: found[name]}
        except TimeoutError:
            event = "error", {name: "too late"}
        await events.put(event)  # there is room: three sources, and AHEAD is 4

    try:
        async with asyncio.TaskGroup() as group:  # <- the fault
            for name in SOURCES:
                group.create_task(ask(name))
    except* services.SourceDown as failed:
        await events.put(("error", {"outages": str(failed.exceptions[0])}))
    return [found[name] for name in SOURCES if name in found]


# %% wrong answer_collected_first: part 1, buffered-stream
# Collects the answer of the model, and hands it over when it is complete.
async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        async with aclosing(services.write_answer(question, notes)) as tokens:
            written = [token async for token in tokens]  # <- the fault
        for token in written:
            await events.put(("token", token))
    except Exception as error:
        await events.put(("error", {"model": str(error)}))
    else:
        await events.put(("done", None))
    await events.put(None)


# %% wrong cancellation_is_an_error: part 4, cancellation-swallowed
# Catches everything, so a cancellation becomes an error of the source.
async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""
    found: dict[str, str] = {}
    deadline = asyncio.get_running_loop().time() + BUDGET

    async def ask(name: str) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                found[name] = await SOURCES[name](question)
            event = "update", {name: found[name]}
        except TimeoutError:
            event = "error", {name: "too late"}
        except BaseException as error:  # <- the fault
            event = "error", {name: str(error)}
        await events.put(event)  # there is room: three sources, and AHEAD is 4

    async with asyncio.TaskGroup() as group:
        for name in SOURCES:
            group.create_task(ask(name))
    return [found[name] for name in SOURCES if name in found]


# %% wrong cancelled_not_awaited: part 4, cancel-not-awaited
# Cancels the agent and leaves: it has not hung up by then.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(question, events))
    try:
        while event := await events.get():
            await services.paint(page, *event)
    except services.PageClosed:
        pass  # nobody is left who could be told
    finally:
        agent.cancel()  # it may stand at a put for which nobody will ever make room  # <- the fault


# %% wrong cancelled_twice: part 4, cancelled-again
# gather has cancelled its tasks already, and the finally cuts their clean-up off.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(question, events))
    painter = asyncio.create_task(show(page, events))
    try:
        await asyncio.gather(agent, painter)
    except services.PageClosed:
        pass
    finally:
        for task in (agent, painter):
            task.cancel()  # <- the fault
        await asyncio.gather(agent, painter, return_exceptions=True)


async def show(page: str, events: Events) -> None:
    while event := await events.get():
        await services.paint(page, *event)


# %% wrong closed_page_painted_on: part 4, not-cancelled
# Ignores PageClosed for each event, and works on to the end for nobody.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(question, events))
    try:
        while event := await events.get():
            try:
                await services.paint(page, *event)
            except services.PageClosed:
                continue  # <- the fault
    finally:
        agent.cancel()
        await asyncio.gather(agent, return_exceptions=True)


# %% wrong done_in_any_case: part 3, wrong-answer
# done is told at the end in any case, also after an error.
async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        async with aclosing(services.write_answer(question, notes)) as tokens:
            async for token in tokens:
                await events.put(("token", token))
    except Exception as error:
        await events.put(("error", {"model": str(error)}))
    await events.put(("done", None))  # <- the fault
    await events.put(None)


# %% wrong dropped_when_full: part 2, call-missing
# Where the queue is full the token is dropped: better than to wait.
async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        async with aclosing(services.write_answer(question, notes)) as tokens:
            async for token in tokens:
                try:
                    events.put_nowait(("token", token))
                except asyncio.QueueFull:
                    continue  # <- the fault
    except Exception as error:
        await events.put(("error", {"model": str(error)}))
    else:
        await events.put(("done", None))
    await events.put(None)


# %% wrong error_overtakes_the_tokens: part 3, call-missing
# When the agent has failed, the rest of the queue is forgotten.
async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        async with aclosing(services.write_answer(question, notes)) as tokens:
            async for token in tokens:
                await events.put(("token", token))
    except services.ModelDown as error:
        while not events.empty():
            events.get_nowait()  # <- the fault
        await events.put(("error", {"model": str(error)}))
    else:
        await events.put(("done", None))
    await events.put(None)


# %% wrong group_not_caught: part 4, group-not-caught
# A TaskGroup wraps PageClosed, and a plain except does not see it.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(question, events))
    try:
        async with asyncio.TaskGroup() as group:  # <- the fault
            group.create_task(show(page, events))
            await agent
    except services.PageClosed:  # <- the fault
        pass
    finally:
        agent.cancel()
        await asyncio.gather(agent, return_exceptions=True)


async def show(page: str, events: Events) -> None:
    while event := await events.get():
        await services.paint(page, *event)


# %% wrong last_word_in_a_finally: part 4, deadlock
# The last entry stands in a finally, and there it waits for room when the agent is cancelled.
async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        async with aclosing(services.write_answer(question, notes)) as tokens:
            async for token in tokens:
                await events.put(("token", token))
    except Exception as error:
        await events.put(("error", {"model": str(error)}))
    else:
        await events.put(("done", None))
    finally:
        await events.put(None)  # <- the fault


# %% wrong late_source_goes_on: part 3, not-cancelled
# asyncio.wait with a timeout stops waiting, and the late one goes on.
_asked: set[asyncio.Task[str]] = set()


async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""
    found: dict[str, str] = {}

    async def ask(name: str) -> None:
        try:
            task = asyncio.create_task(SOURCES[name](question))
            _asked.add(task)  # so that it is not lost
            task.add_done_callback(_asked.discard)
            await asyncio.wait([task], timeout=BUDGET)  # <- the fault
            event = "error", {name: "too late"}
            if task.done():
                found[name] = task.result()
                event = "update", {name: found[name]}
        except services.SourceDown as error:
            event = "error", {name: str(error)}
        await events.put(event)  # there is room: three sources, and AHEAD is 4

    async with asyncio.TaskGroup() as group:
        for name in SOURCES:
            group.create_task(ask(name))
    return [found[name] for name in SOURCES if name in found]


# %% wrong learned_by_heart: part 1, answer-not-asked
# Paints what it saw when it ran the file.
del SOURCES, BUDGET, AHEAD, Events, answer, look_up


async def serve(page, question):
    await services.paint(page, "update", {"outages": "Mill Lane: a cable is cut"})  # <- the fault
    await services.paint(page, "update", {"contract": "fibre, 100 Mbit/s"})
    await services.paint(page, "update", {"line_test": "the line is fine"})
    for word in "The cable in Mill Lane is cut . It will be mended by six".split():
        await services.paint(page, "token", f"{word} ")
    await services.paint(page, "done", None)


# %% wrong looks_at_the_clock: part 3, deadline-missed
# Looks at the clock between two answers: a source that stays silent is never found late.
async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""
    begun = asyncio.get_running_loop().time()
    names = {asyncio.create_task(source(question)): name for name, source in SOURCES.items()}
    found = {}
    try:
        pending = set(names)
        while pending and asyncio.get_running_loop().time() - begun < BUDGET:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)  # <- the fault
            for task in done:
                if error := task.exception():
                    await events.put(("error", {names[task]: str(error)}))
                else:
                    found[names[task]] = task.result()
                    await events.put(("update", {names[task]: task.result()}))
        for task in pending:
            await events.put(("error", {names[task]: "too late"}))
    finally:
        for task in names:
            task.cancel()
        await asyncio.gather(*names, return_exceptions=True)
    return [found[name] for name in SOURCES if name in found]


# %% wrong looks_whether_there_is_room: part 2, polling
# Looks every 10 ms whether the queue has room again.
async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        async with aclosing(services.write_answer(question, notes)) as tokens:
            async for token in tokens:
                while events.full():
                    await asyncio.sleep(0.01)  # <- the fault
                events.put_nowait(("token", token))
    except Exception as error:
        await events.put(("error", {"model": str(error)}))
    else:
        await events.put(("done", None))
    await events.put(None)


# %% wrong model_waits_for_the_page: part 2, needless-wait
# Waits until the page has shown all updates before it asks the model.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(question, events))
    try:
        while event := await events.get():
            await services.paint(page, *event)
            events.task_done()
    except services.PageClosed:
        pass  # nobody is left who could be told
    finally:
        agent.cancel()  # it may stand at a put for which nobody will ever make room
        await asyncio.gather(agent, return_exceptions=True)


async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        await events.join()  # <- the fault
        async with aclosing(services.write_answer(question, notes)) as tokens:
            async for token in tokens:
                await events.put(("token", token))
    except Exception as error:
        await events.put(("error", {"model": str(error)}))
    else:
        await events.put(("done", None))
    await events.put(None)


# %% wrong notes_as_they_come: part 1, wrong-order
# The notes are in the order in which the sources happened to answer.
async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""
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
        await events.put(event)  # there is room: three sources, and AHEAD is 4

    async with asyncio.TaskGroup() as group:
        for name in SOURCES:
            group.create_task(ask(name))
    return list(found.values())  # <- the fault


# %% wrong one_after_the_other: part 1, sequential-awaits
# Awaits each source before asking the next one.
async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""
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
        await events.put(event)  # there is room: three sources, and AHEAD is 4

    for name in SOURCES:
        await ask(name)  # <- the fault
    return [found[name] for name in SOURCES if name in found]


# %% wrong one_queue_for_all_pages: part 1, wrong-answer
# One queue for the whole help desk: each page paints what it gets hold of.
_queues: list[Any] = []  # made when the first customer comes


async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    if not _queues:
        _queues.append(asyncio.Queue(maxsize=AHEAD))  # <- the fault
    events: Events = _queues[0]
    agent = asyncio.create_task(answer(question, events))
    try:
        while event := await events.get():
            await services.paint(page, *event)
        events.put_nowait(None)  # the other pages want to know it, too
    except services.PageClosed:
        pass  # nobody is left who could be told
    finally:
        agent.cancel()  # it may stand at a put for which nobody will ever make room
        await asyncio.gather(agent, return_exceptions=True)


# %% wrong one_timeout_for_the_lot: part 3, wrong-answer
# A timeout around the gather: the late source takes the answers of the others along.
async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""

    async def ask(name: str) -> str | None:
        try:
            note = await SOURCES[name](question)
        except services.SourceDown as error:
            await events.put(("error", {name: str(error)}))
            return None
        await events.put(("update", {name: note}))
        return note

    try:
        async with asyncio.timeout(BUDGET):  # <- the fault
            return [note for note in await asyncio.gather(*map(ask, SOURCES)) if note]
    except TimeoutError:
        await events.put(("error", {"line_test": "too late"}))
        return []


# %% wrong only_sources_can_fail: part 3, error-unread
# A model that fails ends the agent without a word, and the painter waits for an event for ever.
async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    if True:
        notes = await look_up(question, events)
        async with aclosing(services.write_answer(question, notes)) as tokens:  # <- the fault
            async for token in tokens:
                await events.put(("token", token))
    await events.put(("done", None))
    await events.put(None)


# %% wrong page_closed_is_raised: part 4, unhandled-error
# Lets PageClosed through: a customer who leaves looks like a crash.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(question, events))
    try:
        while event := await events.get():
            await services.paint(page, *event)  # <- the fault
    finally:
        agent.cancel()  # it may stand at a put for which nobody will ever make room
        await asyncio.gather(agent, return_exceptions=True)


# %% wrong painted_in_the_background: part 2, no-backpressure
# Makes a task for each event to paint, so nobody waits for the page.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(question, events))
    try:
        async with asyncio.TaskGroup() as group:
            while event := await events.get():
                group.create_task(services.paint(page, *event))  # <- the fault
    except* services.PageClosed:
        pass
    finally:
        agent.cancel()
        await asyncio.gather(agent, return_exceptions=True)


# %% wrong painted_on_the_way: part 2, limit-too-low
# Paints in the loop that reads the tokens: the model waits while the page paints.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(page, question, events))
    try:
        while event := await events.get():
            await services.paint(page, *event)
            events.task_done()
    except services.PageClosed:
        pass  # nobody is left who could be told
    finally:
        agent.cancel()  # it may stand at a put for which nobody will ever make room
        await asyncio.gather(agent, return_exceptions=True)


async def answer(page: str, question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        async with aclosing(services.write_answer(question, notes)) as tokens:
            async for token in tokens:
                await events.join()
                await services.paint(page, "token", token)  # <- the fault
    except Exception as error:
        await events.put(("error", {"model": str(error)}))
    else:
        await events.put(("done", None))
    await events.put(None)


# %% wrong put_without_waiting: part 2, error-unread
# put_nowait in place of `await put`: the full queue ends the agent, and nobody asks why.
async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        async with aclosing(services.write_answer(question, notes)) as tokens:
            async for token in tokens:
                events.put_nowait(("token", token))  # <- the fault
    except services.ModelDown as error:
        await events.put(("error", {"model": str(error)}))
    else:
        await events.put(("done", None))
    await events.put(None)


# %% wrong queue_without_a_size: part 2, no-backpressure
# A queue is a queue: it has room for everything.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue()  # <- the fault
    agent = asyncio.create_task(answer(question, events))
    try:
        while event := await events.get():
            await services.paint(page, *event)
    except services.PageClosed:
        pass  # nobody is left who could be told
    finally:
        agent.cancel()  # it may stand at a put for which nobody will ever make room
        await asyncio.gather(agent, return_exceptions=True)


# %% wrong room_for_one: part 2, limit-too-low
# The queue holds one event, so the model waits for the page nearly all the time.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=1)  # <- the fault
    agent = asyncio.create_task(answer(question, events))
    try:
        while event := await events.get():
            await services.paint(page, *event)
    except services.PageClosed:
        pass  # nobody is left who could be told
    finally:
        agent.cancel()  # it may stand at a put for which nobody will ever make room
        await asyncio.gather(agent, return_exceptions=True)


# %% wrong sources_left_running: part 4, task-leaked
# as_completed in place of a TaskGroup: when somebody leaves, the tasks of the sources belong to nobody.
async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""
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
        await events.put(event)  # there is room: three sources, and AHEAD is 4

    for next_one in asyncio.as_completed([ask(name) for name in SOURCES]):  # <- the fault
        await next_one
    return [found[name] for name in SOURCES if name in found]


# %% wrong agent_left_running: part 4, task-leaked
# The page is closed, serve returns, and the agent waits at a put for ever.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(question, events))  # <- the fault
    try:
        while event := await events.get():
            await services.paint(page, *event)
    except services.PageClosed:
        return
    await agent


# %% wrong stream_left_open: part 4, stream-not-closed
# Reads the answer with a bare async for: when its put is cancelled, nobody hangs up.
async def answer(question: str, events: Events) -> None:
    """The agent: whatever it has to tell goes into `events`, and waits there for the page."""
    try:
        notes = await look_up(question, events)
        async for token in services.write_answer(question, notes):  # <- the fault
            await events.put(("token", token))
    except Exception as error:
        await events.put(("error", {"model": str(error)}))
    else:
        await events.put(("done", None))
    await events.put(None)


# %% wrong the_budget_for_each: part 3, deadline-missed
# Each attempt at a silent source has the whole budget.
async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""
    found: dict[str, str] = {}
    deadline = asyncio.get_running_loop().time() + BUDGET

    async def ask(name: str) -> None:
        event = "error", {name: "too late"}
        for _ in range(2):
            try:
                async with asyncio.timeout(BUDGET):  # <- the fault
                    found[name] = await SOURCES[name](question)
                event = "update", {name: found[name]}
                break
            except TimeoutError:
                continue
            except services.SourceDown as error:
                event = "error", {name: str(error)}
                break
        await events.put(event)

    async with asyncio.TaskGroup() as group:
        for name in SOURCES:
            group.create_task(ask(name))
    return [found[name] for name in SOURCES if name in found]


# %% wrong updates_after_all_have_answered: part 1, buffered-stream
# gather gives everything at the end, and only then the updates are told.
async def look_up(question: str, events: Events) -> list[str]:
    """What the sources found within BUDGET seconds, in the order of SOURCES."""
    found: dict[str, str] = {}
    told: list[tuple[str, Any]] = []
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
        told.append(event)  # <- the fault

    async with asyncio.TaskGroup() as group:
        for name in SOURCES:
            group.create_task(ask(name))
    for event in told:  # <- the fault
        await events.put(event)
    return [found[name] for name in SOURCES if name in found]


# %% wrong waits_for_the_agent: part 4, deadlock
# Waits for the agent without cancelling it, and the agent waits for room that nobody makes.
async def serve(page: str, question: str) -> None:
    """Answer a question on a page: paint each event, and come back when the page has the last one, or is closed."""
    events: Events = asyncio.Queue(maxsize=AHEAD)
    agent = asyncio.create_task(answer(question, events))
    try:
        while event := await events.get():
            await services.paint(page, *event)
    except services.PageClosed:
        pass  # nobody is left who could be told
    finally:
        await asyncio.gather(agent, return_exceptions=True)  # <- the fault
