"""A visible check: read it, and `nox -s grade -- 68` plays it."""

from grader.judge import check, scenario, service


@service(latency=(0.1, 0.3), fresh=True)
def open_session(call):
    return call.attempt + 1


@service(latency=(0.7, 1.4))
def run(call, session, statement):
    return f"rows of {statement}: {call.word}"


@service(latency=(0.1, 0.3))
def close_session(call, session):
    return None


@scenario
async def three_panels(kata, services, panels):
    return await kata.dashboard(services.Pool(3), panels)


@check(part=1, title="three panels are read at the same time, each in a session of its own")
async def test_three_panels(play):
    match = await play(three_panels, panels=["stock", "prices", "shifts"])
    match.expect_apart("run", by="session")
    match.expect_peak("run", 3)
    match.expect_cleanup("close_session", exactly=3)
    match.expect_clean()
