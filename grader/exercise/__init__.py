"""What an exercise is: its catalogue, its stub, what is handed in for it, and the skeleton of a new one."""
