"""The named mistakes: stable, readable names, each with what happened and what to do next."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Name:
    """What is said of a named mistake: what happened, and one next action."""

    what: str
    advice: str


MISTAKES: dict[str, Name] = {
    # before anything runs
    "await-outside-async": Name(
        "`await`, `async for` and `async with` may only stand directly in an `async def`: Python refuses to "
        "compile this.",
        "Is there something to wait for? Then make the function around it `async def` (a lambda cannot be one), "
        "and await that function where it is called. If there is not, take the word out.",
    ),
    "leaves-except-star": Name(
        "`return`, `break` and `continue` may not stand in an `except*` block: Python refuses to compile this.",
        "Several such blocks may run for one group, so none may leave. Keep what you found in a variable, and return "
        "or raise after the `try`.",
    ),
    "syntax-error": Name(
        "Python cannot read this line.", "Read what Python says above; the line before it is often to blame."
    ),
    "import-failed": Name(
        "The module raised while it was imported.", "Run it by itself and look at the last line: `python {path}`"
    ),
    # coroutines and awaiting
    "never-awaited": Name(
        "Calling an `async def` function only makes a coroutine object. It was never awaited, so none of it ran.",
        "Await it (`await f()`), or hand it to something that does, such as a TaskGroup; in plain code, if no loop "
        "runs, `asyncio.run(f())`.",
    ),
    "awaited-plain-value": Name(
        "`await` got something that cannot be awaited.",
        "Await coroutines, tasks and futures. What a plain function gives is there already; a list of coroutines needs "
        "gather, and an async context manager `async with`.",
    ),
    "not-a-coroutine": Name(
        "Something else stands in place of a coroutine: a function that was not called, a list, or a result.",
        "Hand over what the call gives: `asyncio.run(main())`, `gather(f(1), f(2))`, `gather(*coroutines)`.",
    ),
    "not-a-task": Name(
        "`asyncio.wait` takes tasks, and got coroutine objects.",
        "Make tasks of them first: `asyncio.create_task(f(x))`.",
    ),
    "task-not-awaited": Name(
        "A task (or what gather gives) stands in place of its result.",
        "Await it before you hand it on. In a thread without a loop, `result()` waits for what "
        "`run_coroutine_threadsafe` gives.",
    ),
    "result-too-soon": Name(
        "A task was asked for its result before it was done.", "Await the task; that gives the result."
    ),
    "needless-async": Name(
        "A function that plain code calls was made `async def`: plain code cannot await what it gets.",
        "Make it a plain `def` again; what has to be awaited is awaited before, by the coroutine that needs it.",
    ),
    "async-special-method": Name(
        "A method that Python itself calls was made `async def`; Python does not await it there.",
        "Keep it a plain `def`, and do the waiting in a coroutine of its own. For `__init__`: in an `async` "
        "classmethod that makes the object.",
    ),
    "coroutine-reused": Name(
        "One coroutine object was awaited twice; it runs only once.",
        "Make a new one for each await, or make a task and await that as often as you like.",
    ),
    "wrong-protocol": Name(
        "An async generator or context manager was used like a plain one, or a plain one like an async one.",
        "Async generators need `async for`, async context managers `async with`; plain ones must not have it. "
        "A generator expression with `await` or `async for` in it is async too: square brackets make a list of it.",
    ),
    # loops
    "nested-run": Name(
        "`asyncio.run` (or `run_until_complete`) was called where it cannot work: a loop runs in this thread already, "
        "or this very loop runs in another one.",
        "Inside a running loop, `await` the coroutine. If none runs yet, `asyncio.run` makes one, for each thread "
        "its own. To reach a loop in another thread: `asyncio.run_coroutine_threadsafe(coroutine, loop)`.",
    ),
    "context-lost": Name(
        "A context variable was not seen where the work ran.",
        "`asyncio.to_thread` takes the context along; `run_in_executor` needs `copy_context().run`. A task has a copy "
        "from the moment when it was made: to one that began earlier, hand the value itself.",
    ),
    "context-left": Name(
        "A context variable was set and not put back, or not by the task that had set it.",
        "Keep the token and put it back in the same task: `token = var.set(x)`, then `try` … `finally: "
        "var.reset(token)`, with no `yield` of an async generator between the two.",
    ),
    "extra-loop": Name(
        "A second event loop was made, although one is enough.",
        "Use the loop that is there: `await` inside it, one `asyncio.run` at the top of a program.",
    ),
    "no-running-loop": Name(
        "Something needed a running event loop, and there was none in this thread.",
        "Do it inside a coroutine, or start one with `asyncio.run(main())`. A thread can be handed the loop: ask for "
        "it in a coroutine, before the thread starts.",
    ),
    "wrong-loop": Name(
        "Something was used in another event loop than the one it belongs to.",
        "Make it and use it in the same loop; one `asyncio.run` for the whole program. From another thread: "
        "`asyncio.run_coroutine_threadsafe(coroutine, loop)`.",
    ),
    "wrong-thread": Name(
        "The event loop was touched from another thread. It is not told, and sleeps on.",
        "Hand it over: `loop.call_soon_threadsafe(f, x)` for a function, "
        "`asyncio.run_coroutine_threadsafe(coroutine, loop)` for a coroutine.",
    ),
    # blocking
    "blocking-call": Name(
        "A blocking call held the event loop: until it returned, nothing else could run.",
        "Await an async version of it (`await asyncio.sleep(…)` for a pause), or move it to a thread: "
        "`await asyncio.to_thread(f, x)`.",
    ),
    "cpu-in-the-loop": Name(
        "Heavy computing held the event loop: while it computed, nothing else could run.",
        "Give it to another process (`loop.run_in_executor(pool, f, x)` with a `ProcessPoolExecutor`), or do it in "
        "pieces with `await asyncio.sleep(0)` in between. For C code that lets others run, such as hashing, a thread "
        "will do.",
    ),
    "loop-starved": Name(
        "Long work kept the loop for itself: an `await` that has nothing to wait for lets no other task run.",
        "`await asyncio.sleep(0)` every few steps: everybody who is ready gets a turn, and no time is lost.",
    ),
    "called-too-early": Name(
        "The function was called here and its result was handed to the thread.",
        "Hand over the function and its arguments: `to_thread(f, x)`, not `to_thread(f(x))`.",
    ),
    "blocked-outside": Name(
        "Your code waited for something real that the judge cannot see, and never came back.",
        "Use the services of this exercise, and nothing that waits for the outside world.",
    ),
    "spinning": Name("Your code computed without end.", "Look for the loop that does not end. What should end it?"),
    "polling": Name(
        "Your code asked over and over instead of waiting to be told.",
        "Await the thing itself, or an asyncio.Event that is set when it is ready. In a thread without a loop: "
        "`result()` of a future, `wait()` of an event.",
    ),
    "deadlock": Name(
        "Everything waits, and nothing is left that could wake it.",
        "Look at who waits for whom: one task must set, put, release or finish what the others wait for, also after an "
        "error or a cancellation (`finally`, `async with`).",
    ),
    "not-given-back": Name(
        "A place in a semaphore (or a lock) was taken and not given back in every case; now all are taken, and "
        "everybody waits.",
        "Take it with `async with`: that gives it back at the end of the block, after an error and a cancellation too.",
    ),
    "task-done-missing": Name(
        "`queue.join()` waits until `task_done()` has been called once for each item that was put in, and that never "
        "came.",
        "Call it for each item that you got, in a `finally` around the work on it: an item that failed is done too.",
    ),
    # overlap
    "sequential-awaits": Name(
        "The calls waited one after the other.",
        "Start them all before you wait for the first: asyncio.gather or a TaskGroup. If they are: is there a lock "
        "that lets only one through?",
    ),
    "needless-wait": Name(
        "Something waited for work that it does not need.",
        "Let each chain of steps go its own way, as a task, and wait only for what the next line needs.",
    ),
    "limit-exceeded": Name(
        "More calls were in flight together than allowed.",
        "Let all of them share one asyncio.Semaphore. One that is made anew for each call or each caller limits "
        "nothing, and one that is released without having been acquired lets too many in.",
    ),
    "limit-too-low": Name(
        "Fewer calls were in flight together than could be: each later one had to wait until another had ended.",
        "Look for what limits them: a pool with few threads, a semaphore, or batches that wait for their slowest.",
    ),
    "held-while-waiting": Name(
        "A place, a lock or a connection was held by a task that did nothing with it: it waited for something else.",
        "Put only the lines that need it into the block. Give it back before a pause, and before you ask another "
        "service.",
    ),
    "rate-exceeded": Name(
        "More calls began within a time than the rate allows.",
        "Note when calls began, or count a budget that fills evenly, in one place that all callers share. A semaphore "
        "limits how many run at once, and not how many begin.",
    ),
    "too-slow": Name(
        "It took longer than it has to.", "Look for a wait that is longer than the work, or for work that starts late."
    ),
    "guessed-wait": Name(
        "Your code relies on the clock: it waits for a fixed time instead of the thing itself. That is too "
        "short on some days, and too long on all others.",
        "Await the task, or an event that is set when it is ready. A worker learns that nothing more will come from an "
        "item that means the end.",
    ),
    "wrong-order": Name(
        "The right things came in the wrong order.",
        "Results: `gather` hands them back in the order of request; `as_completed`, a set of tasks, and a list that "
        "tasks append to do not. Steps: look for the one that came too early, and await what belongs before it.",
    ),
    # tasks and cancellation
    "task-unowned": Name(
        "Nothing kept the task, so it was lost before it was done.",
        "Keep a reference until it is done: a set, or better a TaskGroup.",
    ),
    "never-discarded": Name(
        "What is done was kept for ever, and the more is done, the more is kept.",
        "Take each one out when it is done: `task.add_done_callback(tasks.discard)`.",
    ),
    "task-leaked": Name(
        "A task was still running when the work was said to be done.",
        "Await it before you return, or cancel it and await that; a TaskGroup does both. `asyncio.wait`, and `gather` "
        "when it raises, leave the rest running.",
    ),
    "thread-left": Name(
        "A thread waits for something that will never come, and the program cannot end without it.",
        "Nothing can cancel a thread. Before you leave, give it what it waits for: a last item, or a word to stop.",
    ),
    "not-cancelled": Name(
        "Work whose result is no longer needed went on.", "Cancel it, and await it so that its clean-up can run."
    ),
    "cancelled-work-raised": Name(
        "Work that your code waited for had been cancelled, and its CancelledError came out of the `await`: no "
        "`except Exception` catches it.",
        "Let gather hand it over as a value (`return_exceptions=True`), or ask the task (`task.cancelled()`).",
    ),
    "cancelled-too-much": Name(
        "Work was cancelled that was still needed.",
        "Cancel a task only if nothing else waits for it. A TaskGroup cancels all its tasks when one of them fails. If "
        "several await one task, cancelling one cancels it for all: `await asyncio.shield(task)` prevents that.",
    ),
    "cancel-not-awaited": Name(
        "A task was cancelled, and your code did not wait until it had ended: its clean-up was still to come.",
        "`cancel()` only asks. Await what you cancelled: `await asyncio.gather(*tasks, return_exceptions=True)`.",
    ),
    "cancelled-again": Name(
        "A task that was cleaning up after its cancellation was cancelled once more, and that cut the clean-up off.",
        "A `gather` that is cancelled has cancelled its tasks already, and so has every task that awaits them. Cancel "
        "only those that were not asked yet (`if not task.cancelling()`), or let a TaskGroup see to it.",
    ),
    "shield-orphan": Name(
        "Work in `asyncio.shield` was left alone: the wait for it was cancelled, and nothing else waits for it.",
        "A shield keeps the cancellation away, and does not keep the work. Make a task first, keep it, and await it "
        "before you are done. Work that should end with its wait needs no shield.",
    ),
    "cleanup-skipped": Name(
        "A clean-up did not run.",
        "Put it into `finally`: an error or a cancellation leaves at the `await` that it strikes, past every line "
        "below, and CancelledError also past `except Exception`.",
    ),
    "cleanup-cut-off": Name(
        "A clean-up was begun, and cancelled before it was done.",
        "Every `await` can be cancelled, also one in `finally`. Give the clean-up a task of its own, keep that task, "
        "wait for it through `asyncio.shield`, and let no other code cancel it.",
    ),
    "deadline-missed": Name(
        "Work went on past its deadline.",
        "Put one `asyncio.timeout` around everything that shares the deadline: a timeout for each step adds up, and "
        "a look at the clock between two steps ends neither.",
    ),
    "cancellation-swallowed": Name(
        "A task was cancelled, and went on or ended as if nothing had happened.",
        "Let CancelledError through: catch `Exception`, never everything, and re-raise after cleaning up. A timeout "
        "is a TimeoutError outside its block: catch it there.",
    ),
    "timeout-caught-inside": Name(
        "The `except TimeoutError` stands inside the block whose time limit it is for. In there the limit is a "
        "CancelledError; it becomes a TimeoutError only at the end of the block.",
        "Put the `try` around the `async with asyncio.timeout(…)`, and the `except` below it.",
    ),
    "error-swallowed": Name(
        "A call failed, and your caller was never told: the error ended in your code.",
        "Let it through. Catch only what you can put right; to clean up, `finally` or `async with` is enough.",
    ),
    "error-as-answer": Name(
        "An exception stands among the answers. `gather(…, return_exceptions=True)` hands errors back as if they were "
        "results.",
        "Tell them apart: `isinstance(result, BaseException)`. A CancelledError is one, and it is no `Exception`.",
    ),
    "gave-up-too-soon": Name(
        "Your code gave up although it could still succeed: one of several failed, or its own time limit passed.",
        "Wait until there is nothing left to hope for. Of several, catch each error where you await that one, and look "
        "at the next; the first that is done need not be the first good one.",
    ),
    "error-unread": Name(
        "A task (or a thread) failed, and your code never asked for its error.",
        "Await the task, ask it (`task.exception()`), or give it to a TaskGroup. A worker that is to go on after a bad "
        "item catches the error around that item.",
    ),
    "group-not-caught": Name(
        "A TaskGroup raises an ExceptionGroup around the error, whatever its kind.",
        "Catch the group (`except ExceptionGroup as group`, or `except*` for each kind that is in it), and raise the "
        "error that it holds: `group.exceptions[0]`.",
    ),
    "not-closed": Name(
        "Something was opened and not closed again.",
        "Close it when you are done with it, and after an error too: `with`, `async with`, or `try` … `finally`. "
        "The code that makes a loop closes it; `asyncio.run` does both for you.",
    ),
    # streams
    "buffered-stream": Name(
        "The items were collected first and handed out late.",
        "Hand each one out, or use it, as soon as it is there: inside the loop that gets it. In a generator that is "
        "a `yield` in that loop.",
    ),
    "ran-ahead": Name(
        "Work was done before anybody asked for it.",
        "Let the reader set the pace: make the next item when it is asked for, after the `yield`. "
        "If a queue stands between the two, give it a `maxsize`.",
    ),
    "yield-in-group": Name(
        "A `yield` stands inside a TaskGroup. When the generator is closed there, the group raises a "
        "BaseExceptionGroup, and the generator does not close.",
        "Yield outside of the group: let a task put the items into a queue, start it with `create_task`, and in "
        "`finally` cancel it and await it.",
    ),
    "yield-while-closing": Name(
        "A generator that was being closed handed out one more item.",
        "Yield nothing in `finally`, after a caught GeneratorExit, or inside a TaskGroup; only clean up there.",
    ),
    "stream-not-closed": Name(
        "Your code stopped reading a stream and left it open.",
        "Close it when you stop: `async with aclosing(stream)`.",
    ),
    "missed-the-end": Name(
        "A stream came to its end, and your code did not expect that: `anext()` then raises StopAsyncIteration.",
        "Let `async for` see to the end. If you need `anext`, say what it is to return there: `anext(rows, None)`.",
    ),
    # races
    "changed-while-looping": Name(
        "A set or dict was changed while a `for` went through it: at an `await` in the loop others had their turn.",
        "Go through a copy (`for task in list(tasks)`), or hand all over at once: `await asyncio.gather(*tasks)`.",
    ),
    "shared-state": Name(
        "Something that belongs to one run or one user was kept in a place that others write to, so values got mixed.",
        "Keep it in local variables, or in an object of its own for each run; pass a copy to code that may change it.",
    ),
    "session-shared": Name(
        "Several tasks used one session (or connection) at the same time. It does one thing after the other.",
        "Take a session in each task, from a pool: `async with pool.session() as session:` in the coroutine that is "
        "started many times.",
    ),
    "check-then-act": Name(
        "What was looked at had changed before it was acted on: an `await` (or another thread) came between.",
        "Look and act without an `await` in between, so that no other task can run there: take first, then await, and "
        "give back if that fails.",
    ),
    "lost-update": Name(
        "Two threads read the same value, and each wrote its own result: one of the two is lost.",
        "Put one `threading.Lock` around all lines from the reading to the writing, in every place that changes the "
        "value.",
    ),
    "order-assumed": Name(
        "Answers were matched with questions by the order in which they came, and that is another one each time.",
        "Keep each answer with its own question: gather gives results in the order of its arguments, and a callback "
        "can be told which question it belongs to.",
    ),
    # answers
    "answer-not-asked": Name(
        "The answer was given without asking the service.",
        "Call the service: its answers change with every grading.",
    ),
    "call-missing": Name(
        "A service that has work to do here was never called.", "Call it, once for each thing that it has to do."
    ),
    "wait-skipped": Name(
        "Something was not waited for.",
        "Await every call whose answer you need, and keep the waits that the exercise asks for.",
    ),
    "failure-kept": Name(
        "A call failed once, and its error was kept like an answer: a later caller gets the old error.",
        "Keep what went well only. When the shared task has failed, take it out of the table before the error goes on, "
        "so that the next one asks anew.",
    ),
    "called-too-often": Name(
        "A service was called more often than needed.",
        "Ask only as often as an answer is needed, and share one that several need.",
    ),
    "retry-too-soon": Name(
        "A service that had said no was asked again too soon.",
        "Wait for as long as it named, and add a pause that grows with each try.",
    ),
    "no-jitter": Name(
        "Callers that were refused together waited equally long, so they came back together.",
        "Add a time that is drawn by chance, anew for each caller and each pause: "
        "`pause + random.uniform(step / 2, step)`.",
    ),
    "retried-in-vain": Name(
        "A call was repeated after an error that no second try can mend.",
        'Catch only the errors that say "not now". Let all others through at once.',
    ),
    "heap-tie": Name(
        "Two entries of a heap (or a PriorityQueue) were equal in front, so Python compared what stands behind.",
        "Put a number that counts up between: `(due, next(numbers), job)`; then nothing behind it is compared.",
    ),
    "wrong-prediction": Name(
        "The program does something else than predicted.",
        "Follow the program line by line. At each `await` ask: is there really something to wait for now? Only "
        "there can others run, and only those that were started before.",
    ),
    "wrong-answer": Name(
        "The result is not what was asked for.", "Compare what came back with what is expected, above."
    ),
    "unhelpful-error": Name(
        "An error of the right kind, but its text does not say what it should.",
        "Write the text for its reader: what happened, and what to do instead.",
    ),
    "error-let-through": Name(
        "An error of a service reached your caller, who was promised another one in its place.",
        "Catch it where it comes out, and raise the one that was promised, with what the first one said: "
        "`raise Other(…) from error`.",
    ),
    "error-replaced": Name(
        "A call failed, and your code raised another error in its place, which tells another story.",
        "Let the first error through. An `except` that catches too much replaces it, and so does clean-up that fails.",
    ),
    "unhandled-error": Name("Your code raised an exception.", "Start at the last line of the traceback."),
    # observing and testing
    "test-never-ran": Name(
        "An `async def` was called as plain code calls it: that makes a coroutine object, nothing of it ran, and the "
        "test counts as passed.",
        "`unittest.IsolatedAsyncioTestCase` awaits `async def test_…`, `asyncSetUp` and `asyncTearDown`; pytest needs "
        "a plugin for it. A plain `def test_…` can call `asyncio.run(…)`.",
    ),
    "finding-missed": Name(
        "Something happened, or a task waits, and the report does not say so.",
        "Python says it in several places: the logger `asyncio`, the module warnings, the tasks themselves. Some "
        "of it only in debug mode, and some only when the garbage is collected.",
    ),
    "false-alarm": Name(
        "The report says something of which nothing has happened.",
        "Ask for what is wrong and for nothing else, and begin with an empty report each time.",
    ),
    "test-by-the-clock": Name(
        "A test relies on the clock: it sleeps and hopes, or it measures. On a busy machine it refuses what is right, "
        "and on every other day it costs time.",
        "Decide yourself when a call is answered, with an asyncio.Event, a Barrier or a future, and wait for what has "
        "to happen. A timeout is for the case that it never does.",
    ),
    "check-too-weak": Name(
        "A test says yes to something that is wrong.",
        "Ask of each test: what would have to happen for it to fail, and could it hear of that? Break what it tests "
        "on purpose, and look whether it turns red.",
    ),
    "check-too-strict": Name(
        "A test says no to something that is right.",
        "Ask only for what was promised: neither for one way to get there, nor for a number that may differ, nor for a "
        "speed.",
    ),
    "plain-mock": Name(
        "A plain mock stands for something that is awaited: what calling it gives cannot be awaited.",
        "Use an `AsyncMock` for it, or `create_autospec(Mail, instance=True)`, which knows which methods are async.",
    ),
    "mock-not-awaited": Name(
        "A test says yes to code that calls an async function and never awaits it: it asked if a mock was called.",
        "Ask the mock what was awaited: `assert_awaited_once_with(…)`, `await_count`, `await_args_list`.",
    ),
    # in production
    "missing-flush": Name(
        "The text was printed, and Python kept it: into a pipe or a file it writes some kilobytes at a time.",
        'Send each piece off: `print(…, end="", flush=True)`.',
    ),
    "wrong-body": Name(
        "The JSON body of the request was not read as one.",
        "Declare it: a parameter whose type is a pydantic model (`body: Question`), then `body.question`.",
    ),
    "one-name-for-two": Name(
        "One name stands for the web app and for the agent: the second assignment took the first one's place.",
        "Give them two names: `app = FastAPI()` for the server, `agent = …` for what answers.",
    ),
    "error-as-success": Name(
        "A failure was reported as a success, so the client takes it for an answer.",
        "Say that it failed: `raise HTTPException(503, …)` gives a response its status. A stream that has begun "
        "says it with an event named `error`.",
    ),
    "not-cancelled-on-disconnect": Name(
        "The client has gone, and the work for it went on: a server does not cancel it by itself.",
        "Wait for both, the work and the disconnect, and cancel the work when the disconnect comes first.",
    ),
    "response-returned": Name(
        "A streaming response of FastAPI's was returned by hand, so its items were never framed as events.",
        "Declare it, `response_class=EventSourceResponse`, and `yield` the items from the route itself.",
    ),
    "wrong-frames": Name(
        "What was sent is no stream of server-sent events: a browser finds no end of an event in it, or no data.",
        "Let FastAPI frame it (`yield ServerSentEvent(data=token)`), or send `data: <JSON>` and an empty line each.",
    ),
    "status-too-late": Name(
        "The status has left with the first item: no exception can change the response after that.",
        "Tell it in the stream itself: send an event that says what went wrong, then end.",
    ),
    "no-backpressure": Name(
        "The writer ran ahead of the reader, and everything that was not read yet piled up in memory.",
        "Ask for the next item when the last one has been taken; a queue between them needs a `maxsize`.",
    ),
    "async-node-under-invoke": Name(
        "`invoke` and `stream` need a plain function for every node, and this node has only an async one.",
        "Give the node both: `RunnableLambda(f, af)`. Or stay with `ainvoke` and `astream`.",
    ),
    "no-reducer": Name(
        "Several nodes of one step wrote the same key, and no reducer says how their values become one.",
        "Give the key a reducer: `found: Annotated[list[str], operator.add]`, and let each node return its own part.",
    ),
    "thread-not-needed": Name(
        "A plain function was run in a thread although an async one was there. Nothing can cancel a thread.",
        "Await the async function if a loop runs; keep the plain one for `invoke`.",
    ),
    "connection-for-each": Name(
        "A new connection was opened again and again, although one that is open can be used for the next request.",
        "Make one client for the whole job, `async with httpx.AsyncClient(…) as client:`, for all requests to share.",
    ),
    "no-deadline": Name(
        "Something is silent, and your code does not say how long to wait for it.",
        "Set a deadline where you wait: a `timeout` of the client's, or `async with asyncio.timeout(…)`.",
    ),
    "deadline-counts-the-line": Name(
        "The deadline ran while the work was still waiting for its turn.",
        "Start the clock when it is its turn: inside the semaphore, or `httpx.Timeout(seconds, pool=None)`.",
    ),
    "cpu-in-a-thread": Name(
        "Computing went into a thread: there it takes turns with the event loop, and with every other thread.",
        "Give it to another process: `loop.run_in_executor(pool, f, x)` with a `ProcessPoolExecutor`.",
    ),
    "not-picklable": Name(
        "Something was sent to another process that cannot be sent: a lambda, a nested function, an open connection.",
        "Send a function that stands at the top of a module, and plain data.",
    ),
    "connection-of-another-thread": Name(
        "A SQLite connection was used in another thread than the one that opened it.",
        "Open, use and close it in one function, and hand that function to the thread.",
    ),
    "half-written": Name(
        "It failed in the middle, and what had been written by then stayed.",
        "Write it in one transaction: `with connection:` commits at the end, and rolls back on an error.",
    ),
    "ran-again-on-resume": Name(
        "A node was resumed after an interrupt, and did again what stands before the interrupt.",
        "Do that in a node of its own before this one: a node that has ended is saved, and does not run again.",
    ),
    "pipe-deadlock": Name(
        "Another program waits until its pipe is read, and your code waits until that program has ended.",
        "Read both pipes while it runs: `await process.communicate()`, or a task for each pipe.",
    ),
    "child-left-behind": Name(
        "A process that your code has started was left behind: it still runs, or it was never waited for.",
        "End it in a `finally`: if `process.returncode is None`, then `process.kill()` and `await process.wait()`.",
    ),
    # leaving the game
    "exited": Name("Your code ended the whole program.", "Return from the function instead of leaving Python."),
    "flooded": Name("Your code printed without end.", "Take out the print, or end the loop around it."),
    "asked-for-input": Name(
        "Your code asked for input, and a check has no keyboard.",
        "To try things by hand, run it by itself: `python {path}`. Take this line out before grading.",
    ),
    "tampered": Name(
        "The judge was sent something that no honest answer sends.", "Solve the exercise with plain asyncio."
    ),
}
