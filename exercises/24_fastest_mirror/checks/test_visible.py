"""Visible checks: read them, and `nox -s grade -- 24` plays them."""

import asyncio

from grader.judge import check, scenario, service

FILE = "recipes.txt"
SECONDS = {"cork": (1.6, 2.0), "lima": (0.5, 0.8), "kyoto": (1.6, 2.0), "quito": (0.2, 0.3), "perth": (0.2, 0.4)}
EMPTY = ("quito", "perth")  # they do not have the file, and say so


@service(latency=lambda mirror, name: SECONDS[mirror])
def fetch(call, mirror, name):
    if mirror in EMPTY:
        raise call.error("MirrorError", f"{mirror} has no {call.word}")
    return f"{call.word} from {mirror}"


@service(latency=(0.05, 0.15))
def hang_up(call, mirror):
    return f"{mirror} has hung up"


@scenario
async def a_file(kata, mirrors, name):
    return await kata.fastest(mirrors, name)


@scenario
async def a_file_although_one_fails(kata, note, services, mirrors, name):
    try:
        return await kata.fastest(mirrors, name)
    except services.MirrorError as error:
        note("the error of one mirror", str(error))


@scenario
async def a_file_within(kata, mirrors, name, seconds):
    async with asyncio.timeout(seconds):
        return await kata.fastest(mirrors, name)


@check(part=1, title="one mirror has no such file, and the nearest of the others has it first")
async def test_the_first_file(play):
    mirrors = ["quito", "cork", "lima"]
    match = await play(a_file_although_one_fails, mirrors=mirrors, name=FILE)
    match.expect(
        not match.notes("the error of one mirror"),
        "'quito' failed, and the search ended with its error, although two other mirrors have the file.",
        mistake="gave-up-too-soon",
        function="fastest",
    )
    for call in match.calls("fetch"):
        match.expect(
            call.start <= match.tolerance,
            f"{call.first!r} was asked after {call.start:g} s (simulated). All mirrors can be asked at the start.",
            mistake="sequential-awaits",
            at=call.at,
        )
    match.expect_calls("fetch", exactly=len(mirrors))
    match.expect_result(match.reply("fetch", "lima", FILE))
    match.expect_seconds(at_most=match.latency("fetch", "lima", FILE) + match.latency("hang_up", "cork"))


@check(part=2, title="two slow transfers are cancelled, and their lines are closed")
async def test_slow_transfers(play):
    match = await play(a_file, mirrors=["cork", "lima", "kyoto"], name=FILE)
    match.expect_cancelled("fetch", exactly=2)
    match.expect_cleanup("hang_up", exactly=2)
    lines_closed = max(match.latency("hang_up", mirror) for mirror in ("cork", "kyoto"))
    match.expect_seconds(match.latency("fetch", "lima", FILE) + lines_closed, in_turn=True)
    match.expect_clean()


@check(part=3, title="two mirrors, and neither has the file")
async def test_no_file(play):
    match = await play(a_file, mirrors=["quito", "perth"], name=FILE)
    for mirror in EMPTY:
        match.expect_error("NoMirrorError", saying=match.reply("fetch", mirror, FILE).removeprefix("MirrorError: "))
    match.expect_clean()


@check(part=4, title="the caller waits a tenth of a second, and two transfers are cancelled")
async def test_an_impatient_caller(play):
    match = await play(a_file_within, mirrors=["kyoto", "cork"], name=FILE, seconds=0.1)
    match.expect_error("TimeoutError")
    match.expect_cancelled("fetch", exactly=2)
    match.expect_cleanup("hang_up", exactly=2)
    match.expect_clean()
