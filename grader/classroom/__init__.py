"""For instructors: hand out a student edition, collect what came of it, and grade a whole class."""
