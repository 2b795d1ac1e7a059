"""Right and wrong answers to inside_the_loop. docs/for-authors.md says how to read a cell."""


# %% right async_all_the_way
# Every function between the handler and the database became async, and stayed.
async def room_page(db: Database, number: int) -> str:
    price = asyncio.create_task(room_price(db, number))
    return f"{await room_name(db, number)}, {await price} euros"


async def room_name(db: Database, number: int) -> str:
    return await db.name(number)


async def room_price(db: Database, number: int) -> int:
    return await db.price(number)


# %% right plain_functions_hand_coroutines_on
# A plain def may hand a coroutine on: only whoever needs the value has to await it.
del room_page


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": page(*await asyncio.gather(room_name(db, number), room_price(db, number)))}


def page(name: str, price: int) -> str:
    return f"{name}, {price} euros"


def room_name(db: Database, number: int):
    return db.name(number)


def room_price(db: Database, number: int):
    return db.price(number)


# %% right task_group_in_a_class
# A class for the page, and a TaskGroup for what it waits for.
del room_page


class RoomPage:
    def __init__(self, db: Database, number: int) -> None:
        self.db = db
        self.number = number

    async def load(self) -> "RoomPage":
        async with asyncio.TaskGroup() as group:
            name = group.create_task(self.db.name(self.number))
            price = group.create_task(self.db.price(self.number))
        self.name, self.price = name.result(), price.result()
        return self

    def __str__(self) -> str:
        return f"{self.name}, {self.price} euros"


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": str(await RoomPage(db, number).load())}


# %% wrong await_in_def: part 1, await-outside-async
# await is how a coroutine is run; where it stands does not matter.
# await in the plain functions.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": room_page(db, number)}


def room_page(db: Database, number: int) -> str:
    return f"{await db.name(number)}, {await db.price(number)} euros"  # <- the fault


# %% wrong coroutine_in_the_text: part 1, never-awaited
# Inside an f-string everything becomes a text.
# The page shows the coroutine objects.
del room_page


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": f"{db.name(number)}, {db.price(number)} euros"}  # <- the fault


# %% wrong database_in_the_thread: part 1, extra-loop
# The second loop needs a second database, then everything fits.
# A thread, a loop and a pool of connections for each guest.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": await asyncio.to_thread(lambda: asyncio.run(room_page(number)))}  # <- the fault


async def room_page(number: int) -> str:
    db = Database()
    name, price = await asyncio.gather(db.name(number), db.price(number))
    return f"{name}, {price} euros"


# %% wrong forgot_one_level: part 1, never-awaited
# The database is awaited where it is called; further up it is a plain call again.
# room_page became async, and its caller does not await it.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": room_page(db, number)}  # <- the fault


# %% wrong handler_made_def: part 1, nested-run
# In a plain def no loop runs, so asyncio.run is allowed there.
# The handler became plain, and is called by the server's loop all the same.
def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": asyncio.run(room_page(db, number))}  # <- the fault


# %% wrong hard_coded: part 1, answer-not-asked
# The page is known: it stands in the README.
# A cheat: the answer of services.py, after the time that it takes there.
del room_page


async def handle_room(db: Database, number: int) -> dict:
    await asyncio.sleep(0.5)
    return {"status": 200, "body": f"Room {number}, {80 + number} euros"}  # <- the fault


# %% wrong looks_until_the_task_is_done: part 1, polling
# The task runs in the background, so a loop that sleeps until it is done can wait for it.
# A plain function starts tasks and sleeps until they are done; they cannot run while it sleeps.
del time


async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": room_page(db, number)}


def room_page(db: Database, number: int) -> str:
    return f"{now(db.name(number))}, {now(db.price(number))} euros"


def now(coroutine):
    import time

    task = asyncio.get_running_loop().create_task(coroutine)
    while not task.done():
        time.sleep(0.01)  # <- the fault
    return task.result()


# %% wrong looks_whether_they_are_done: part 3, polling
# Nobody tells me when the tasks are done, so I look every now and then.
# Both queries together, and a look every tenth of a second.
del room_page


async def handle_room(db: Database, number: int) -> dict:
    name = asyncio.create_task(db.name(number))
    price = asyncio.create_task(db.price(number))
    while not (name.done() and price.done()):
        await asyncio.sleep(0.1)  # <- the fault
    return {"status": 200, "body": f"{name.result()}, {price.result()} euros"}


# %% wrong loop_of_its_own: part 1, nested-run
# A new loop of my own does not get in the way of the server's.
# A second loop, made by hand and run in the same thread.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": room_page(db, number)}


def room_page(db: Database, number: int) -> str:
    return f"{now(db.name(number))}, {now(db.price(number))} euros"


def now(coroutine):
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)  # <- the fault
    finally:
        loop.close()


# %% wrong number_in_a_global: part 2, shared-state
# A global saves handing the number through all the functions.
# The number of the room is a global: the last guest's, for all.
room = 0


async def handle_room(db: Database, number: int) -> dict:
    global room
    room = number  # <- the fault
    await asyncio.sleep(0)
    return {"status": 200, "body": await room_page(db)}


async def room_page(db: Database) -> str:
    name, price = await asyncio.gather(db.name(room), db.price(room))
    return f"{name}, {price} euros"


# %% wrong one_after_the_other: part 3, sequential-awaits
# await starts something, and async things run at the same time.
# Two awaits in one text: the price is asked when the name is there.
async def room_page(db: Database, number: int) -> str:
    return f"{await db.name(number)}, {await db.price(number)} euros"  # <- the fault


# %% wrong one_guest_at_a_time: part 2, sequential-awaits
# The database is shared, so only one guest may use it at a time.
# A lock around the page.
del room_page


LOCKS: dict[Database, asyncio.Lock] = {}


async def handle_room(db: Database, number: int) -> dict:
    async with LOCKS.setdefault(db, asyncio.Lock()):  # <- the fault
        name, price = await asyncio.gather(db.name(number), db.price(number))
    return {"status": 200, "body": f"{name}, {price} euros"}


# %% wrong pool_and_result: part 1, extra-loop
# A pool of threads is the modern way to do it, and result() gives the value.
# asyncio.run in a pool, waited for with result.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": room_page(db, number)}


def room_page(db: Database, number: int) -> str:
    return f"{now(db.name(number))}, {now(db.price(number))} euros"


def now(coroutine):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, coroutine).result()  # <- the fault


# %% wrong result_of_a_new_task: part 1, result-too-soon
# create_task starts it, and result() gives the value.
# The task is asked for its result before it has run.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": room_page(db, number)}


def room_page(db: Database, number: int) -> str:
    return f"{now(db.name(number))}, {now(db.price(number))} euros"


def now(coroutine):
    return asyncio.get_running_loop().create_task(coroutine).result()  # <- the fault


# %% wrong run_in_the_handler: part 1, nested-run
# asyncio.run belongs to the top, and the handler is the top of my code.
# Everything below is async now, but the handler runs it.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": asyncio.run(room_page(db, number))}  # <- the fault


# %% wrong run_in_to_thread: part 1, extra-loop
# to_thread is awaited, so nothing blocks, and asyncio.run is allowed in the thread.
# The loop stays free, but the server's connections do not work in the second loop.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": await asyncio.to_thread(room_page, db, number)}


def room_page(db: Database, number: int) -> str:
    return f"{asyncio.run(db.name(number))}, {asyncio.run(db.price(number))} euros"  # <- the fault


# %% wrong run_until_complete: part 1, nested-run
# asyncio.run refuses because it makes a new loop; the loop that is there can be run.
# The running loop is asked to run.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": room_page(db, number)}


def room_page(db: Database, number: int) -> str:
    return f"{now(db.name(number))}, {now(db.price(number))} euros"


def now(coroutine):
    return asyncio.get_running_loop().run_until_complete(coroutine)  # <- the fault


# %% wrong task_awaited_at_once: part 3, sequential-awaits
# create_task makes it run in the background, also when it is awaited on the same line.
# Each task is awaited before the next one is made.
del room_page


async def handle_room(db: Database, number: int) -> dict:
    name = await asyncio.create_task(db.name(number))  # <- the fault
    price = await asyncio.create_task(db.price(number))
    return {"status": 200, "body": f"{name}, {price} euros"}


# %% wrong task_in_the_page: part 1, task-not-awaited
# A task runs by itself, so the page will be there when it is needed.
# The page that the server gets is a task.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": asyncio.create_task(room_page(db, number))}  # <- the fault


# %% wrong thread_and_join: part 1, extra-loop
# A thread has no loop, so asyncio.run works there; then wait for the thread.
# A thread with a loop of its own, waited for with join.
async def handle_room(db: Database, number: int) -> dict:
    return {"status": 200, "body": room_page(db, number)}


def room_page(db: Database, number: int) -> str:
    return f"{now(db.name(number))}, {now(db.price(number))} euros"


def now(coroutine):
    import threading

    box = []

    def work():
        try:
            box.append(asyncio.run(coroutine))  # <- the fault
        except Exception as error:
            box.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if isinstance(box[0], Exception):
        raise box[0]
    return box[0]


# %% wrong waits_for_its_own_loop: part 1, deadlock
# run_coroutine_threadsafe hands the work to the loop, and result() waits for it.
# The loop's thread waits for something that only the loop could do.
async def handle_room(db: Database, number: int) -> dict:
    loop = asyncio.get_running_loop()
    return {"status": 200, "body": room_page(db, number, loop)}


def room_page(db: Database, number: int, loop) -> str:
    name = asyncio.run_coroutine_threadsafe(db.name(number), loop).result()  # <- the fault
    price = asyncio.run_coroutine_threadsafe(db.price(number), loop).result()
    return f"{name}, {price} euros"


# %% wrong one_of_two_is_awaited: part 1, result-too-soon
# Both tasks were started together, so both are ready when one is.
async def room_page(db, number):
    name = asyncio.create_task(db.name(number))
    price = asyncio.create_task(db.price(number))
    await name
    return f"{name.result()}, {price.result()} euros"  # <- the fault
