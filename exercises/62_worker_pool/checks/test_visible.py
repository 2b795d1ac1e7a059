"""Visible checks: read them, and `nox -s grade -- 62` plays them."""

from grader.judge import check, scenario, service


@service(latency=(0.01, 0.03))
def load_picture(call, name):
    if name == "burnt":
        raise call.error("StorageError", f"{call.word} is gone")
    return f"{name}, {call.word}"


def how_long(picture):
    return (1.5, 1.8) if picture.startswith("map") else (0.2, 0.3)


@service(latency=how_long)
def shrink(call, picture):
    if picture.startswith("blurred"):
        raise call.error("PictureError", call.word)
    return f"{picture}, {call.word}"


def small(match, names):
    """The right result."""
    replies = {name: match.reply("shrink", match.reply("load_picture", name)) for name in names}
    return {name: reply.replace("PictureError: ", "failed: ") for name, reply in replies.items()}


@scenario
async def pictures(kata, names, workers, waiting):
    return await kata.shrink_all(names, workers, waiting)


@check(part=1, title="while one worker shrinks a big picture, another shrinks four small ones")
async def test_two_workers(play):
    names = ["map", "face", "tree", "lake", "road"]
    match = await play(pictures, names=names, workers=2, waiting=1)
    left = [call.first for call in match.calls("shrink") if call.outcome != "answered"]
    words = f"shrink_all returned while these were still being shrunk: {', '.join(left)}."
    match.expect(not left, words, mistake="wait-skipped", function="shrink_all")
    match.expect_result(small(match, names))
    match.expect_peak("shrink", exactly=2)
    match.expect_peak("load_picture", exactly=1)
    big, *others = match.calls("shrink")
    idle = [call.first for call in others if big.end and call.start > big.end]
    words = (
        f"These were only begun when the big picture was done, although a worker was free before: {', '.join(idle)}."
    )
    match.expect(not idle, words, mistake="limit-too-low", function="shrink_all")
    match.expect_clean()


@check(part=2, title="with four workers and room for three, eight of ten pictures are loaded before the first is done")
async def test_room_for_three(play):
    match = await play(pictures, names=[f"face {number}" for number in range(10)], workers=4, waiting=3)
    match.expect_calls("shrink", exactly=10)
    first = min(call.end or 0 for call in match.calls("shrink"))
    loaded = sum(call.start < first for call in match.calls("load_picture"))
    words = (
        f"When the first picture was done, {loaded} of 10 were loaded; there was room for 4 + 3, and one in the hand."
    )
    match.expect(loaded <= 8, words, mistake="no-backpressure", function="shrink_all")
    match.expect(loaded >= 7, words, mistake="limit-too-low", function="shrink_all")
    match.expect_clean()


@check(part=3, title="a picture cannot be shrunk, and the next one is")
async def test_a_bad_picture(play):
    match = await play(pictures, names=["blurred", "face"], workers=1, waiting=1)
    match.expect_result(small(match, ["blurred", "face"]))
    match.expect_clean()


@check(part=4, title="the storage fails: its error is raised, and no worker is left")
async def test_the_storage_fails(play):
    match = await play(pictures, names=["map", "tree", "face", "burnt"], workers=2, waiting=2)
    match.expect_error("StorageError")
    match.expect_peak("shrink", exactly=2)
    match.expect_cancelled_tasks_ended()
    match.expect_clean()
