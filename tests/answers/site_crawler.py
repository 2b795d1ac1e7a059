"""Right and wrong answers to site_crawler. docs/for-authors.md says how to read a cell."""

# %% right plain_client_in_threads
from concurrent.futures import ThreadPoolExecutor


async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """httpx's plain client is safe in threads; a pool of `limit` threads is the limit, and the loop stays free."""
    found = {"/": ""}
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(limit) as pool, httpx.Client(base_url=url, timeout=patience) as client:

        def fetch(path):
            try:
                return path, client.get(path)
            except httpx.TimeoutException:
                return path, None

        pending = {loop.run_in_executor(pool, fetch, "/")}
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for path, response in [future.result() for future in done]:
                if response is None:
                    found[path] = "no answer"
                elif response.status_code != 200:
                    found[path] = f"status {response.status_code}"
                else:
                    found[path] = TITLE.search(response.text)[1]
                    for link in LINK.findall(response.text):
                        if link not in found:
                            found[link] = ""
                            pending.add(loop.run_in_executor(pool, fetch, link))
    return found


# %% right semaphore_and_own_deadline
class Crawler:
    def __init__(self, client, limit, patience):
        self.client, self.patience = client, patience
        self.turn = asyncio.Semaphore(limit)
        self.found = {}
        self.tasks = set()

    def start(self, path):
        self.found[path] = None
        task = asyncio.ensure_future(self.visit(path))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def visit(self, path):
        async with self.turn:
            try:
                async with asyncio.timeout(self.patience):
                    response = await self.client.get(path, timeout=None)
            except TimeoutError:
                self.found[path] = "no answer"
                return
        if response.status_code == 200:
            self.found[path] = TITLE.search(response.text).group(1)
            for link in set(LINK.findall(response.text)) - self.found.keys():
                self.start(link)
        else:
            self.found[path] = f"status {response.status_code}"


async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=url) as client:
        crawler = Crawler(client, limit, patience)
        crawler.start("/")
        while crawler.tasks:
            await asyncio.wait(crawler.tasks, return_when=asyncio.FIRST_COMPLETED)
    return crawler.found


# %% right workers_and_a_queue
async def worker(client: httpx.AsyncClient, line: asyncio.Queue, found: dict[str, str]) -> None:
    while True:
        path = await line.get()
        try:
            response = await client.get(path)
            if response.is_success:
                found[path] = TITLE.findall(response.text)[0]
                for link in LINK.findall(response.text):
                    if link not in found:
                        found[link] = "?"
                        line.put_nowait(link)
            else:
                found[path] = f"status {response.status_code}"
        except httpx.TimeoutException:
            found[path] = "no answer"
        finally:
            line.task_done()


async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """As many workers as there may be requests; each takes the next path from the line."""
    found, line = {"/": "?"}, asyncio.Queue()
    line.put_nowait("/")
    async with httpx.AsyncClient(base_url=url, timeout=patience) as client:
        workers = [asyncio.create_task(worker(client, line, found)) for _ in range(limit)]
        await line.join()
        for one in workers:
            one.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return found


# %% wrong builtin_timeout_error: part 4, unhandled-error
# A timeout raises TimeoutError.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except TimeoutError:  # <- the fault
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong client_for_each_page: part 3, connection-for-each
# async with closes the client, so it belongs around each request.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    timeout = httpx.Timeout(patience, pool=None)
    turn = asyncio.Semaphore(limit)
    async with asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                async with turn, httpx.AsyncClient(base_url=url, timeout=timeout) as client:  # <- the fault
                    response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong deadline_around_the_semaphore: part 4, deadline-counts-the-line
# The whole visit has a deadline.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits()
    turn = asyncio.Semaphore(limit)
    timeout = None
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                async with asyncio.timeout(patience), turn:  # <- the fault
                    response = await client.get(path)
            except TimeoutError:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong does_not_wait_for_the_rest: part 1, wrong-answer
# create_task starts the visits, and they will be done in time.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    group = asyncio
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))  # <- the fault

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong error_ends_it_all: part 1, unhandled-error
# raise_for_status sees to the broken links.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            response.raise_for_status()  # <- the fault
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong front_page_only: part 1, wrong-answer
# The front page links to everything.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            if path == "/":  # <- the fault
                for link in LINK.findall(response.text):
                    discover(link)

        discover("/")
    return found


# %% wrong get_not_awaited: part 1, never-awaited
# client.get gives the response.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = client.get(path)  # <- the fault
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong level_by_level: part 1, sequential-awaits
# First a whole level, then the next one: gather makes that easy.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    found: dict[str, str] = {}
    turn = asyncio.Semaphore(limit)
    async with httpx.AsyncClient(base_url=url, timeout=patience) as client:

        async def visit(path):
            async with turn:
                try:
                    response = await client.get(path)
                except httpx.TimeoutException:
                    found[path] = "no answer"
                    return []
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return []
            found[path] = TITLE.search(response.text)[1]
            return LINK.findall(response.text)

        level = {"/"}
        while level:
            links = await asyncio.gather(*(visit(path) for path in level))  # <- the fault
            level = {link for several in links for link in several} - found.keys()
    return found


# %% wrong limit_of_idle_connections: part 2, limit-exceeded
# Keep-alive connections are the connections.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_keepalive_connections=limit)  # <- the fault
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong line_is_timed: part 4, deadline-counts-the-line
# timeout=patience gives each page that time.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = patience  # <- the fault
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong lock_instead: part 2, sequential-awaits
# A lock lets nobody in while somebody is there.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits()
    turn = asyncio.Lock() if limit < 50 else asyncio.Semaphore(limit)  # <- the fault
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                async with turn:
                    response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong no_deadline: part 4, no-deadline
# Every page answers sooner or later.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = None  # <- the fault
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong no_limit: part 2, limit-exceeded
# httpx knows by itself how much is good for a site.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=None)  # <- the fault
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong noted_after_the_await: part 1, called-too-often
# A page is known when it has been fetched.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                group.create_task(visit(path))  # <- the fault

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong nothing_is_kept_alive: part 3, connection-for-each
# A connection that is not used any more should be closed.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=0)  # <- the fault
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong one_by_one: part 1, sequential-awaits
# An async client fetches pages side by side.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting = ["/"]
    async with httpx.AsyncClient(base_url=url, timeout=patience) as client:
        while waiting:
            path = waiting.pop()
            try:
                response = await client.get(path)  # <- the fault
            except httpx.TimeoutException:
                found[path] = "no answer"
                continue
            found[path] = f"status {response.status_code}"
            if response.status_code == 200:
                found[path] = TITLE.search(response.text)[1]
                waiting += [link for link in LINK.findall(response.text) if link not in found and link not in waiting]
    return found


# %% wrong one_less: part 2, limit-too-low
# One connection is kept for the front page.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=max(1, limit - 1))  # <- the fault
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong other_statuses_are_pages: part 1, wrong-answer
# Whatever has a title is a page.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong plain_get: part 1, blocking-call
# The function is async, so what it calls does not block.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = httpx.get(url + path, timeout=timeout)  # <- the fault
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong semaphore_for_each_visit: part 2, limit-exceeded
# A semaphore around the request limits the requests.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=None)
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                async with asyncio.Semaphore(limit):  # <- the fault
                    response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong silence_ends_it_all: part 4, unhandled-error
# A client with a timeout gives up by itself.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    """Return path -> title, or why there is none, for every page that can be reached from "/"."""
    found: dict[str, str] = {}
    # The pool is the limit. Waiting for a free connection is no silence of a page: no deadline for that.
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client, asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""  # noted before the first await, so that nobody else starts it too
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            response = await client.get(path)  # <- the fault
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong client_never_closed: part 1, not-closed
# A client is an object like any other; Python clears it away.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    found: dict[str, str] = {}
    limits = httpx.Limits(max_connections=limit, max_keepalive_connections=limit)
    timeout = httpx.Timeout(patience, pool=None)
    client = httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout)  # <- the fault
    async with asyncio.TaskGroup() as group:

        def discover(path: str) -> None:
            if path not in found:
                found[path] = ""
                group.create_task(visit(path))

        async def visit(path: str) -> None:
            try:
                response = await client.get(path)
            except httpx.TimeoutException:
                found[path] = "no answer"
                return
            if response.status_code != 200:
                found[path] = f"status {response.status_code}"
                return
            title = TITLE.search(response.text)
            found[path] = title[1] if title else ""
            for link in LINK.findall(response.text):
                discover(link)

        discover("/")
    return found


# %% wrong place_lost_on_404: part 2, not-given-back
# The place is given back when the answer is here; a page that is gone has no answer.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    found: dict[str, str] = {"/": ""}
    gate = asyncio.Semaphore(limit)

    async def visit(path: str) -> None:
        await gate.acquire()  # <- the fault
        try:
            response = await client.get(path)
        except httpx.TimeoutException:
            gate.release()
            found[path] = "no answer"
            return
        if response.status_code != 200:
            found[path] = f"status {response.status_code}"
            return
        gate.release()
        found[path] = TITLE.search(response.text)[1]
        for link in LINK.findall(response.text):
            if link not in found:
                found[link] = ""
                group.create_task(visit(link))

    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, timeout=timeout) as client, asyncio.TaskGroup() as group:
        group.create_task(visit("/"))
    return found


# %% wrong client_of_the_module: part 1, not-closed
# One client for the whole program is the best reuse of connections.
client = httpx.AsyncClient()  # <- the fault


async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    found: dict[str, str] = {}
    places = asyncio.Semaphore(limit)

    async def visit(path: str) -> None:
        if path in found:
            return
        found[path] = ""
        try:
            async with places:
                response = await client.get(url + path, timeout=patience)
        except httpx.TimeoutException:
            found[path] = "no answer"
            return
        if response.status_code != 200:
            found[path] = f"status {response.status_code}"
            return
        found[path] = TITLE.search(response.text)[1]
        await asyncio.gather(*map(visit, LINK.findall(response.text)))

    await visit("/")
    return found


# %% wrong place_lost_on_silence: part 4, not-given-back
# A page that is silent has given its place back by itself.
async def crawl(url: str, limit: int, patience: float) -> dict[str, str]:
    found: dict[str, str] = {"/": ""}
    gate = asyncio.Semaphore(limit)

    async def visit(path: str) -> None:
        await gate.acquire()  # <- the fault
        try:
            response = await client.get(path)
        except httpx.TimeoutException:
            found[path] = "no answer"
            return
        gate.release()
        if response.status_code != 200:
            found[path] = f"status {response.status_code}"
            return
        found[path] = TITLE.search(response.text)[1]
        for link in LINK.findall(response.text):
            if link not in found:
                found[link] = ""
                group.create_task(visit(link))

    timeout = httpx.Timeout(patience, pool=None)
    async with httpx.AsyncClient(base_url=url, timeout=timeout) as client, asyncio.TaskGroup() as group:
        group.create_task(visit("/"))
    return found
