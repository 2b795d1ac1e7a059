"""Each prediction is one text, cut into lines."""


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
