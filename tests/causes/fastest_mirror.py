"""Answers to fastest_mirror that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong last_error: part 3, error-let-through
async def fastest(mirrors: list[str], name: str) -> str:
    transfers = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    last = None
    try:
        for transfer in asyncio.as_completed(transfers):
            try:
                return await transfer
            except MirrorError as error:
                last = error
        raise last  # <- the fault
    finally:
        for task in transfers:
            task.cancel()
        await asyncio.gather(*transfers, return_exceptions=True)


# %% wrong staggered: part 1, too-slow
async def fastest(mirrors: list[str], name: str) -> str:
    transfers = []
    for mirror in mirrors:
        transfers.append(asyncio.create_task(download(mirror, name)))
        await asyncio.sleep(0.5)  # <- the fault
    errors: list[Exception] = []
    try:
        for transfer in asyncio.as_completed(transfers):
            try:
                return await transfer
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    finally:
        for task in transfers:
            task.cancel()
        await asyncio.gather(*transfers, return_exceptions=True)


# %% wrong sleeps_after_cancel: part 2, cancel-not-awaited
async def fastest(mirrors: list[str], name: str) -> str:
    transfers = [asyncio.create_task(download(mirror, name)) for mirror in mirrors]
    errors: list[Exception] = []
    try:
        for transfer in asyncio.as_completed(transfers):
            try:
                return await transfer
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    finally:
        for task in transfers:
            task.cancel()  # <- the fault
        await asyncio.sleep(0.05)  # <- the fault


# %% wrong swapped: part 1, wrong-answer
async def fastest(mirrors: list[str], name: str) -> str:
    transfers = [asyncio.create_task(download(name, mirror)) for mirror in mirrors]  # <- the fault
    errors = []
    try:
        for transfer in asyncio.as_completed(transfers):
            try:
                return await transfer
            except MirrorError as error:
                errors.append(error)
        raise NoMirrorError(errors)
    finally:
        for task in transfers:
            task.cancel()
        await asyncio.gather(*transfers, return_exceptions=True)


# %% wrong tries_with_patience: part 1, gave-up-too-soon
async def fastest(mirrors: list[str], name: str) -> str:
    transfers = [asyncio.create_task(_in_time(mirror, name)) for mirror in mirrors]
    errors = []
    try:
        for transfer in asyncio.as_completed(transfers):
            try:
                return await transfer
            except (MirrorError, TimeoutError) as error:
                errors.append(error)
        raise NoMirrorError(errors)
    finally:
        for task in transfers:
            task.cancel()
        await asyncio.gather(*transfers, return_exceptions=True)


async def _in_time(mirror, name):
    return await asyncio.wait_for(download(mirror, name), 0.3)  # <- the fault
