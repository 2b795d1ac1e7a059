"""The learner's desk: progress, hints, the list, and the watch screen. Reads verdicts; judges nothing itself."""
