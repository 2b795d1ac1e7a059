"""Right and wrong answers to one_deadline. docs/for-authors.md says how to read a cell."""


# %% right a_moment_for_each
async def large_or_nothing(prompt):
    async with asyncio.timeout(FIRST) as limit:
        return await ask_large(prompt)


async def either(prompt):
    try:
        return await large_or_nothing(prompt)
    except TimeoutError:
        return await ask_small(prompt)


async def all_steps(question):
    return await either(build_prompt(question, await load_notes(question)))


async def answer(question):
    end = asyncio.get_running_loop().time() + TOTAL
    async with asyncio.timeout_at(end):
        return await all_steps(question)


# %% right a_task_and_wait
async def answer(question):
    return await asyncio.wait_for(steps(question), TOTAL)


async def steps(question):
    prompt = build_prompt(question, await load_notes(question))
    large = asyncio.create_task(ask_large(prompt))
    try:
        done, _ = await asyncio.wait([large], timeout=FIRST)
        if done:
            return large.result()
    finally:
        large.cancel()
        await asyncio.wait([large])
    return await ask_small(prompt)


# %% right what_is_left
async def answer(question):
    loop = asyncio.get_running_loop()
    end = loop.time() + TOTAL

    def left():
        return max(end - loop.time(), 0)

    prompt = build_prompt(question, await asyncio.wait_for(load_notes(question), left()))
    first = min(FIRST, left())
    try:
        return await asyncio.wait_for(ask_large(prompt), first)
    except TimeoutError:
        if first < FIRST:
            raise
        return await asyncio.wait_for(ask_small(prompt), left())


# %% wrong a_task_of_its_own: part 3, task-leaked
# Who cancels the answer cancels the task that works on it.
async def steps(question):
    prompt = build_prompt(question, await load_notes(question))
    try:
        async with asyncio.timeout(FIRST):
            return await ask_large(prompt)
    except TimeoutError:
        return await ask_small(prompt)


async def answer(question):
    work = asyncio.create_task(steps(question))
    done, _ = await asyncio.wait([work], timeout=TOTAL)  # <- the fault
    if not done:
        work.cancel()
        await asyncio.wait([work])
        raise TimeoutError(question)
    return work.result()


# %% wrong an_apology: part 2, wrong-answer
# A friendly sentence is better than an error.
async def answer(question):
    try:
        async with asyncio.timeout(TOTAL):
            prompt = build_prompt(question, await load_notes(question))
            try:
                async with asyncio.timeout(FIRST):
                    return await ask_large(prompt)
            except TimeoutError:
                return await ask_small(prompt)
    except TimeoutError:
        return "Sorry, I do not know."  # <- the fault


# %% wrong awaited_outside: part 1, not-cancelled
# What is called inside the block is limited by it.
async def answer(question):
    async with asyncio.timeout(TOTAL + 9):
        prompt = build_prompt(question, await load_notes(question))
        try:
            async with asyncio.timeout(FIRST):
                call = ask_large(prompt)
            return await call  # <- the fault
        except TimeoutError:
            return await ask_small(prompt)


# %% wrong both_at_once: part 1, called-too-often
# Asking both from the beginning saves the second.
async def answer(question):
    async with asyncio.timeout(TOTAL), asyncio.TaskGroup() as group:
        prompt = build_prompt(question, await load_notes(question))
        large, small = group.create_task(ask_large(prompt)), group.create_task(ask_small(prompt))  # <- the fault
        try:
            async with asyncio.timeout(FIRST):
                text = await large
            small.cancel()
            return text
        except TimeoutError:
            return await small


# %% wrong both_kinds_caught: part 2, cancellation-swallowed
# A CancelledError in there can only come from the timeout.
async def answer(question):
    async with asyncio.timeout(TOTAL):
        prompt = build_prompt(question, await load_notes(question))
        try:
            async with asyncio.timeout(FIRST):
                return await ask_large(prompt)
        except (TimeoutError, asyncio.CancelledError):  # <- the fault
            return await ask_small(prompt)


# %% wrong caught_inside: part 1, cancellation-swallowed
# A timeout raises CancelledError, so that is what to catch.
async def answer(question):
    async with asyncio.timeout(TOTAL):
        prompt = build_prompt(question, await load_notes(question))
        async with asyncio.timeout(FIRST):
            try:
                return await ask_large(prompt)
            except asyncio.CancelledError:  # <- the fault
                return await ask_small(prompt)


# %% wrong clock_between_steps: part 2, deadline-missed
# Looks at the clock after each step and gives up when it is too late.
async def answer(question):
    loop = asyncio.get_running_loop()
    end = loop.time() + TOTAL

    def look():
        if loop.time() > end:
            raise TimeoutError("too late")

    prompt = build_prompt(question, await load_notes(question))
    look()
    try:
        async with asyncio.timeout(FIRST):
            return await ask_large(prompt)
    except TimeoutError:
        look()
        text = await ask_small(prompt)  # <- the fault
        look()
        return text


# %% wrong every_end_is_a_timeout: part 3, cancellation-swallowed
# Whoever ends it early has run out of time.
async def answer(question):
    try:
        async with asyncio.timeout(TOTAL):
            prompt = build_prompt(question, await load_notes(question))
            try:
                async with asyncio.timeout(FIRST):
                    return await ask_large(prompt)
            except TimeoutError:
                return await ask_small(prompt)
    except asyncio.CancelledError:
        raise TimeoutError("cut off") from None  # <- the fault


# %% wrong knows_its_own_limits_only: part 3, cancellation-swallowed
# There are two limits, and both are mine.
async def answer(question):
    async with asyncio.timeout(TOTAL) as everything:
        prompt = build_prompt(question, await load_notes(question))
        try:
            async with asyncio.timeout(FIRST):
                return await ask_large(prompt)
        except BaseException:
            if everything.expired():  # <- the fault
                raise
            return await ask_small(prompt)


# %% wrong looks_at_the_clock: part 1, not-cancelled
# Measures how long the large model took, and then decides.
async def answer(question):
    loop = asyncio.get_running_loop()
    prompt = build_prompt(question, await load_notes(question))
    begun = loop.time()
    text = await ask_large(prompt)  # <- the fault
    if loop.time() - begun > FIRST:
        text = await ask_small(prompt)
    return text


# %% wrong looks_every_so_often: part 1, polling
# Whether the model is done has to be looked up again and again.
async def answer(question):
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(TOTAL):
        prompt = build_prompt(question, await load_notes(question))
        large = asyncio.create_task(ask_large(prompt))
        end = loop.time() + FIRST
        while not large.done() and loop.time() < end:
            await asyncio.sleep(0.05)  # <- the fault
        if large.done():
            return large.result()
        large.cancel()
        return await ask_small(prompt)


# %% wrong made_up: part 1, answer-not-asked
# Writes the answer that the small model would give.
async def answer(question):
    return f"a short answer ({question}? notes on {question})"  # <- the fault


# %% wrong nobody_ends_the_task: part 2, task-leaked
# After the second is over the task is cancelled, and before that nothing can happen.
async def answer(question):
    async with asyncio.timeout(TOTAL):
        prompt = build_prompt(question, await load_notes(question))
        large = asyncio.create_task(ask_large(prompt))
        done, _ = await asyncio.wait([large], timeout=FIRST)  # <- the fault
        if done:
            return large.result()
        large.cancel()
        await asyncio.wait([large])
        return await ask_small(prompt)


# %% wrong nothing_left_for_small: part 2, called-too-often
# When the time of the large model is up the small one is asked, whatever time it is.
async def answer(question):
    loop = asyncio.get_running_loop()
    end = loop.time() + TOTAL
    prompt = build_prompt(question, await asyncio.wait_for(load_notes(question), TOTAL))
    try:
        return await asyncio.wait_for(ask_large(prompt), min(FIRST, end - loop.time()))
    except TimeoutError:
        small = asyncio.create_task(ask_small(prompt))  # <- the fault
        await asyncio.wait([small], timeout=max(end - loop.time(), 0))
        if small.done():
            return small.result()
        small.cancel()
        await asyncio.wait([small])
        raise


# %% wrong only_the_total: part 1, unhandled-error
# A model that is late is a failure like any other.
async def answer(question):
    async with asyncio.timeout(TOTAL):
        notes = await load_notes(question)
        return await ask_large(build_prompt(question, notes))  # <- the fault


# %% wrong result_with_a_timeout: part 1, blocking-call
# result(timeout=…) is how one waits for something with a limit.
async def answer(question):
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(TOTAL):
        prompt = build_prompt(question, await load_notes(question))
        large = asyncio.run_coroutine_threadsafe(ask_large(prompt), loop)
        try:
            return large.result(FIRST)  # <- the fault
        except TimeoutError:
            large.cancel()
            return await ask_small(prompt)


# %% wrong shielded: part 1, shield-orphan
# A shield keeps the large model from being cut off in the middle of a sentence.
async def answer(question):
    async with asyncio.timeout(TOTAL):
        prompt = build_prompt(question, await load_notes(question))
        try:
            return await asyncio.wait_for(asyncio.shield(ask_large(prompt)), FIRST)  # <- the fault
        except TimeoutError:
            return await ask_small(prompt)


# %% wrong the_notes_count_too: part 1, gave-up-too-soon
# The second of the large model begins with the call.
async def answer(question):
    async with asyncio.timeout(TOTAL):
        prompt = None
        try:
            async with asyncio.timeout(FIRST):
                prompt = build_prompt(question, await load_notes(question))  # <- the fault
                return await ask_large(prompt)
        except TimeoutError:
            return await ask_small(prompt or build_prompt(question, await load_notes(question)))


# %% wrong three_limits: part 2, deadline-missed
# Every step gets its time, so everything has a limit.
async def answer(question):
    notes = await asyncio.wait_for(load_notes(question), TOTAL)
    prompt = build_prompt(question, notes)
    try:
        return await asyncio.wait_for(ask_large(prompt), FIRST)
    except TimeoutError:
        return await asyncio.wait_for(ask_small(prompt), TOTAL)  # <- the fault


# %% wrong total_for_each: part 2, deadline-missed
# No step may take longer than all of them together.
async def within(seconds, work):
    async with asyncio.timeout(seconds):
        return await work


async def answer(question):
    prompt = build_prompt(question, await within(TOTAL, load_notes(question)))
    try:
        return await within(FIRST, ask_large(prompt))
    except TimeoutError:
        return await within(TOTAL, ask_small(prompt))  # <- the fault


# %% wrong two_and_one_make_three: part 2, deadline-missed
# After the first second two are left, and notes are quick.
async def answer(question):
    prompt = build_prompt(question, await load_notes(question))  # <- the fault
    try:
        async with asyncio.timeout(FIRST):
            return await ask_large(prompt)
    except TimeoutError:
        async with asyncio.timeout(TOTAL - FIRST):  # <- the fault
            return await ask_small(prompt)


# %% wrong waits_and_goes_on: part 1, task-leaked
# A task whose waiting time is up has ended.
async def answer(question):
    async with asyncio.timeout(TOTAL):
        prompt = build_prompt(question, await load_notes(question))
        large = asyncio.create_task(ask_large(prompt))
        done, _ = await asyncio.wait([large], timeout=FIRST)  # <- the fault
        if done:
            return large.result()
        return await ask_small(prompt)
