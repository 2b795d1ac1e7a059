"""Each program as a timetable: when every page begins and when it ends. Everything else is read from that."""

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
