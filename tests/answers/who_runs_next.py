"""Right and wrong answers to who_runs_next. docs/for-authors.md says how to read a cell."""

# %% right a_loop_of_plain_generators
# The predictions come out of a queue of generators: `yield` is a real wait, `yield from` is an await.
del written, sent


from collections import deque


class Desk:
    def __init__(self):
        self.queue = deque()
        self.lines = []

    def start(self, generator):
        self.queue.append(generator)
        return generator

    def run(self, main):
        self.start(main)
        while self.queue:
            generator = self.queue.popleft()
            try:
                next(generator)
            except StopIteration:
                continue
            self.queue.append(generator)
        return self.lines

    def say(self, *words):
        self.lines.append(" ".join(words))

    def mail(self, order):
        self.say("write to", order)
        yield
        self.say("sent to", order)

    def done(self, generators):
        """A real wait, as long as one of them still has something to do."""
        while any(generator in self.queue for generator in generators):
            yield


def make_tasks(orders):
    desk = Desk()

    def main():
        tasks = []
        for order in orders:
            tasks.append(desk.start(desk.mail(order)))
            desk.say("task for", order)
        desk.say("desk waits")
        yield from desk.done(tasks)
        desk.say("desk closes")

    return desk.run(main())


def await_coroutines(orders):
    desk = Desk()

    def main():
        mailing = desk.start(desk.mail(orders[0]))
        for order in orders:
            desk.say("pack", order)
        desk.say("desk waits")
        yield from desk.done([mailing])
        desk.say("desk closes")

    return desk.run(main())


def clerks(orders, polite):
    desk = Desk()

    def clerk(order):
        for step in ("open", "fill", "seal"):
            desk.say(step, order)
            if polite:
                yield

    def main():
        for order in orders:
            desk.start(clerk(order))
        yield

    return desk.run(main())


def busy_clerks(orders):
    return clerks(orders, polite=False)


def polite_clerks(orders):
    return clerks(orders, polite=True)


def look_it_up(orders):
    desk = Desk()

    def look_up():
        desk.say("look it up")
        yield from ask_the_files()
        desk.say("looked up")

    def ask_the_files():
        desk.say("ask the files")
        yield
        desk.say("the files answer")

    def main():
        tasks = [desk.start(desk.mail(order)) for order in orders]
        desk.say("desk opens")
        yield from look_up()
        desk.say("desk waits")
        yield from desk.done(tasks)
        desk.say("desk closes")

    return desk.run(main())


# %% right lines_in_one_piece
# Each prediction is one text, cut into lines.
del written, sent


def block(words, orders):
    return "".join(f"{words} {order}\n" for order in orders)


def make_tasks(orders):
    text = block("task for", orders) + "desk waits\n" + block("write to", orders) + block("sent to", orders)
    return (text + "desk closes").splitlines()


def await_coroutines(orders):
    return (block("pack", orders) + f"desk waits\nwrite to {orders[0]}\nsent to {orders[0]}\ndesk closes").split("\n")


def busy_clerks(orders):
    return "".join(f"open {order}\nfill {order}\nseal {order}\n" for order in orders).splitlines()


def polite_clerks(orders):
    return "".join(block(step, orders) for step in ("open", "fill", "seal")).splitlines()


def look_it_up(orders):
    text = "desk opens\nlook it up\nask the files\n" + block("write to", orders)
    text += "the files answer\nlooked up\ndesk waits\n" + block("sent to", orders)
    return [*text.splitlines(), "desk closes"]


# %% wrong a_task_begins_where_it_is_made: part 1, wrong-prediction
# Believes that create_task runs the task up to its first wait.
def make_tasks(orders):
    lines = []
    for order in orders:
        lines += [f"write to {order}", f"task for {order}"]  # <- the fault
    return lines + ["desk waits"] + [f"sent to {order}" for order in orders] + ["desk closes"]


# %% wrong a_task_runs_to_its_end: part 1, wrong-prediction
# Believes that a task keeps its turn until it has ended.
def make_tasks(orders):
    lines = [f"task for {order}" for order in orders] + ["desk waits"]
    for order in orders:
        lines += [f"write to {order}", f"sent to {order}"]  # <- the fault
    return lines + ["desk closes"]


# %% wrong copied_from_one_run: part 1, wrong-prediction
# Copies what the file printed.
def make_tasks(orders):  # <- the fault
    return """task for tea
task for mug
task for pot
desk waits
write to tea
write to mug
write to pot
sent to tea
sent to mug
sent to pot
desk closes""".splitlines()


# %% wrong every_await_hands_over: part 2, wrong-prediction
# Believes that every await lets the others run.
def await_coroutines(orders):  # <- the fault
    first, *rest = orders
    lines = [f"pack {first}", f"write to {first}"]
    lines += [f"pack {rest[0]}", f"sent to {first}"]
    lines += [f"pack {order}" for order in rest[1:]]
    return lines + ["desk waits", "desk closes"]


# %% wrong gather_deals_in_turn: part 2, wrong-prediction
# Believes that gather takes one step of each coroutine in turn.
def busy_clerks(orders):  # <- the fault
    return [f"{step} {order}" for step in ("open", "fill", "seal") for order in orders]


# %% wrong one_clerk_after_the_other: part 3, wrong-prediction
# Believes that sleep(0) does nothing, because no time passes.
def polite_clerks(orders):  # <- the fault
    return [f"{step} {order}" for order in orders for step in ("open", "fill", "seal")]


# %% wrong only_the_inner_one_pauses: part 4, wrong-prediction
# Believes that the callers go on while the coroutine that they await is waiting.
def look_it_up(orders):  # <- the fault
    lines = ["desk opens", "look it up", "ask the files", "looked up", "desk waits"]
    lines += [f"write to {order}" for order in orders] + ["the files answer"]
    lines += [f"sent to {order}" for order in orders]
    return [*lines, "desk closes"]


# %% wrong prints_the_lines: part 1, wrong-answer
# Prints the lines instead of returning them.
def make_tasks(orders):  # <- the fault
    for order in orders:
        print("task for", order)
    print("desk waits")


# %% wrong programs_made_to_fit: part 1, tampered
# Changes the program until it prints what was predicted.
async def one_by_one(orders):
    for order in orders:
        print("task for", order)
        await services.mail(order)
    print("desk waits")
    print("desk closes")


services.make_tasks = one_by_one  # <- the fault


def make_tasks(orders):
    lines = []
    for order in orders:
        lines += [f"task for {order}", f"write to {order}", f"sent to {order}"]
    return lines + ["desk waits", "desk closes"]


# %% wrong runs_the_program: part 1, wrong-answer
# Lets the program make its own prediction.
def printed(program):
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        asyncio.run(program)
    return text.getvalue().splitlines()


def make_tasks(orders):
    return printed(services.make_tasks(orders))  # <- the fault


# %% wrong the_chain_is_not_interrupted: part 4, wrong-prediction
# Believes that an awaited coroutine runs to its end before anybody else has a turn.
def look_it_up(orders):  # <- the fault
    lines = ["desk opens", "look it up", "ask the files", "the files answer", "looked up", "desk waits"]
    lines += [f"write to {order}" for order in orders] + [f"sent to {order}" for order in orders]
    return [*lines, "desk closes"]


# %% wrong the_first_await_hands_over: part 4, wrong-prediction
# Believes that the hand-over is at the outermost await, not at the wait inside.
def look_it_up(orders):  # <- the fault
    lines = ["desk opens"] + [f"write to {order}" for order in orders]
    lines += ["look it up", "ask the files"] + [f"sent to {order}" for order in orders]
    return [*lines, "the files answer", "looked up", "desk waits", "desk closes"]


# %% wrong the_last_clerk_goes_first: part 3, wrong-prediction
# Believes that whoever has waited shortest is next.
def polite_clerks(orders):  # <- the fault
    lines = []
    for number, step in enumerate(("open", "fill", "seal")):
        lines += [f"{step} {order}" for order in (orders if number % 2 == 0 else orders[::-1])]
    return lines


# %% wrong the_newest_task_first: part 1, wrong-prediction
# Sees a pile where the loop has a queue.
def make_tasks(orders):
    newest = orders[::-1]
    lines = [f"task for {order}" for order in orders] + ["desk waits"]
    lines += [f"write to {order}" for order in newest] + [f"sent to {order}" for order in newest]  # <- the fault
    return lines + ["desk closes"]


# %% wrong the_older_task_first: part 2, wrong-prediction
# Believes that what was made first runs first, before the line that runs now.
def await_coroutines(orders):  # <- the fault
    lines = [f"write to {orders[0]}", f"sent to {orders[0]}"] + [f"pack {order}" for order in orders]
    return lines + ["desk waits", "desk closes"]


# %% wrong the_others_end_meanwhile: part 4, wrong-prediction
# Believes that a hand-over lasts until all the others have ended.
def look_it_up(orders):  # <- the fault
    lines = ["desk opens", "look it up", "ask the files"]
    lines += [f"write to {order}" for order in orders] + [f"sent to {order}" for order in orders]
    return [*lines, "the files answer", "looked up", "desk waits", "desk closes"]


# %% wrong waits_only_until_they_begin: part 1, wrong-prediction
# Believes that main waits only until the tasks have begun.
def make_tasks(orders):  # <- the fault
    lines = [f"task for {order}" for order in orders] + ["desk waits"]
    lines += [f"write to {order}" for order in orders] + ["desk closes"]
    return lines + [f"sent to {order}" for order in orders]
