"""Right and wrong answers to let_cancel_through. docs/for-authors.md says how to read a cell."""

# %% right a_context_manager
from contextlib import asynccontextmanager


@asynccontextmanager
async def open_for_letters():
    line = await open_line()
    try:
        yield line
    finally:
        await close_line(line)


async def worker(readers, problems):
    async with open_for_letters() as line:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])


# %% right a_stack_and_an_outcome
from contextlib import AsyncExitStack


async def outcome_of(mail):
    (outcome,) = await asyncio.gather(mail, return_exceptions=True)
    return outcome


async def worker(readers, problems):
    async with AsyncExitStack() as stack:
        line = await open_line()
        stack.push_async_callback(close_line, line)
        while reader := await readers.get():
            if outcome := await outcome_of(send_mail(line, reader)):
                problems.append([reader, str(outcome)])


# %% right caught_and_raised_again
async def worker(readers, problems):
    line = await open_line()
    try:
        await send_all(line, readers, problems)
    except asyncio.CancelledError:
        await close_line(line)
        raise


async def send_all(line, readers, problems):
    while True:
        reader = await readers.get()
        try:
            await send_mail(line, reader)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            problems.append([reader, str(error)])


# %% wrong a_line_for_each_mail: part 1, called-too-often
# Whoever closes the line after each mail cannot forget it.
async def worker(readers, problems):
    while True:
        reader = await readers.get()
        line = await open_line()  # <- the fault
        try:
            await send_mail(line, reader)
        except Exception as error:
            problems.append([reader, str(error)])
        finally:
            await close_line(line)


# %% wrong a_task_for_each_mail: part 1, task-leaked
# Cancelling the worker cancels the tasks that it has made.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            mail = asyncio.create_task(send_mail(line, reader))  # <- the fault
            await asyncio.wait([mail])
            if mail.exception():
                problems.append([reader, str(mail.exception())])
    finally:
        await close_line(line)


# %% wrong around_the_loop: part 2, wrong-answer
# One try around everything catches every error of every mail.
async def worker(readers, problems):
    line = await open_line()
    reader = None
    try:
        while True:
            reader = await readers.get()
            await send_mail(line, reader)
    except Exception as error:  # <- the fault
        problems.append([reader, str(error)])
    finally:
        await close_line(line)


# %% wrong base_exception: part 1, cancellation-swallowed
# BaseException is what to catch when nothing may end the worker.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except BaseException as error:  # <- the fault
                problems.append([reader, str(error)])
    finally:
        await close_line(line)


# %% wrong closed_after_an_error: part 3, cleanup-skipped
# except Exception sees every way out of the loop.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])
    except Exception:  # <- the fault
        await close_line(line)
        raise


# %% wrong closed_below_the_loop: part 3, cleanup-skipped
# What stands below the loop happens when the loop is left.
async def worker(readers, problems):
    line = await open_line()
    while True:
        reader = await readers.get()
        try:
            await send_mail(line, reader)
        except Exception as error:
            problems.append([reader, str(error)])
    await close_line(line)  # <- the fault


# %% wrong closed_twice: part 3, called-too-often
# The cancellation and the end of the worker are two things, and both close the line.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except asyncio.CancelledError:
                await close_line(line)  # <- the fault
                raise
            except Exception as error:
                problems.append([reader, str(error)])
    finally:
        await close_line(line)


# %% wrong closed_where_mails_are_sent: part 3, cleanup-skipped
# A worker can only be stopped while it sends.
async def worker(readers, problems):
    line = await open_line()
    while True:
        reader = await readers.get()
        try:
            await send_mail(line, reader)
        except asyncio.CancelledError:  # <- the fault
            await close_line(line)
            raise
        except Exception as error:
            problems.append([reader, str(error)])


# %% wrong closes_in_a_task: part 1, task-leaked
# finally must not wait, so the line is closed in the background.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])
    finally:
        closing = asyncio.create_task(close_line(line))  # <- the fault


# %% wrong closing_not_awaited: part 1, never-awaited
# A call in finally is done on the way out.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])
    finally:
        close_line(line)  # <- the fault


# %% wrong leaves_the_loop: part 1, cancellation-swallowed
# A worker that is told to stop leaves its loop and returns.
async def worker(readers, problems):
    line = await open_line()
    while True:
        try:
            reader = await readers.get()
            await send_mail(line, reader)
        except asyncio.CancelledError:
            break  # <- the fault
        except Exception as error:
            problems.append([reader, str(error)])
    await close_line(line)


# %% wrong no_line_to_close: part 3, unhandled-error
# The finally belongs around everything, the opening included.
async def worker(readers, problems):
    try:
        line = await open_line()  # <- the fault
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])
    finally:
        await close_line(line)


# %% wrong not_raised_again: part 1, cancellation-swallowed
# Cleaning up is the answer to a CancelledError.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])
    except asyncio.CancelledError:  # <- the fault
        await close_line(line)


# %% wrong notes_the_stop: part 1, wrong-answer
# Whoever did not get a mail is noted, for whatever reason.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except BaseException as error:
                problems.append([reader, str(error)])  # <- the fault
                if isinstance(error, asyncio.CancelledError):
                    raise
    finally:
        await close_line(line)


# %% wrong nothing_is_caught: part 2, unhandled-error
# A finally keeps the worker alive.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            finally:  # <- the fault
                reader = None
    finally:
        await close_line(line)


# %% wrong one_kind_of_error: part 2, unhandled-error
# A wrong address is the only thing that can be wrong with a mail.
from services import BadAddress


async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except BadAddress as error:  # <- the fault
                problems.append([reader, str(error)])
    finally:
        await close_line(line)


# %% wrong only_waits_to_be_stopped: part 1, answer-not-asked
# A worker that does nothing can be cancelled at any time.
async def worker(readers, problems):
    await asyncio.Event().wait()  # <- the fault


# %% wrong return_in_finally: part 1, cancellation-swallowed
# return says that the function ends here, which it does.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])
    finally:
        await close_line(line)
        return  # <- the fault


# %% wrong shielded: part 1, shield-orphan
# A mail that is under way has to arrive, so it is shielded.
async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await asyncio.shield(send_mail(line, reader))  # <- the fault
            except Exception as error:
                problems.append([reader, str(error)])
    finally:
        await close_line(line)


# %% wrong suppressed: part 1, cancellation-swallowed
# suppress(BaseException) keeps a worker alive, and nothing else.
from contextlib import suppress


async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            with suppress(BaseException):  # <- the fault
                await send_mail(line, reader)
                continue
            problems.append([reader, "not sent"])
    finally:
        await close_line(line)


# %% wrong the_errors_of_services: part 2, unhandled-error
# services.py lists the errors that a mail can have.
from services import BadAddress, ServerBusy


async def worker(readers, problems):
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                await send_mail(line, reader)
            except (BadAddress, ServerBusy) as error:  # <- the fault
                problems.append([reader, str(error)])
    finally:
        await close_line(line)


# %% wrong until_nobody_is_left: part 2, wrong-answer
# When nobody is left to write to, the work is done.
async def worker(readers, problems):
    line = await open_line()
    try:
        while not readers.empty():  # <- the fault
            reader = readers.get_nowait()
            try:
                await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])
    finally:
        await close_line(line)
