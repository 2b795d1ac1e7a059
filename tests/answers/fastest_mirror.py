"""Right and wrong answers to fastest_mirror. docs/for-authors.md says how to read a cell."""

# %% right finish_line
# Transfers report to a queue; the referee reads it until somebody has won or everybody has failed.
from contextlib import asynccontextmanager


@asynccontextmanager
async def race(coroutines):
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def fastest(mirrors: list[str], name: str) -> str:
    finish: asyncio.Queue[str | MirrorError] = asyncio.Queue()
    errors = []

    async def run(mirror: str) -> None:
        try:
            finish.put_nowait(await download(mirror, name))
        except MirrorError as error:
            finish.put_nowait(error)

    async with race([run(mirror) for mirror in mirrors]):
        while len(errors) < len(mirrors):
            arrived = await finish.get()
            if isinstance(arrived, str):
                return arrived
            errors.append(arrived)
    raise NoMirrorError(errors)


# %% right group_that_is_left_by_an_error
# The winner raises, which is how a TaskGroup is told to cancel and await everybody else.
class Won(Exception):
    """Not an error: the way out of the group."""


async def fastest(mirrors: list[str], name: str) -> str:
    files: list[str] = []
    errors: list[Exception] = []

    async def compete(mirror: str) -> None:
        try:
            files.append(await download(mirror, name))
        except MirrorError as error:
            errors.append(error)
        else:
            raise Won

    try:
        async with asyncio.TaskGroup() as group:
            for mirror in mirrors:
                group.create_task(compete(mirror))
    except* Won:
        pass
    if not files:
        raise NoMirrorError(errors)
    return files[0]


# %% right wait_again_and_again
# asyncio.wait, as long as transfers are pending. `done` may hold several at once, so each is asked.
async def fastest(mirrors: list[str], name: str) -> str:
    pending = {asyncio.create_task(download(mirror, name)) for mirror in mirrors}
    errors: list[BaseException] = []
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task.exception() is None:
                    return task.result()
                errors.append(task.exception())
        raise NoMirrorError(errors)
    finally:
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)


# %% wrong a_failure_hides_a_file: part 1, wrong-answer
# Tasks finish one at a time, so what is done has either failed or succeeded.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    pending, errors = set(tasks), []
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            failures = [error for task in done if (error := task.exception())]
            if failures:  # <- the fault
                errors.extend(failures)
            else:
                return done.pop().result()
        raise NoMirrorError(errors)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong one_of_those_that_are_done: part 1, wrong-answer
# FIRST_COMPLETED gives one task at a time.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    pending, errors = set(tasks), []
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            task = done.pop()  # <- the fault
            if not task.exception():
                return task.result()
            errors.append(task.exception())
        raise NoMirrorError(errors)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong one_failure_of_several: part 3, unhelpful-error
# One failure at a time: the error of the first one that is done is the error of this round.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    pending, errors = set(tasks), []
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if not task.exception():
                    return task.result()
            errors.append(done.pop().exception())  # <- the fault
        raise NoMirrorError(errors)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong cancellation_taken_for_an_answer: part 4, cancellation-swallowed
# Whoever gives up wants no error any more, so there is an empty file.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    errors = []
    try:
        for transfer in asyncio.as_completed(tasks):
            try:
                return await transfer
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    except asyncio.CancelledError:
        return ""  # <- the fault
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong cancelled_and_left: part 2, cancel-not-awaited
# cancel ends a task.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    errors = []
    try:
        for transfer in asyncio.as_completed(tasks):
            try:
                return await transfer
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    finally:
        for task in tasks:
            task.cancel()  # <- the fault


# %% wrong except_exception: part 4, task-leaked
# except Exception catches whatever can go wrong.
async def stop(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    errors = []
    try:
        for transfer in asyncio.as_completed(tasks):
            try:
                file = await transfer
            except MirrorError as error:
                errors.append(error)
            else:
                await stop(tasks)
                return file
        raise NoMirrorError(errors)
    except Exception:  # <- the fault
        await stop(tasks)
        raise


# %% wrong first_in_the_list: part 1, wrong-answer
# The tasks are awaited in a loop, and the first that works is the first.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    errors = []
    try:
        for task in tasks:  # <- the fault
            try:
                return await task
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong first_that_is_done: part 1, gave-up-too-soon
# FIRST_COMPLETED gives the winner.
async def fastest(mirrors, name):
    if not mirrors:
        raise NoMirrorError([])
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # <- the fault
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong gathers_the_cancelled: part 1, cancelled-work-raised
# After cancel comes gather, to wait for the cancelled ones.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    errors = []
    file = None
    for transfer in asyncio.as_completed(tasks):
        try:
            file = await transfer
            break
        except MirrorError as error:
            errors.append(error)
    if file is None:
        raise NoMirrorError(errors)
    pending = [task for task in tasks if not task.done()]
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending)  # <- the fault
    return file


# %% wrong last_error_only: part 3, unhelpful-error
# The last error is as good as any other.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    last = None
    try:
        for transfer in asyncio.as_completed(tasks):
            try:
                return await transfer
            except MirrorError as error:
                last = error  # <- the fault
        raise NoMirrorError([last])
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong losers_forgotten: part 2, task-leaked
# return ends the function, and with it what it started.
async def fastest(mirrors, name):
    errors = []
    for transfer in asyncio.as_completed([download(mirror, name) for mirror in mirrors]):  # <- the fault
        try:
            return await transfer
        except MirrorError as error:
            errors.append(error)
    raise NoMirrorError(errors)


# %% wrong losers_one_by_one: part 2, sequential-awaits
# Cancel one, wait for it, take the next.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    errors = []
    try:
        for transfer in asyncio.as_completed(tasks):
            try:
                return await transfer
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    finally:
        for task in tasks:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)  # <- the fault


# %% wrong made_up_file: part 1, answer-not-asked
# The file is the same on every mirror, so it can be written down.
async def fastest(mirrors, name):
    if not mirrors:
        raise NoMirrorError([])
    await asyncio.sleep(0.5)
    return f"{name} from {mirrors[0]}"  # <- the fault


# %% wrong no_finally: part 4, task-leaked
# The losers are broken off behind the loop, where the winner is known.
async def fastest(mirrors, name):
    pending = {asyncio.create_task(download(mirror, name)) for mirror in mirrors}
    errors = []
    file = None
    while pending and file is None:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if task.exception() is None:
                file = file or task.result()
            else:
                errors.append(task.exception())
    for task in pending:  # <- the fault
        task.cancel()
    if pending:
        await asyncio.wait(pending)
    if file is None:
        raise NoMirrorError(errors)
    return file


# %% wrong nothing_to_return: part 3, error-swallowed
# When nobody has the file, None says so.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    try:
        for transfer in asyncio.as_completed(tasks):
            try:
                return await transfer
            except MirrorError:
                pass  # <- the fault
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong one_after_the_other: part 1, sequential-awaits
# The next mirror is asked when one has failed, which saves work.
async def fastest(mirrors, name):
    errors = []
    for mirror in mirrors:
        try:
            return await download(mirror, name)  # <- the fault
        except MirrorError as error:
            errors.append(error)
    raise NoMirrorError(errors)


# %% wrong one_turn_for_the_losers: part 2, cancel-not-awaited
# sleep(0) gives the cancelled ones their turn.
async def fastest(mirrors, name):
    tasks = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    errors = []
    try:
        for transfer in asyncio.as_completed(tasks):
            try:
                return await transfer
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.sleep(0)  # <- the fault


# %% wrong wait_for_coroutines: part 1, not-a-task
# wait takes what gather takes.
async def fastest(mirrors, name):
    done, pending = await asyncio.wait(
        [download(mirror, name) for mirror in mirrors],
        return_when=asyncio.FIRST_COMPLETED,  # <- the fault
    )
    for task in pending:
        task.cancel()
    return done.pop().result()


# %% wrong waits_for_all: part 1, too-slow
# return_exceptions keeps the errors away, and the first file in the list is taken.
async def fastest(mirrors, name):
    came = []

    async def note(mirror):
        try:
            came.append(await download(mirror, name))
        except MirrorError as error:
            return error

    errors = await asyncio.gather(*[note(mirror) for mirror in mirrors])  # <- the fault
    if not came:
        raise NoMirrorError(errors)
    return came[0]


# %% wrong waits_for_an_empty_set: part 3, unhandled-error
# asyncio.wait waits for nothing when there is nothing.
async def fastest(mirrors, name):
    pending = {asyncio.create_task(download(mirror, name)) for mirror in mirrors}
    errors = []
    try:
        while True:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)  # <- the fault
            for task in done:
                if task.exception() is None:
                    return task.result()
                errors.append(task.exception())
            if not pending:
                raise NoMirrorError(errors)
    finally:
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending)
