"""The player: holds the learner's module and a scenario that calls it. Nothing in it is trusted.

It imports `grader.wire` and nothing else of the project.
"""
