"""Visible checks: read them, and `nox -s grade -- my_exercise` plays them.

TODO(author): at least one check for each part, with other names and numbers than the hidden ones.
"""

from grader.judge import check, scenario, service


@service(latency=(0.3, 0.9))
def write_answer(call, letter):
    return f"{letter}: {call.word}"


@scenario
async def two_letters(kata, letters):
    return await kata.answer_all(letters)


@check(part=1, title="two letters wait together")
async def test_two_letters(play):
    match = await play(two_letters, letters=["a complaint", "a question"])
    replies = [match.reply("write_answer", letter) for letter in ("a complaint", "a question")]
    match.expect_result(replies)
    match.expect_peak("write_answer", exactly=2)
    match.expect_clean()
