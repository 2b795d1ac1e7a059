"""One pytest run over many jobs, from a submission to its verdict."""
