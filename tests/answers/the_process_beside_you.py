"""Right and wrong answers to the_process_beside_you. docs/for-authors.md says how to read a cell."""


# %% right readers_of_their_own
# Each pipe has a task that reads it; what ends the wait ends the process politely, then not.
async def read_scan(scan, seconds=30.0):
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    readers = [asyncio.ensure_future(stream.read()) for stream in (process.stdout, process.stderr)]
    try:
        text, complaints = await asyncio.wait_for(asyncio.gather(*readers), seconds)
        await process.wait()
    except BaseException:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 0.2)
            except TimeoutError:
                process.kill()
                await process.wait()
        raise
    if process.returncode != 0:
        raise NotReadable(complaints.decode())
    return text.decode().rstrip("\n")


async def read_all(scans):
    tasks = [asyncio.create_task(read_scan(scan)) for scan in scans]
    try:
        done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in done:
        task.result()
    return [task.result() for task in tasks]


# %% right a_context_manager
from contextlib import asynccontextmanager


@asynccontextmanager
async def started(*arguments):
    process = await asyncio.subprocess.create_subprocess_exec(*arguments, stdout=PIPE, stderr=PIPE)
    try:
        yield process
    finally:
        try:
            process.kill()
        except ProcessLookupError:
            pass
        await process.communicate()


async def read_scan(scan, seconds=30.0):
    async with asyncio.timeout(seconds), started(*command(scan)) as process:
        text, complaints = await process.communicate()
        if process.returncode == 0:
            return text.decode().strip()
        raise NotReadable(str(complaints, "utf-8"))


# %% right wait_with_a_timeout
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    reading = asyncio.create_task(process.communicate())
    try:
        done, _ = await asyncio.wait([reading], timeout=seconds)
    finally:
        if not reading.done():
            process.kill()
            await reading
    if not done:
        raise TimeoutError(f"{scan}: not read within {seconds} s")
    text, complaints = reading.result()
    if process.returncode:
        raise NotReadable(complaints.decode().strip())
    return text.decode().strip()


# %% wrong waits_first: part 1, pipe-deadlock
# First the tool ends, then its text is read.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(seconds):
            await process.wait()  # <- the fault
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotReadable((await process.stderr.read()).decode().strip())
    return (await process.stdout.read()).decode().strip()


# %% wrong one_pipe_after_the_other: part 1, pipe-deadlock
# Both pipes are read.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(seconds):
            text = await process.stdout.read()  # <- the fault
            complaints = await process.stderr.read()
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotReadable(complaints.decode().strip())
    return text.decode().strip()


# %% wrong one_line_is_enough: part 1, wrong-answer
# The text is the first thing that the tool prints.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=asyncio.subprocess.DEVNULL)
    try:
        async with asyncio.timeout(seconds):
            text = await process.stdout.read(65536)  # <- the fault
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return text.decode().strip()


# %% wrong both_in_one_pipe: part 1, wrong-answer
# One pipe cannot wait for the other.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(
        *command(scan),
        stdout=PIPE,
        stderr=asyncio.subprocess.STDOUT,  # <- the fault
    )
    try:
        async with asyncio.timeout(seconds):
            text, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotReadable(text.decode().strip())
    return text.decode().strip()


# %% wrong the_code_is_not_asked: part 2, error-swallowed
# A text is a text.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(seconds):
            text, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return text.decode().strip()  # <- the fault


# %% wrong the_reason_is_not_told: part 2, unhelpful-error
# The exit code says that it failed.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(seconds):
            text, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotReadable(f"exit code {process.returncode}")  # <- the fault
    return text.decode().strip()


# %% wrong no_deadline: part 3, no-deadline
# The tool ends sooner or later.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    try:
        text, complaints = await process.communicate()  # <- the fault
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise NotReadable(complaints.decode().strip())
    return text.decode().strip()


# %% wrong only_given_up: part 3, child-left-behind
# The deadline ends what is in its block.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    async with asyncio.timeout(seconds):
        text, complaints = await process.communicate()  # <- the fault
    if process.returncode:
        raise NotReadable(complaints.decode().strip())
    return text.decode().strip()


# %% wrong killed_and_not_awaited: part 3, child-left-behind
# What is killed is gone.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(seconds):
            text, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()  # <- the fault
    if process.returncode:
        raise NotReadable(complaints.decode().strip())
    return text.decode().strip()


# %% wrong asks_politely: part 3, no-deadline
# terminate ends a process.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(seconds):
            text, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()  # <- the fault
            await process.wait()
    if process.returncode:
        raise NotReadable(complaints.decode().strip())
    return text.decode().strip()


# %% wrong the_loop_waits_too: part 3, blocking-call
# subprocess.run has a time limit, and reads both pipes.
import subprocess


async def read_scan(scan: str, seconds: float = 30.0) -> str:
    try:
        done = subprocess.run(command(scan), capture_output=True, text=True, timeout=seconds)  # <- the fault
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    if done.returncode:
        raise NotReadable(done.stderr.strip())
    return done.stdout.strip()


# %% wrong only_the_deadline_kills: part 4, child-left-behind
# If the time is up, the process is killed.
async def read_scan(scan: str, seconds: float = 30.0) -> str:
    process = await asyncio.create_subprocess_exec(*command(scan), stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(seconds):
            text, complaints = await process.communicate()
    except TimeoutError:  # <- the fault
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise NotReadable(complaints.decode().strip())
    return text.decode().strip()


# %% wrong gather_and_go: part 4, child-left-behind
# gather raises the first error, and that is all that is needed.
async def read_all(scans: list[str]) -> list[str]:
    return await asyncio.gather(*[read_scan(scan) for scan in scans])  # <- the fault


# %% wrong cancelled_once_more: part 4, child-left-behind
# A finally serves errors and cancellations. But a gather that is cancelled has cancelled its tasks already.
async def read_all(scans: list[str]) -> list[str]:
    tasks = [asyncio.create_task(read_scan(scan)) for scan in scans]
    try:
        return await asyncio.gather(*tasks)  # <- the fault
    finally:
        for task in tasks:
            task.cancel()  # <- the fault
        await asyncio.gather(*tasks, return_exceptions=True)


# %% wrong one_after_the_other: part 4, sequential-awaits
# A process is a process of its own, so they run side by side.
async def read_all(scans: list[str]) -> list[str]:
    return [await read_scan(scan) for scan in scans]  # <- the fault


# %% wrong all_errors_at_the_end: part 4, not-cancelled
# All scans are read, and then the errors are looked at.
async def read_all(scans: list[str]) -> list[str]:
    texts = await asyncio.gather(*[read_scan(scan) for scan in scans], return_exceptions=True)  # <- the fault
    for text in texts:
        if isinstance(text, BaseException):
            raise text
    return texts
