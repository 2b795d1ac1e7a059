"""Answers to let_cancel_through that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong leaves_on_idle: part 2, guessed-wait
async def worker(readers: asyncio.Queue[str], problems: list[list[str]]) -> None:
    line = await open_line()
    try:
        while True:
            try:
                reader = await asyncio.wait_for(readers.get(), 0.5)  # <- the fault
            except TimeoutError:
                return
            try:
                await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])
    finally:
        await close_line(line)


# %% wrong mail_timeout: part 1, gave-up-too-soon
async def worker(readers: asyncio.Queue[str], problems: list[list[str]]) -> None:
    line = await open_line()
    try:
        while True:
            reader = await readers.get()
            try:
                async with asyncio.timeout(0.2):  # <- the fault
                    await send_mail(line, reader)
            except Exception as error:
                problems.append([reader, str(error)])
    finally:
        await close_line(line)
