"""Answers to who_runs_next that fail for a reason that is easily taken for another one, as cells like those of a book."""


# %% wrong sent_before_looked_up: part 4, wrong-prediction
def look_it_up(orders: list[str]) -> list[str]:
    lines = ["desk opens", "look it up", "ask the files"]
    for order in orders:
        lines.append(f"write to {order}")
    lines.append("the files answer")
    for order in orders:
        lines.append(f"sent to {order}")  # <- the fault
    # and back in look_up, which has awaited the files
    lines.append("looked up")
    return [*lines, "desk waits", "desk closes"]
