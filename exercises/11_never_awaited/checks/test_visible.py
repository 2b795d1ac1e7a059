"""Visible checks: read them, and `nox -s grade -- 11` plays them."""

from grader.judge import check, scenario, service


@service(latency=(0.6, 1.8))
def ask_model(call, question):
    return f"{call.word} ({question})"


@service(latency=(0.2, 0.5))
def file_answer(call, question, answer):
    return None


@service(latency=(0.6, 1.8))
def load_card(call, customer):
    return f"{call.word} card"


@scenario
async def two_questions(kata, questions):
    return await kata.answer_all(questions)


@scenario
async def a_question_filed(kata, question):
    return await kata.answer_and_file(question)


@scenario
async def a_customer(kata, customer, question):
    return list(await kata.answer_for(customer, question))


@check(part=1, title="two questions give two answers")
async def test_two_answers(play):
    questions = ["Is it open?", "Is it far?"]
    match = await play(two_questions, questions=questions)
    match.expect_result([match.reply("ask_model", question) for question in questions])
    match.expect_clean()  # nothing blocked, nothing never awaited, nothing left over


@check(part=2, title="the answer is filed")
async def test_the_answer_is_filed(play):
    match = await play(a_question_filed, question="Is it open?")
    match.expect_result(match.reply("ask_model", "Is it open?"))
    match.expect_calls("file_answer", exactly=1)
    match.expect_clean()


@check(part=3, title="the model thinks while the card is loaded")
async def test_the_model_thinks_meanwhile(play):
    match = await play(a_customer, customer="Tom", question="Is it open?")
    card, answer = match.reply("load_card", "Tom"), match.reply("ask_model", "Is it open?")
    match.expect_result([card, answer])
    match.expect_seconds(max(match.latency("load_card", "Tom"), match.latency("ask_model", "Is it open?")))
    match.expect_clean()
