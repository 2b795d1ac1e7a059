"""Hidden checks of token_generator: when does each item come, and who asked for it?"""

import asyncio
import inspect

from grader.judge import check, scenario, service

# A pattern for each question: "." is a token that ends a sentence. "dragon" breaks off with an error.
PATTERNS = {"amber": "ww.www.ww", "fern": "w.www.", "dragon": "www"}


@service(latency=(0.3, 0.9))
def next_token(call, question, text):
    pattern, written = PATTERNS[question], len(text.split())
    if written < len(pattern):
        return f"{call.word}{'.' if pattern[written] == '.' else ''} "
    if question == "dragon":
        raise call.error("ModelDown", "the model stopped")
    return None


@service(latency=(2.0, 4.0))
def say(call, sentence):
    return None


class Answer:
    """What the model writes, token by token, and when: as fast as it can, and with a reader who sets the pace."""

    def __init__(self, match, question):
        self.tokens, self.seconds, text = [], [], ""
        for _ in PATTERNS[question]:
            self.seconds.append(match.latency("next_token", question, text))
            self.tokens.append(match.reply("next_token", question, text))
            text += self.tokens[-1]
        self.seconds.append(match.latency("next_token", question, text))
        self.length = sum(self.seconds)

    def arrivals(self):
        return [sum(self.seconds[: number + 1]) for number in range(len(self.tokens))]

    def sentences(self):
        """Each sentence, with the seconds from the one before (or the start) until it is complete."""
        found, words, waited = [], [], 0.0
        for token, seconds in zip(self.tokens, self.seconds, strict=False):
            words.append(token.strip())
            waited += seconds
            if words[-1].endswith("."):
                found.append((" ".join(words), waited))
                words, waited = [], 0.0
        return [*found, (" ".join(words), waited + self.seconds[-1])] if words else found


# ---- 1: tokens -----------------------------------------------------------------------------------


@scenario
async def async_for_token_in_tokens(kata, note, question, pause):
    stream = kata.tokens(question)
    how = "async for" if hasattr(stream, "__aiter__") else "for"
    note("read with", "await" if inspect.isawaitable(stream) else how)
    if inspect.isawaitable(stream):
        stream = await stream
    if pause:
        await asyncio.sleep(pause)
    if hasattr(stream, "__aiter__"):
        async for token in stream:
            note("token", token)
            if pause:
                await asyncio.sleep(pause)
    else:
        for token in stream:
            note("token", token)


@scenario
async def two_visitors(kata, questions):
    async def visit(question):
        return [token async for token in kata.tokens(question)]

    return await asyncio.gather(*[visit(question) for question in questions])


def is_a_stream(match, function, called):
    """Said last: everything came when it should, but a reader has to know how to ask for it."""
    match.expect_clean()
    how = next((value for _, value in match.notes("read with")), "")
    match.expect(
        how == "async for",
        f"{called} gives something that is read with `{how}`. A call should give the stream itself, ready for "
        f"`async for`: write `async def {function}`, put the `yield` into it, and return nothing.",
        mistake="wrong-protocol",
        function=function,
    )


@check(part=1, title="each token comes when the model has written it")
async def test_tokens_come_one_by_one(play):
    match = await play(async_for_token_in_tokens, question="amber", pause=0)
    answer = Answer(match, "amber")
    match.expect_notes("token", answer.tokens)
    match.expect_note_times("token", answer.arrivals())
    match.expect_seconds(answer.length)
    match.expect_calls("next_token", exactly=len(answer.tokens) + 1)
    is_a_stream(match, "tokens", "tokens('amber')")


@check(part=1, title="the model is asked only when the reader asks")
async def test_nothing_is_made_in_advance(play):
    match = await play(async_for_token_in_tokens, question="amber", pause=5.0)
    answer = Answer(match, "amber")
    now = 0.0
    for call, seconds in zip(match.calls("next_token"), answer.seconds, strict=False):
        now += 5.0
        match.expect(
            call.start >= now - match.tolerance,
            f"The model was asked for a token after {call.start:.4g} s, but the reader wanted it only after "
            f"{now:.4g} s (simulated). While the reader does something else, no token may be made.",
            mistake="ran-ahead",
            function="tokens",
        )
        now += seconds
    match.expect_notes("token", answer.tokens)
    match.expect_seconds(now)
    match.expect_clean()


@check(part=1, title="an error comes after the tokens that were written before it")
async def test_error_comes_last(play):
    match = await play(async_for_token_in_tokens, question="dragon", pause=0)
    answer = Answer(match, "dragon")
    match.expect_error("ModelDown", saying="the model stopped")
    match.expect_notes("token", answer.tokens)
    match.expect_note_times("token", answer.arrivals())
    match.expect_seconds(answer.length)
    match.expect_clean()


@check(part=1, title="two visitors are answered at once")
async def test_two_visitors(play):
    match = await play(two_visitors, questions=["amber", "fern"])
    answers = [Answer(match, question) for question in ("amber", "fern")]
    for call in match.calls("next_token"):
        question, text = call.args.values()
        match.expect(
            "".join(Answer(match, question).tokens).startswith(text),
            f"For the question {question!r} the model was asked to go on with {text!r}. That is not its answer so far: "
            "the texts of two visitors are mixed. Keep what belongs to one visit inside the function.",
            mistake="shared-state",
            function="tokens",
        )
    match.expect_result([answer.tokens for answer in answers])
    match.expect_seconds(max(answer.length for answer in answers))
    match.expect_clean()


# ---- 2: sentences --------------------------------------------------------------------------------


@scenario
async def async_for_sentence_in_sentences(kata, note, services, question):
    async def the_model():
        text = ""
        while (token := await services.next_token(question, text)) is not None:
            text += token
            yield token

    found = kata.sentences(the_model())
    how = "async for" if hasattr(found, "__aiter__") else "for"
    note("read with", "await" if inspect.isawaitable(found) else how)
    if inspect.isawaitable(found):
        found = await found
    if hasattr(found, "__aiter__"):
        async for sentence in found:
            note("sentence", sentence)
    else:
        for sentence in found:
            note("sentence", sentence)


async def sentences_come(play, question):
    match = await play(async_for_sentence_in_sentences, question=question)
    answer = Answer(match, question)
    now, moments = 0.0, []
    for _, waited in answer.sentences():
        now += waited
        moments.append(now)
    match.expect_notes("sentence", [sentence for sentence, _ in answer.sentences()])
    match.expect_note_times("sentence", moments)
    match.expect_seconds(answer.length)
    is_a_stream(match, "sentences", "sentences(stream)")


@check(part=2, title="each sentence comes with its full stop, the rest at the end")
async def test_sentences(play):
    await sentences_come(play, "amber")


@check(part=2, title="an answer that ends with a full stop has no rest")
async def test_no_empty_rest(play):
    await sentences_come(play, "fern")


# ---- 3: guide ------------------------------------------------------------------------------------


@scenario
async def visit(kata, question):
    return await kata.guide(question)


@check(part=3, title="each sentence is said when it is complete, one after the other")
async def test_guide(play):
    match = await play(visit, question="amber")
    sentences = Answer(match, "amber").sentences()
    said = match.calls("say")
    now = 0.0
    for number, (call, (sentence, waited)) in enumerate(zip(said, sentences, strict=False), start=1):
        now += waited
        match.expect(
            call.start <= now + match.tolerance,
            f"Sentence {number} was said after {call.start:.4g} s (simulated); it could have been said after "
            f"{now:.4g} s, before the model has written any more.",
            mistake="buffered-stream",
            function="guide",
            late=(call, call.start - now),
        )
        match.expect(
            call.start >= now - match.tolerance,
            f"Sentence {number} was said after {call.start:.4g} s (simulated), while the one before it was still "
            "being said.",
            mistake="wait-skipped",
            function="guide",
            near=r"\bsay\(",
            late=(call, 0.0),
        )
        now += match.latency("say", sentence)
    match.expect_order("say", [sentence for sentence, _ in sentences])
    match.expect_result(" ".join(sentence for sentence, _ in sentences))
    match.expect_calls("next_token", exactly=len(Answer(match, "amber").seconds))
    match.expect_seconds(now)
    match.expect_clean()
