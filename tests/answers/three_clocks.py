"""Right and wrong answers to three_clocks. docs/for-authors.md says how to read a cell."""

# %% right a_timetable
# Each program as a timetable: when every page begins and when it ends. Everything else is read from that.
from dataclasses import dataclass


@dataclass
class Visit:
    begin: float
    end: float
    shop: str = ""


def one_after_the_other(waits: list[float]) -> list[Visit]:
    now, table = 0.0, []
    for wait in waits:
        table.append(Visit(now, now + wait))
        now += wait
    return table


def at_once(waits: list[float]) -> list[Visit]:
    return [Visit(0.0, wait) for wait in waits]


def last_end(table: list[Visit]) -> float:
    return max(visit.end for visit in table)


def alone(seconds: float) -> float:
    return last_end(at_once([seconds]))


def blocking(seconds: list[float]) -> float:
    return last_end(one_after_the_other(seconds))


def in_turn(seconds: list[float]) -> float:
    return last_end(one_after_the_other(seconds))


def objects_first(seconds: list[float]) -> float:
    return last_end(one_after_the_other(seconds))


def task_by_task(seconds: list[float]) -> float:
    return last_end(one_after_the_other(seconds))


def tasks_first(seconds: list[float]) -> float:
    return last_end(at_once(seconds))


def together(seconds: list[float]) -> float:
    return last_end(at_once(seconds))


def one_beside_the_rest(seconds: list[float]) -> float:
    return last_end(at_once(seconds[:1]) + one_after_the_other(seconds[1:]))


def lines(table: list[Visit], shops: list[str]) -> list[str]:
    events = []
    for visit, shop in zip(table, shops):
        events += [(visit.begin, visit.end, f"start {shop}"), (visit.end, visit.end, f"end {shop}")]
    events.sort(key=lambda event: event[0])
    return [text for _, _, text in events] + ["done"]


def alone_prints(shop: str) -> list[str]:
    return lines(at_once([1.0]), [shop])


def in_turn_prints(seconds: dict[str, float]) -> list[str]:
    return lines(one_after_the_other(list(seconds.values())), list(seconds))


def together_prints(seconds: dict[str, float]) -> list[str]:
    return lines(at_once(list(seconds.values())), list(seconds))


# %% right added_up_by_hand
def in_turn(seconds):
    whole = 0
    for wait in seconds:
        whole = whole + wait
    return whole


def together(seconds):
    longest = 0
    for wait in seconds:
        if wait > longest:
            longest = wait
    return longest


def in_turn_prints(seconds):
    lines = []
    for shop in seconds:
        lines += [f"start {shop}", f"end {shop}"]
    return lines + ["done"]


def together_prints(seconds):
    lines = []
    for shop in seconds:
        lines.append("start " + shop)
    for shop, wait in sorted(seconds.items(), key=lambda item: item[1]):
        lines.append("end " + shop)
    lines.append("done")
    return lines


def one_beside_the_rest(seconds):
    others = 0
    for wait in seconds[1:]:
        others = others + wait
    if seconds[0] > others:
        return seconds[0]
    return others


# %% right names_for_sum_and_max
# Predictions as names: two clocks, and one that is made of both.
def one_beside_the_rest(seconds):
    return max([seconds[0], sum(seconds[1:])])


alone = float


blocking = in_turn = objects_first = task_by_task = sum


tasks_first = together = max


def alone_prints(shop):
    return f"start {shop}\nend {shop}\ndone".splitlines()


def in_turn_prints(seconds):
    return sum((alone_prints(shop)[:2] for shop in seconds), []) + ["done"]


def together_prints(seconds):
    events = [(0.0, place, f"start {shop}") for place, shop in enumerate(seconds)]
    events += [(wait, place, f"end {shop}") for place, (shop, wait) in enumerate(seconds.items())]
    return [text for _, _, text in sorted(events)] + ["done"]


# %% wrong a_call_begins_it: part 2, wrong-prediction
# Believes that making the coroutine objects has begun their work.
def objects_first(seconds):
    return max(seconds)  # <- the fault


# %% wrong a_task_always_overlaps: part 2, wrong-prediction
# Believes that a task overlaps with what comes later, also when it is awaited at once.
def task_by_task(seconds):
    return max(seconds)  # <- the fault


# %% wrong async_def_prediction: part 1, needless-async
# Believes that what predicts async code is async as well.
async def alone(seconds):  # <- the fault
    return seconds


# %% wrong async_is_faster: part 1, wrong-prediction
# Believes that a wait gets shorter when it is awaited.
def alone(seconds):
    return seconds / 2  # <- the fault


# %% wrong awaits_always_add_up: part 2, wrong-prediction
# Believes that awaiting in a loop takes turns, whatever has begun before.
def tasks_first(seconds):
    return sum(seconds)  # <- the fault


# %% wrong awaits_overlap: part 2, wrong-prediction
# Believes that awaits one after the other overlap, because they are async.
def in_turn(seconds):
    return max(seconds)  # <- the fault


# %% wrong copied_from_one_run: part 1, wrong-prediction
# Copies what the file printed on this machine, and asks nothing.
def alone(seconds):
    return 0.2  # <- the fault


def in_turn(seconds):
    return 0.7


def together(seconds):
    return 0.4


# %% wrong done_before_the_end: part 1, wrong-prediction
# Believes that the line after asyncio.run is printed while the page is waited for.
def alone_prints(shop):
    return [f"start {shop}", "done", f"end {shop}"]  # <- the fault


# %% wrong done_while_they_wait: part 3, wrong-prediction
# Believes that main goes on when everything has started.
def together_prints(seconds):
    starts = [f"start {shop}" for shop in seconds]
    return starts + ["done"] + [f"end {shop}" for shop in sorted(seconds, key=seconds.get)]  # <- the fault


# %% wrong ends_in_the_order_of_asking: part 3, wrong-prediction
# Believes that the order of the results of gather is the order in which they come.
def together_prints(seconds):
    return [f"start {shop}" for shop in seconds] + [f"end {shop}" for shop in seconds] + ["done"]  # <- the fault


# %% wrong first_and_longest: part 4, wrong-prediction
# Lets the task wait for the longest of the others.
def one_beside_the_rest(seconds):
    return max(seconds[0], max(seconds[1:]))  # <- the fault


# %% wrong gather_takes_turns: part 3, wrong-prediction
# Knows that together is quicker, and still sees one page after the other.
def together_prints(seconds):
    return [f"{word} {shop}" for shop in seconds for word in ("start", "end")] + ["done"]  # <- the fault


# %% wrong names_the_formula: part 2, wrong-answer
# Returns the function max, where its result is needed.
def together(seconds):
    return max  # <- the fault


# %% wrong one_task_makes_all_overlap: part 4, wrong-prediction
# Believes that one task makes the awaits beside it overlap too.
def one_beside_the_rest(seconds):
    return max(seconds)  # <- the fault


# %% wrong only_the_rest_counts: part 4, wrong-prediction
# Believes that what runs in the background never takes longer.
def one_beside_the_rest(seconds):
    return sum(seconds[1:])  # <- the fault


# %% wrong prints_the_prediction: part 1, wrong-answer
# Prints the prediction instead of returning it.
def alone(seconds):
    print(seconds)  # <- the fault


# %% wrong programs_made_to_fit: part 2, tampered
# Changes the program until it does what was predicted.
async def quick(shops):
    await asyncio.gather(*[services.visit(shop) for shop in shops])
    print("done")


services.in_turn = quick  # <- the fault


def in_turn(seconds):
    return max(seconds)


# %% wrong quickest_starts_first: part 3, wrong-prediction
# Believes that the loop begins with the shortest wait.
def together_prints(seconds):
    quickest = sorted(seconds, key=seconds.get)  # <- the fault
    return [f"start {shop}" for shop in quickest] + [f"end {shop}" for shop in quickest] + ["done"]


# %% wrong run_comes_back_at_once: part 1, wrong-prediction
# Believes that asyncio.run only starts the coroutine and goes on.
def alone(seconds):
    return 0.0  # <- the fault


def alone_prints(shop):
    return [f"start {shop}", "done", f"end {shop}"]  # <- the fault


# %% wrong runs_it_and_looks_at_the_clock: part 1, wrong-answer
# Runs what is to be predicted, with a watch in hand.
def measured(*coroutines):
    async def run():
        await asyncio.gather(*coroutines)

    begun = time.perf_counter()
    asyncio.run(run())
    return time.perf_counter() - begun


def alone(seconds):
    return measured(asyncio.sleep(seconds))  # <- the fault


def together(seconds):
    return measured(*map(asyncio.sleep, seconds))


# %% wrong starts_all_at_the_beginning: part 3, wrong-prediction
# Believes that everything that is async starts at the beginning.
def in_turn_prints(seconds):
    return [f"start {shop}" for shop in seconds] + [f"end {shop}" for shop in seconds] + ["done"]  # <- the fault


# %% wrong the_first_result_ends_it: part 2, wrong-prediction
# Believes that gather comes back when the first of its coroutines has ended.
def together(seconds):
    return min(seconds)  # <- the fault


# %% wrong the_last_await_decides: part 2, wrong-prediction
# Believes that the task that is awaited last is the one that ends last.
def tasks_first(seconds):
    return seconds[-1]  # <- the fault


# %% wrong the_task_waits_its_turn: part 4, wrong-prediction
# Believes that a task begins where it is awaited, at the end.
def one_beside_the_rest(seconds):
    return sum(seconds)  # <- the fault
