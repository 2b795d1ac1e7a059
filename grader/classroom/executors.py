"""Where batches run: in threads here, each with a process of its own to judge in, or on a Dask cluster.

Anything with the interface of `concurrent.futures.Executor` will do.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from grader.classroom import fingerprints, remote, work
from grader.errors import UserError
from grader.exercise.catalogue import ROOT

_START = "On each machine, in the same checkout:  nox -s worker -- ADDRESS"


@contextlib.contextmanager
def open_executor(jobs: int | None = None, cluster: str = "") -> Iterator[tuple[Executor, int]]:
    """Give an executor and how many batches it runs at once. Raises UserError if there is no cluster."""
    if cluster:
        with _dask(cluster) as opened:
            yield opened
        return
    count = jobs or os.cpu_count() or 1
    pool = ThreadPoolExecutor(count, thread_name_prefix="awaitlings")
    try:
        yield pool, count
    finally:  # also after Ctrl-C: what is running would be thrown away
        pool.shutdown(wait=False, cancel_futures=True)
        work.stop_all()
        pool.shutdown(wait=True)


@contextlib.contextmanager
def _dask(address: str) -> Iterator[tuple[Executor, int]]:
    if importlib.util.find_spec("distributed") is None:
        raise UserError("A cluster needs dask.distributed here, which  nox -s classroom -- … --cluster …  installs.")
    import cloudpickle
    from distributed import Client

    cloudpickle.register_pickle_by_value(remote)

    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        said = str(error) or type(error).__name__
        raise UserError(f"There is no Dask scheduler at {address} ({said}).") from None
    with client:
        threads = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
        if not threads:
            raise UserError(f"The Dask scheduler at {address} has no workers yet. {_START}")
        try:
            seen = set(client.run(remote.version).values())
        except Exception as error:  # whatever a worker says that cannot import the grader
            raise UserError(f"The workers at {address} do not have the grader ({error}). {_START}") from None
        if seen != {fingerprints.of_grader()}:
            raise UserError(
                f"A worker at {address} has another version of the grader or of Python: its verdicts could be others. "
                "Give all machines the same checkout and the same Python."
            )
        # A worker that is killed costs its batches, and those are played again; `pure` would skip equal ones.
        yield _Remote(client.get_executor(pure=False, retries=2)), threads


class _Remote(Executor):
    """Sends batches to workers as plain data, and makes of what comes back what a batch here would have given."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, run: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Judge a batch on a worker, whatever `run` is."""
        future: Future[Any] = Future()
        [batch] = args
        plain = {field.name: getattr(batch, field.name) for field in dataclasses.fields(batch)}
        self._executor.submit(remote.judge, plain).add_done_callback(functools.partial(_settle, future))
        return future


def _settle(future: Future[Any], there: Future[Any]) -> None:
    if there.cancelled():
        future.cancel()
    elif error := there.exception():
        future.set_exception(error)
    elif refused := there.result().pop("refused"):
        future.set_exception(work.WorkerError(refused))
    else:
        future.set_result(work.Judged(**there.result()))


def run_worker(address: str, jobs: int | None = None) -> int:
    """Run a Dask worker here until it is stopped, and return its exit code. A nanny starts it anew if it dies."""
    if importlib.util.find_spec("distributed") is None:
        raise UserError("A worker needs dask.distributed, which  nox -s worker -- ADDRESS  installs.")
    threads = str(jobs or os.cpu_count() or 1)
    command = ["-m", "distributed.cli.dask_worker", address, "--nthreads", threads, "--nworkers", "1", "--no-dashboard"]
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with subprocess.Popen([sys.executable, *command], env=variables) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the same Ctrl-C has reached the worker
            return process.wait()
