"""Answers to mini_loop that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong removes_while_it_goes_round: part 2, wrong-order
def run_all(coroutines: list[Coroutine[Any, None, Any]]) -> list[Any]:
    """2. One step for each in turn. 3. A coroutine that naps waits for its time. Results in the order of the list."""
    results = {}
    due = {number: 0.0 for number in range(len(coroutines))}
    running = list(due)
    while running:
        earliest = min(due[number] for number in running)
        now = time.monotonic()
        if earliest > now:
            time.sleep(earliest - now)
        # a round: everyone who is not asleep has one step
        for number in running:
            if due[number] > time.monotonic():
                continue
            try:
                seconds = coroutines[number].send(None)
            except StopIteration as end:
                results[number] = end.value
                running.remove(number)  # <- the fault
            else:
                due[number] = time.monotonic() + seconds if seconds else 0.0
    return [results[number] for number in sorted(results)]
