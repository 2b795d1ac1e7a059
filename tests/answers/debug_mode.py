"""Right and wrong answers to debug_mode. docs/for-authors.md says how to read a cell."""

# %% right handlers_of_its_own
del Listener, places


import inspect


class SlowSteps(logging.Filter):
    def __init__(self):
        super().__init__()
        self.texts = []

    def filter(self, record):
        if record.msg.startswith("Executing"):
            self.texts.append(record.msg % record.args)
        return True


def audit(main, limit):
    slow, unread, lost = SlowSteps(), [], []

    def complain(loop, context):
        unread.append(f"{context['message']}: {context.get('task') or context.get('future')!r}")

    async def evening():
        loop = asyncio.get_running_loop()
        loop.set_debug(True)
        loop.slow_callback_duration = limit
        loop.set_exception_handler(complain)
        await main()

    logging.getLogger("asyncio").addFilter(slow)
    shown, filters = warnings.showwarning, warnings.filters[:]
    warnings.showwarning = lambda message, *others: lost.append(f"{message}")
    warnings.simplefilter("always")
    try:
        asyncio.run(evening())
        gc.collect()
    finally:
        warnings.showwarning, warnings.filters[:] = shown, filters
        logging.getLogger("asyncio").removeFilter(slow)
    return [*slow.texts, *unread, *lost]


def where_they_wait():
    report = {}
    for task in asyncio.all_tasks():
        todo = [task.get_coro()]
        for awaited in todo:
            if inspect.iscoroutine(awaited) and awaited.cr_await is not None:
                todo.append(awaited.cr_await)
        report[task.get_name()] = [place(each.cr_frame) for each in todo if inspect.iscoroutine(each)]
    if asyncio.current_task():
        del report[asyncio.current_task().get_name()]
    return report


# %% right one_logger_for_all
del Listener, places


import io
from contextlib import contextmanager


@contextmanager
def everything_said():
    """Warnings become records too, and one handler at the root hears them all."""
    found = []
    ear = logging.StreamHandler(io.StringIO())
    ear.addFilter(lambda record: record.levelno >= logging.WARNING and not found.append(record.getMessage()))
    logging.getLogger().addHandler(ear)
    with warnings.catch_warnings():
        warnings.simplefilter("always", RuntimeWarning)
        logging.captureWarnings(True)
        try:
            yield found
        finally:
            gc.collect()
            logging.captureWarnings(False)
            logging.getLogger().removeHandler(ear)


def audit(main, limit):
    with everything_said() as found, asyncio.Runner(debug=True) as runner:
        runner.get_loop().slow_callback_duration = limit
        runner.run(main())
    return found


def where_they_wait():
    def inwards(coroutine):
        if coroutine is None or not hasattr(coroutine, "cr_frame"):
            return []
        return [place(coroutine.cr_frame), *inwards(coroutine.cr_await)]

    me = asyncio.current_task()
    return {task.get_name(): inwards(task.get_coro()) for task in asyncio.all_tasks() if task is not me}


# %% wrong a_letter_once_for_each_place: part 2, finding-missed
# Python's own filters show a warning once for each place: the second letter from there is not told.
def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default", RuntimeWarning)  # <- the fault
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong a_heartbeat_that_is_late: part 1, finding-missed
# When a heartbeat is late, somebody has held the loop.
del Listener


def audit(main, limit):
    found = []

    async def beat():
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            await asyncio.sleep(limit / 4)
            if loop.time() - begun > limit:  # <- the fault
                found.append(f"The loop was held, it took {loop.time() - begun:.3f} seconds")

    async def watched():
        beats = asyncio.create_task(beat())
        await main()
        beats.cancel()
        await asyncio.wait([beats])

    asyncio.run(watched())
    return found


# %% wrong async_question: part 3, never-awaited
# Whoever asks tasks must be async.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


async def where_they_wait():  # <- the fault
    report = {}
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            places = report[task.get_name()] = []
            coroutine = task.get_coro()
            while hasattr(coroutine, "cr_frame"):
                places.append(place(coroutine.cr_frame))
                coroutine = coroutine.cr_await
    return report


# %% wrong every_word_of_the_logger: part 1, false-alarm
# Whatever asyncio says is worth reading.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    logging.getLogger("asyncio").setLevel(logging.DEBUG)  # <- the fault
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong garbage_left_lying: part 2, finding-missed
# When asyncio.run is over, everything has been said.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong get_stack: part 3, finding-missed
# The stack of a task is where it stands.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


def where_they_wait():
    report = {}
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            places = report[task.get_name()] = []
            places += map(place, task.get_stack())  # <- the fault
    return report


# %% wrong goes_on_listening: part 2, cleanup-skipped
# The handler is there for the whole program.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        listener.flush()  # <- the fault
    return found + [str(warning.message) for warning in caught]


# %% wrong how_long_it_took: part 1, finding-missed
# Whoever holds the loop makes the evening longer.
del Listener


def audit(main, limit):
    async def watched():
        begun = asyncio.get_running_loop().time()
        await main()
        return asyncio.get_running_loop().time() - begun

    took = asyncio.run(watched())
    return [f"Somebody held the loop: it took {took:.3f} seconds"] if took > limit else []  # <- the fault


# %% wrong inside_out: part 3, wrong-order
# The innermost comes first, as the last call.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


def where_they_wait():
    report = {}
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            places = report[task.get_name()] = []
            coroutine = task.get_coro()
            while hasattr(coroutine, "cr_frame"):
                places.insert(0, place(coroutine.cr_frame))  # <- the fault
                coroutine = coroutine.cr_await
    return report


# %% wrong its_own_limit: part 1, false-alarm
# A step that takes long is one of a tenth of a second, says asyncio.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong itself_too: part 3, false-alarm
# All tasks are all tasks.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


def where_they_wait():
    report = {}
    for task in asyncio.all_tasks():
        if task:  # <- the fault
            places = report[task.get_name()] = []
            coroutine = task.get_coro()
            while hasattr(coroutine, "cr_frame"):
                places.append(place(coroutine.cr_frame))
                coroutine = coroutine.cr_await
    return report


# %% wrong keeps_the_error: part 2, error-swallowed
# Whatever goes wrong is a finding, and audit does not fail.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                asyncio.run(watched(), debug=True)
            except Exception as error:
                found.append(f"{type(error).__name__}: {error}")  # <- the fault
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong limit_of_another_loop: part 1, extra-loop
# The limit is set on the loop, and get one where there is none.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        await main()

    loop = asyncio.new_event_loop()  # <- the fault
    loop.slow_callback_duration = limit
    loop.close()
    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong listens_on_after_an_error: part 2, cleanup-skipped
# At the end the handler is taken off again.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        asyncio.run(watched(), debug=True)
        gc.collect()
    logging.getLogger("asyncio").removeHandler(listener)  # <- the fault
    return found + [str(warning.message) for warning in caught]


# %% wrong main_not_called: part 1, not-a-coroutine
# main is what is to be run.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main  # <- the fault

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong names_of_functions: part 3, finding-missed
# A task is called like what it runs.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


def where_they_wait():
    report = {}
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            places = report[task.get_coro().__qualname__] = []  # <- the fault
            coroutine = task.get_coro()
            while hasattr(coroutine, "cr_frame"):
                places.append(place(coroutine.cr_frame))
                coroutine = coroutine.cr_await
    return report


# %% wrong nobody_listens: part 1, finding-missed
# In debug mode Python says what is wrong, and that is enough.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong one_list_for_ever: part 2, false-alarm
# The list is made once, and the handler writes into it.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


found = []  # <- the fault


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong one_run_to_listen_and_one_to_work: part 1, extra-loop
# First the evening, then the same evening in debug mode.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(main())  # <- the fault
            found.clear()
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong only_in_a_task: part 3, unhandled-error
# Somebody is always running.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


def where_they_wait():
    report = {}
    for task in asyncio.all_tasks():
        if task.get_name() != asyncio.current_task().get_name():  # <- the fault
            places = report[task.get_name()] = []
            coroutine = task.get_coro()
            while hasattr(coroutine, "cr_frame"):
                places.append(place(coroutine.cr_frame))
                coroutine = coroutine.cr_await
    return report


# %% wrong only_the_exception_handler: part 2, finding-missed
# Whatever goes wrong in a loop goes through its exception handler.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        asyncio.run(watched(), debug=True)
        gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found


# %% wrong only_the_innermost: part 3, finding-missed
# Where it stands is one line.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


def where_they_wait():
    report = {}
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            places = report[task.get_name()] = []
            coroutine = task.get_coro()
            while hasattr(coroutine, "cr_frame"):
                places[:] = [place(coroutine.cr_frame)]  # <- the fault
                coroutine = coroutine.cr_await
    return report


# %% wrong only_warnings: part 2, finding-missed
# What is wrong and does not raise is a warning.
class Listener(logging.Handler):
    def __init__(self, found):
        super().__init__()
        self.found = found

    def emit(self, record):
        if "took" in record.getMessage():  # <- the fault
            self.found.append(record.getMessage())


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong said_twice: part 2, false-alarm
# Better twice than not at all.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)  # <- the fault
    return found + [str(warning.message) for warning in caught] + [str(warning.message) for warning in caught]


# %% wrong stops_listening_too_early: part 2, finding-missed
# The evening is over, so nothing more will come.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    gc.collect()  # <- the fault
    return found + [str(warning.message) for warning in caught]


# %% wrong those_made_here: part 3, finding-missed
# Tasks are those that this module has made.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


def where_they_wait():
    report = {}
    for task in [asyncio.current_task()]:  # <- the fault
        if task is not asyncio.current_task():
            places = report[task.get_name()] = []
            coroutine = task.get_coro()
            while hasattr(coroutine, "cr_frame"):
                places.append(place(coroutine.cr_frame))
                coroutine = coroutine.cr_await
    return report


# %% wrong warnings_as_errors: part 2, finding-missed
# An error cannot be overlooked.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("error")  # <- the fault
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong what_the_stub_shows: part 1, finding-missed
# One look at the evening, and its faults are known.
del Listener


def audit(main, limit):
    asyncio.run(main())
    if main.__name__ == "a_quiet_evening":
        return []
    return [  # <- the fault
        "Executing <Task pending name='printer of customer 1'> took 0.410 seconds",
        "Task exception was never retrieved: jam of customer 2",
        "coroutine 'write_to' was never awaited",
    ]


# %% wrong where_it_was_written: part 3, wrong-answer
# A function is where its def stands.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


def where_they_wait():
    report = {}
    for task in asyncio.all_tasks():
        if task is not asyncio.current_task():
            places = report[task.get_name()] = []
            coroutine = task.get_coro()
            while hasattr(coroutine, "cr_frame"):
                places.append(f"{coroutine.__qualname__}, line {coroutine.cr_code.co_firstlineno}")  # <- the fault
                coroutine = coroutine.cr_await
    return report


# %% wrong without_debug_mode: part 1, finding-missed
# asyncio logs what it notices, so a handler is enough.
class Listener(logging.Handler):  # only what differs
    def __init__(self, found):
        super().__init__()
        self.found = found


def audit(main, limit):
    async def watched():
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found = []
    listener = Listener(found)
    logging.getLogger("asyncio").addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched())  # <- the fault
            gc.collect()
    finally:
        logging.getLogger("asyncio").removeHandler(listener)
    return found + [str(warning.message) for warning in caught]


# %% wrong collects_too_late: part 2, finding-missed
# Collects garbage when the warnings are not recorded any more: a coroutine in a circle is never heard of.
def audit(main: Callable[[], Coroutine[object, object, object]], limit: float) -> list[str]:
    async def watched() -> None:
        asyncio.get_running_loop().slow_callback_duration = limit
        await main()

    found: list[str] = []
    listener = Listener(found)
    logger = logging.getLogger("asyncio")
    logger.addHandler(listener)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            asyncio.run(watched(), debug=True)
        gc.collect()  # <- the fault
    finally:
        logger.removeHandler(listener)
    return found + [str(warning.message) for warning in caught if issubclass(warning.category, RuntimeWarning)]
