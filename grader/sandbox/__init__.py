"""What stands between a submission and the machine: layers, limits, and the ending of processes."""
