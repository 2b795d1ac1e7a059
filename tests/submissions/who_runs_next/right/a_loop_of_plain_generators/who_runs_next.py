"""The predictions come out of a queue of generators: `yield` is a real wait, `yield from` is an await."""

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
