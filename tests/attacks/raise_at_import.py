# exercise: never_awaited
# expect: failed
"""Raises an exception whose class lies about itself."""


class Liar(BaseException):
    __class__ = AssertionError

    def __str__(self):
        import os

        os._exit(0)


raise Liar


async def answer_all(questions):
    return hostile(questions)


async def answer_and_file(question):
    return hostile(question)


async def answer_for(customer, question):
    return hostile(customer, question)
