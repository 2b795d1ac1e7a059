"""Right and wrong answers to cleanup_cancelled_again. docs/for-authors.md says how to read a cell."""

# %% right a_group_for_the_office
del BoxOffice._release


from contextlib import AsyncExitStack


class BoxOffice:  # only what differs
    def __init__(self):
        self.problems = []
        self.done = {}

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        async with AsyncExitStack() as unless_paid:
            unless_paid.push_async_callback(self.give_back, seat)
            ticket = await take_payment(seat, buyer)
            unless_paid.pop_all()
            return ticket

    async def give_back(self, seat):
        task = self.done[seat] = asyncio.ensure_future(release_seat(seat))
        task.add_done_callback(self.look)
        await asyncio.wait([task])

    def look(self, task):
        if task.exception():
            self.problems.append(str(task.exception()))

    async def close(self):
        await asyncio.gather(*self.done.values(), return_exceptions=True)


# %% right a_sale_that_will_not_leave
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = []

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        paid = False
        try:
            ticket = await take_payment(seat, buyer)
            paid = True
            return ticket
        finally:
            if not paid:
                await self.see_through(release_seat(seat))

    async def see_through(self, coroutine):
        """Stay until it has ended, however often we are asked to leave; then leave as we were asked to."""
        task = asyncio.create_task(coroutine)
        asked = None
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as cancellation:
                asked = cancellation
        if error := task.exception():
            self.problems.append(str(error))
        if asked:
            raise asked

    async def close(self):
        pass


# %% right one_man_who_releases
del BoxOffice._release


class BoxOffice:  # only what differs
    def __init__(self):
        self.problems = []
        self.under_way = 0
        self.quiet = asyncio.Event()
        self.quiet.set()
        self.tasks = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            released = asyncio.Event()
            self.quiet.clear()
            self.under_way += 1
            self.tasks.add(asyncio.create_task(self.release(seat, released)))
            await released.wait()
            raise

    async def release(self, seat, released):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))
        finally:
            released.set()
            self.under_way -= 1
            if not self.under_way:
                self.quiet.set()

    async def close(self):
        await self.quiet.wait()
        await asyncio.gather(*self.tasks)


# %% wrong a_task_in_a_variable (from the stub): part 2, shield-orphan
# A task that has a name is kept.
class BoxOffice:  # only what differs
    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(self.release(seat))  # <- the fault
            await asyncio.shield(release)
            raise

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))


# %% wrong a_thread_with_a_loop (from the stub): part 1, extra-loop
# Nothing can cancel what runs in another thread.
class BoxOffice:  # only what differs
    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            await asyncio.to_thread(asyncio.run, release_seat(seat))  # <- the fault
            raise


# %% wrong another_error_comes_out: part 3, error-replaced
# The last error is the one that counts.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(self.release(seat))
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            await asyncio.shield(release)
            raise

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))
            raise  # <- the fault

    async def close(self):
        await asyncio.gather(*self.releases, return_exceptions=True)


# %% wrong await_in_finally (from the stub): part 1, cleanup-cut-off
# What stands in finally happens, whatever happens.
class BoxOffice:  # only what differs
    async def sell(self, seat, buyer):
        await hold_seat(seat)
        ticket = None
        try:
            ticket = await take_payment(seat, buyer)
            return ticket
        finally:
            if ticket is None:
                try:
                    await release_seat(seat)  # <- the fault
                except Exception as error:
                    self.problems.append(str(error))


# %% wrong begun_again (from the stub): part 1, cleanup-cut-off
# A release that was cancelled is simply begun again.
class BoxOffice:  # only what differs
    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            while True:
                try:
                    await release_seat(seat)  # <- the fault
                    break
                except asyncio.CancelledError:
                    continue
                except Exception as error:
                    self.problems.append(str(error))
                    break
            raise


# %% wrong closed_without_waiting: part 2, shield-orphan
# A shielded task comes to its end by itself.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(self.release(seat))
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            await asyncio.shield(release)
            raise

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        self.releases.clear()  # <- the fault


# %% wrong closing_cancels: part 2, cleanup-cut-off
# Closing means to cancel what is left and to wait for it.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(self.release(seat))
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            await asyncio.shield(release)
            raise

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        releases = list(self.releases)
        for release in releases:
            release.cancel()  # <- the fault
        await asyncio.gather(*releases, return_exceptions=True)


# %% wrong closing_raises: part 3, unhandled-error
# Whoever closes the office wants to see its errors.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(release_seat(seat))
            self.releases.add(release)
            await asyncio.wait([release])
            raise

    async def close(self):
        await asyncio.gather(*self.releases)  # <- the fault


# %% wrong nobody_reads_the_error: part 3, error-unread
# asyncio.wait tells of the errors of its tasks.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(release_seat(seat))  # <- the fault
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            await asyncio.wait([release])  # <- the fault
            raise

    async def close(self):
        while self.releases:
            await asyncio.wait(self.releases)


# %% wrong nothing_is_sold (from the stub): part 1, answer-not-asked
# A ticket is a text with the seat in it.
class BoxOffice:  # only what differs
    async def sell(self, seat, buyer):
        return f"ticket for {seat}"  # <- the fault


# %% wrong only_errors_release: part 1, cleanup-skipped
# Whatever goes wrong with a payment is an Exception.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except Exception:  # <- the fault
            release = asyncio.create_task(self.release(seat))
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            await asyncio.shield(release)
            raise

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        while self.releases:
            await asyncio.wait(self.releases)


# %% wrong released_in_any_case: part 1, called-too-often
# finally is where a seat is given back.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        finally:  # <- the fault
            release = asyncio.create_task(self.release(seat))
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            await asyncio.shield(release)

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        while self.releases:
            await asyncio.wait(self.releases)


# %% wrong returns_when_released: part 1, cancellation-swallowed
# Once the seat is free the cancellation is dealt with.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except asyncio.CancelledError:  # <- the fault
            await self.give_back(seat)
        except Exception:
            await self.give_back(seat)
            raise

    async def give_back(self, seat):
        release = asyncio.create_task(self.release(seat))
        self.releases.add(release)
        release.add_done_callback(self.releases.discard)
        await asyncio.shield(release)

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        while self.releases:
            await asyncio.wait(self.releases)


# %% wrong run_in_the_except (from the stub): part 1, nested-run
# asyncio.run runs a coroutine to its end, whatever happens to the task around it.
class BoxOffice:  # only what differs
    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            asyncio.run(release_seat(seat))  # <- the fault
            raise


# %% wrong shield_around_the_call (from the stub): part 2, shield-orphan
# What stands in a shield is safe.
class BoxOffice:  # only what differs
    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            try:
                await asyncio.shield(release_seat(seat))  # <- the fault
            except Exception as error:
                self.problems.append(str(error))
            raise


# %% wrong sleeps_until_all_is_done: part 2, guessed-wait
# A second is enough for every release.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(self.release(seat))
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            await asyncio.shield(release)
            raise

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        if self.releases:
            await asyncio.sleep(1)  # <- the fault


# %% wrong the_error_of_services: part 3, error-unread
# A release fails because the system is down.
from services import SystemDown


class BoxOffice:  # only what differs
    async def _release(self, seat: str) -> None:
        try:
            await release_seat(seat)
        except SystemDown as error:  # <- the fault
            self.problems.append(str(error))


# %% wrong the_sale_notes_it: part 3, wrong-answer
# The sale waits for its release and can note what goes wrong with it.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(release_seat(seat))
            self.releases.add(release)
            try:
                await asyncio.shield(release)
            except Exception as error:
                self.problems.append(str(error))  # <- the fault
            raise

    async def close(self):
        await asyncio.gather(*self.releases, return_exceptions=True)


# %% wrong thrown_over_the_wall: part 1, task-leaked
# A release in the background does not hold up the sale.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            release = asyncio.create_task(self.release(seat))  # <- the fault
            self.releases.add(release)
            release.add_done_callback(self.releases.discard)
            raise

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        while self.releases:
            await asyncio.wait(self.releases)


# %% wrong two_releases: part 1, called-too-often
# The second cancellation needs a release of its own.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.releases = set()

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            try:
                await asyncio.shield(self.give_back(seat))
            except asyncio.CancelledError:
                await asyncio.shield(self.give_back(seat))  # <- the fault
            raise

    def give_back(self, seat):
        release = asyncio.create_task(self.release(seat))
        self.releases.add(release)
        release.add_done_callback(self.releases.discard)
        return release

    async def release(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        while self.releases:
            await asyncio.wait(self.releases)


# %% wrong waits_for_the_last_one: part 2, shield-orphan
# One place is enough: the release that is under way.
class BoxOffice:
    def __init__(self):
        self.problems = []
        self.release = None

    async def sell(self, seat, buyer):
        await hold_seat(seat)
        try:
            return await take_payment(seat, buyer)
        except BaseException:
            self.release = asyncio.create_task(self.give_back(seat))  # <- the fault
            await asyncio.shield(self.release)
            raise

    async def give_back(self, seat):
        try:
            await release_seat(seat)
        except Exception as error:
            self.problems.append(str(error))

    async def close(self):
        if self.release:
            await asyncio.wait([self.release])


# %% wrong notes_whatever_ends_it: part 3, cancellation-swallowed
# The release runs in a task of its own, so whatever comes out of it has to be kept here.
class BoxOffice:  # only what differs
    async def _release(self, seat):
        try:
            await release_seat(seat)
        except BaseException as error:  # <- the fault
            self.problems.append(str(error))
