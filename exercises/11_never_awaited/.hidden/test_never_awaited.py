"""Hidden checks: what was called is awaited, and what was started runs."""

from grader.judge import check, scenario, service

QUESTIONS = ["Are you open today?", "Do you deliver?", "Is there parking?"]
# So many that a set of them comes in their order by chance once in 40,000 runs.
MANY = [f"Is table {number} free?" for number in range(1, 9)]
SHORT, LONG = 0.3127, 1.7313  # crooked, so that code that looks again every so often is not on time by luck


@service(latency=(0.6, 1.8))
def ask_model(call, question):
    return f"{call.word} ({question})"


@service(latency=(0.2, 0.5))
def file_answer(call, question, answer):
    return None


@service(latency=(0.6, 1.8))
def load_card(call, customer):
    return f"{customer}, {call.word}"


@scenario
async def three_questions(kata, questions):
    return await kata.answer_all(questions)


@scenario
async def one_question_filed(kata, question):
    return await kata.answer_and_file(question)


@scenario
async def one_question_of_a_customer(kata, customer, question):
    both = await kata.answer_for(customer, question)
    return list(both) if isinstance(both, tuple) else both  # a pair is a pair


@check(part=1, title="eight questions give eight answers, in their order")
async def test_three_answers(play):
    match = await play(three_questions, questions=MANY)
    match.expect_result([match.reply("ask_model", question) for question in MANY])
    match.expect_calls("ask_model", exactly=len(MANY))
    thinking = [match.latency("ask_model", question) for question in MANY]
    match.expect_seconds(at_least=max(thinking))
    match.expect_seconds(at_most=sum(thinking))
    match.expect_clean()


@check(part=2, title="the answer has been filed before it is returned")
async def test_the_answer_is_filed(play):
    question = QUESTIONS[0]
    match = await play(one_question_filed, question=question)
    answer = match.reply("ask_model", question)
    match.expect_result(answer)
    match.expect_calls("ask_model", exactly=1)
    match.expect_calls("file_answer", exactly=1)
    [filed] = match.calls("file_answer")
    match.expect(
        filed.args == {"question": question, "answer": answer},
        "file_answer was called, but not with the question and the model's answer to it.",
    )
    match.expect_seconds(match.latency("ask_model", question) + match.latency("file_answer", question, answer))
    match.expect(filed.outcome == "answered", "The answer was returned before file_answer had ended.")
    match.expect_clean()


@check(part=3, title="the model thinks while the card is being loaded")
async def test_the_model_thinks_meanwhile(play):
    match = await play(one_question_of_a_customer, customer="Ada", question=QUESTIONS[1])
    overlapped(match, "Ada", QUESTIONS[1])


@check(part=3, title="the card may arrive long before the answer")
async def test_the_card_is_first(play):
    match = await play(
        one_question_of_a_customer,
        customer="Ben",
        question=QUESTIONS[2],
        latency={"load_card": SHORT, "ask_model": LONG},
    )
    overlapped(match, "Ben", QUESTIONS[2])


@check(part=3, title="the answer may arrive long before the card")
async def test_the_answer_is_first(play):
    match = await play(
        one_question_of_a_customer,
        customer="Cleo",
        question=QUESTIONS[0],
        latency={"load_card": LONG, "ask_model": SHORT},
    )
    overlapped(match, "Cleo", QUESTIONS[0])


def overlapped(match, customer, question):
    match.expect_result([match.reply("load_card", customer), match.reply("ask_model", question)])
    match.expect_calls("ask_model", exactly=1)
    match.expect_calls("load_card", exactly=1)
    match.expect_seconds(max(match.latency("load_card", customer), match.latency("ask_model", question)))
    match.expect_peak(exactly=2)
    match.expect_clean()
