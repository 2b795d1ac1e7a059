"""Where batches run: in threads here, each with a process of its own to judge in, or on a Dask cluster.

Anything with the interface of `concurrent.futures.Executor` will do.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

from grader.catalogue import CatalogueError
from grader.classroom import work


@contextlib.contextmanager
def open_executor(jobs: int | None = None, cluster: str = "") -> Iterator[tuple[Executor, int]]:
    """Give an executor and how many batches it runs at once. Raises CatalogueError where there is no cluster."""
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
    try:
        from distributed import Client
    except ImportError:
        raise CatalogueError(
            "A cluster needs the package dask.distributed here:  nox -s classroom -- … --cluster tcp://… installs it."
        ) from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CatalogueError(
            f"There is no Dask scheduler at {address} ({str(error) or type(error).__name__})."
        ) from None
    with client:
        threads = sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
        if not threads:
            raise CatalogueError(
                f"The Dask scheduler at {address} has no workers yet. Start one:  dask worker {address}"
            )
        # A worker that is killed costs its batches, and those are played again; `pure` would skip equal ones.
        yield client.get_executor(pure=False, retries=2), threads
