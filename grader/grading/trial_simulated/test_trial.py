"""A trial: the module imports, and its own program runs to its end, on the simulated clock."""

from grader.judge import check, scenario


@scenario
def the_program(kata):
    source = kata.__spec__.loader.get_source(kata.__name__)
    code = compile(source, kata.__spec__.origin, "exec", dont_inherit=True)
    exec(code, {"__name__": "__main__", "__file__": kata.__spec__.origin})


@check(part=1, title="it imports and runs")
async def test_it_runs(play):
    match = await play(the_program)
    match.expect_result(None)
