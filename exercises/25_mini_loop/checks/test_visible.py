"""Visible checks: read them, and `nox -s grade -- 25` plays them."""

from grader.judge import check, helper, scenario, service


@service(latency=0)
def show(call, sign, text):
    return None


@helper
async def opening(services, name, pauses):
    """A sign that shows its name before each pause. A pause is None (the others go first) or seconds."""
    for seconds in pauses:
        services.show(name, "open")
        await (services.give_way() if seconds is None else services.nap(seconds))
    services.show(name, "shut")
    return f"{name} is shut"


@scenario
def one_sign(kata, services, pauses):
    return kata.run(opening(services, "gate", pauses))


@scenario
def signs_together(kata, services, signs):
    return kata.run_all([opening(services, name, pauses) for name, pauses in signs])


def shown(match, lines):
    """The names of the signs in the order of their lines; there are so many."""
    names = [call.first for call in match.calls("show")]
    match.expect(len(names) == lines, f"The signs should have shown {lines} lines. They showed {len(names)}: {names}.")
    return names


@check(part=1, title="a sign that pauses twice is driven to its end")
async def test_one_sign(play):
    match = await play(one_sign, pauses=[None, None])
    shown(match, lines=3)
    match.expect_result("gate is shut")
    match.expect_loops(0)
    match.expect_clean()


@check(part=2, title="three signs take turns, and one of them has finished first")
async def test_three_signs(play):
    match = await play(signs_together, signs=[("gate", [None, None]), ("tower", []), ("lake", [None, None])])
    turns = shown(match, lines=7)
    match.expect(
        turns == ["gate", "tower", "lake", "gate", "lake", "gate", "lake"],
        f"'gate' and 'lake' have three lines each, 'tower' has one. They took turns like this: {turns}.",
        mistake="wrong-order",
        function="run_all",
    )
    match.expect_result(["gate is shut", "tower is shut", "lake is shut"])
    match.expect_loops(0)
    match.expect_clean()


@check(part=3, title="three signs nap at the same time, and two of them are due together")
async def test_three_signs_nap(play):
    match = await play(signs_together, signs=[("gate", [0.53105]), ("tower", [0.21303, 0.21303]), ("lake", [0.21303])])
    shown(match, lines=7)
    match.expect_result(["gate is shut", "tower is shut", "lake is shut"])
    match.expect_seconds(0.53105, in_turn=True)  # as long as the longest nap
    match.expect_loops(0)
    match.expect_clean()
