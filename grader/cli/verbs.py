"""The commands: one row for each, for the command line and the noxfile. It imports nothing: every start reads it."""

# The verb: the module beside this one that knows its flags, and what `nox -l` says of it. An edition for students
# comes without some of these modules, and so without their verbs.
VERBS = {
    "grade": ("grade", "What is right, what is wrong and on which line: all, or `-- 11`, `-- blocked_loop`."),
    "watch": ("watch", "Begin here: one screen that judges each time you save, with hints, keys and what to do next."),
    "list": ("desk", "Where you stand: `-- failed`, `-- loop`, `-- --sort changed`; words of a lesson or a message."),
    "hint": ("desk", "A hint, and one more each time: `-- 31`."),
    "explain": ("explain", "What a mistake is, or a message: `-- blocking-call`, `-- 'attached to a different loop'`."),
    "progress": ("desk", "Take what you have reached to another machine: `-- export FILE`, `-- import FILE`."),
    "run": ("desk", "Run your own file of one exercise, with whatever it needs: `-- typing_effect` serves its page."),
    "swap": ("files", "Put the solution in place of your answer, of which a copy is kept: `-- 11`."),
    "restore": ("files", "Bring back what was replaced."),
    "reset": ("files", "Begin an exercise again: `-- 31`. It asks first, and keeps a copy of what you wrote."),
    "update": ("files", "Take new versions of exercises, from git or a folder; what you edited stays."),
    "check": ("lab", "For authors: what CI asks of one exercise: layout, spelling, its lesson's code, proof: `-- 41`."),
    "prove": ("lab", "For authors: stubs fail, solutions and right answers pass, wrong ones fail as they say."),
    "new": ("lab", "For authors: a complete exercise to begin with: `-- tea_house --track flow`."),
    "bench": ("lab", "How fast grading is on this machine."),
    "conformance": ("lab", "CPython's own tests of asyncio, threads and queues under the judge's clock: `-- --short`."),
    "mutants": ("lab", "Small changes of each solution: each is refused, or listed with the reason: `-- 56`."),
    "doctor": ("lab", "Whether this machine judges as it should, and what keeps submissions apart from it."),
    "site": ("lab", "Lessons, mistakes and error messages as pages for a browser, with films: `-- OUT`."),
    "release": (
        "classroom",
        "For instructors: write the student edition, without solutions and hidden checks: `-- OUT`.",
    ),
    "classroom": ("classroom", "For instructors: grade a class: `-- SUBMISSIONS --roster roster.csv --out GRADES`."),
    "collect": ("classroom", "For instructors: each repository before a deadline: `-- --roster R --deadline T`."),
    "worker": ("classroom", "For instructors: let this machine help a Dask scheduler: `-- tcp://scheduler:8786`."),
}
