"""Visible checks: read them, and `nox -s grade -- 33` plays them."""

import asyncio

from grader.judge import check, scenario, service


@service(latency=(0.7, 1.0))
def query_name(call, number):
    return f"{call.word} suite"


@service(latency=(1.2, 1.6))
def query_price(call, number):
    return call.number(150, 450)


@service(latency=0.0217)
def write_log(call, line):
    return None


@scenario
async def a_guest(kata, services, number):
    return await kata.handle_room(services.Database(), number)


@scenario
async def two_guests(kata, services, numbers):
    db = services.Database()
    health = asyncio.create_task(kata.handle_health())
    pages = await asyncio.gather(*[kata.handle_room(db, number) for number in numbers])
    await health
    return pages


def page(match, number):
    name, price = match.reply("query_name", number), match.reply("query_price", number)
    return {"status": 200, "body": f"{name}, {price} euros"}


@check(part=1, title="a guest asks for room 40")
async def test_a_guest(play):
    match = await play(a_guest, number=40)
    match.expect_result(page(match, 40))
    match.expect_clean()


@check(part=2, title="two guests ask at the same time, and neither waits for the other")
async def test_two_guests(play):
    match = await play(two_guests, numbers=[40, 51])
    match.expect_clean()
    match.expect_seconds(
        at_most=max(match.latency("query_name", number) + match.latency("query_price", number) for number in (40, 51))
    )
    match.expect_result([page(match, 40), page(match, 51)])


@check(part=3, title="a page takes as long as its price, because its name comes meanwhile")
async def test_name_and_price(play):
    match = await play(a_guest, number=40)
    match.expect_clean()
    match.expect_seconds(match.latency("query_price", 40))
    match.expect_result(page(match, 40))
