"""For maintainers and authors: what proves, measures and compares the exercises and the judge."""
