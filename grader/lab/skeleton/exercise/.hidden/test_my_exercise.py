"""Hidden checks. TODO(author): what they make sure of, in a sentence."""

from grader.judge import check, scenario, service

LETTERS = ["a complaint", "an order", "a postcard"]


# The judge plays write_answer of services.py: same name, same parameters behind `call`. The latency is drawn from the
# seed, in simulated seconds; `call.word` is made up for this run, so only code that asks can know the answer.
@service(latency=(0.6, 1.8))
def write_answer(call, letter):
    return f"{call.word} for {letter}"


# A scenario is played in the player and may hold no expected value: a learner's code could read it. It may use imports
# from the top of this file, functions above it that are marked with @helper, and the parameters `note` and `services`.
@scenario
async def some_letters(kata, letters):
    return await kata.answer_all(letters)


# A check is judged here. Ask for the answers AND for the time: a check must also fail answers that skip the wait.
# TODO(author): one check for each thing that can go wrong; see docs/for-authors.md and grader/judge/match.py.
@check(part=1, title="three answers, in the order of the letters, in the time of the slowest")
async def test_three_letters(play):
    match = await play(some_letters, letters=LETTERS)
    match.expect_result([match.reply("write_answer", letter) for letter in LETTERS])
    match.expect_seconds(max(match.latency("write_answer", letter) for letter in LETTERS))
    match.expect_calls("write_answer", exactly=len(LETTERS))
    match.expect_clean()  # the standard set: nothing blocked, lost, left over or never awaited
