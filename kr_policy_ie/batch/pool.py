"""A pool of workers that outlives them: results come in the order of the documents."""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from kr_policy_ie.batch.options import BatchOptions
from kr_policy_ie.batch.outcomes import Done, failed, refusal, unreadable
from kr_policy_ie.batch.pages import require_page_reader
from kr_policy_ie.batch.work import MakeExtract, Output, run, start_worker
from kr_policy_ie.errors import BatchError, InputError
from kr_policy_ie.ingest.files import Record, Unreadable

try:
    from pebble import ProcessExpired, ProcessPool
except ImportError as error:
    raise InputError(
        "running archives needs the package pebble: pip install 'kr-policy-ie[batch]'"
    ) from error

#: How often the whole pool may break without one document coming through.
_MOST_BREAKS = 3
#: Documents on their way per worker: enough to keep it busy while the first one takes long.
_AHEAD = 32
#: Characters and bytes of documents on their way, together.
_MOST_AHEAD = 50_000_000


@dataclass
class _Task:
    position: int
    record: Record
    future: "Future[Output]"
    deaths: int = 0


class Pool:
    """Extracts documents in worker processes."""

    def __init__(self, make: MakeExtract, options: BatchOptions) -> None:
        """Prepare; the workers start with the first document."""
        self._make = make
        self._options = options
        self._pool: ProcessPool | None = None
        self._known: set[int] = set()
        self._breaks = 0

    def results(self, items: Iterable[tuple[int, Record | Unreadable]]) -> Iterator[Done]:
        """What comes of each document, in their order.

        Raises:
            BatchError: If no worker can be kept alive.
        """
        window: deque[_Task | Done] = deque()
        limit = self._options.workers * _AHEAD
        for position, item in items:
            window.append(self._begun(position, item))
            while len(window) >= limit or sum(map(_weight, window)) > _MOST_AHEAD:
                yield self._finished(window)
                if not window:
                    break
        while window:
            yield self._finished(window)

    def stop(self) -> None:
        """End all workers, whatever they do."""
        if self._pool is None:
            return
        self._pool.stop()
        try:
            self._pool.join(timeout=10)
        except TimeoutError:  # its threads wait for a worker that never answers
            for child in multiprocessing.active_children():
                if child.pid not in self._known:
                    child.kill()
        self._pool = None

    def _begun(self, position: int, item: Record | Unreadable) -> "_Task | Done":
        if isinstance(item, Unreadable):
            return unreadable(position, item)
        if refused := refusal(position, item, self._options):
            return refused
        if "page" in item:
            require_page_reader()
        return _Task(position, item, self._schedule(item))

    def _schedule(self, record: Record) -> "Future[Output]":
        if self._pool is None:
            self._known = {child.pid or 0 for child in multiprocessing.active_children()}
            self._pool = ProcessPool(
                max_workers=self._options.workers,
                initializer=start_worker,
                initargs=(self._make, self._options),
                context=multiprocessing.get_context("spawn"),
            )
        try:
            future: Future[Output] = self._pool.schedule(
                run, args=[record], timeout=self._options.timeout
            )
        except RuntimeError:  # the pool broke between two documents
            future = Future()
            future.set_exception(BrokenProcessPool("the pool is closed"))
        return future

    def _finished(self, window: "deque[_Task | Done]") -> Done:
        while True:
            task = window[0]
            if isinstance(task, Done):
                window.popleft()
                return task
            done = self._outcome(task, window)
            if done is not None:
                window.popleft()
                self._breaks = 0
                return done

    def _outcome(self, task: _Task, window: "deque[_Task | Done]") -> Done | None:
        """What came of the first document of the window; None if it is tried again."""
        error = self._error(task.future, window)
        if error is None:
            return Done(task.position, task.future.result(), record=task.record)
        if isinstance(error, BrokenProcessPool):
            self._restart(window, error)
            return None
        if isinstance(error, ProcessExpired):
            return self._died(task, error)
        if isinstance(error, TimeoutError):
            message = f"took longer than {self._options.timeout:g} s"
            return Done(task.position, None, "timeout", message, task.record)
        return failed(task.position, task.record, error)

    def _error(
        self, future: "Future[Output]", window: "deque[_Task | Done]"
    ) -> BaseException | None:
        """What a document has raised, waited for as long as any document gets on."""
        wait = 2 * (self._options.timeout + self._options.start_timeout)
        finished = -1
        while True:
            try:
                return future.exception(timeout=wait)
            except TimeoutError:
                before, finished = finished, _finished_tasks(window)
            if finished == before:  # a worker died with the pool's lock
                return BrokenProcessPool("no worker answers")

    def _died(self, task: _Task, error: ProcessExpired) -> Done | None:
        """A worker may die of something else than its document: it gets another one."""
        task.deaths += 1
        if task.deaths <= self._options.retries:
            task.future = self._schedule(task.record)
            return None
        message = f"its worker died {task.deaths} times, last with exit code {error.exitcode}"
        return Done(task.position, None, "worker_died", message, task.record)

    def _restart(self, window: "deque[_Task | Done]", error: BaseException) -> None:
        """A new pool for all documents that have no result yet."""
        self._breaks += 1
        self.stop()
        if self._breaks > _MOST_BREAKS:
            raise BatchError(
                f"no worker can be started or kept alive ({error}): try one document with "
                "`kr-policy-ie extract` to see why"
            )
        for task in window:
            if isinstance(task, _Task) and not _has_result(task.future):
                task.future = self._schedule(task.record)


def _weight(item: "_Task | Done") -> int:
    record = item.record or {}
    return len(record.get("text") or "") + len(record.get("page") or "")


def _finished_tasks(window: "deque[_Task | Done]") -> int:
    return sum(isinstance(task, _Task) and task.future.done() for task in window)


def _has_result(future: "Future[Any]") -> bool:
    if not future.done() or future.cancelled():
        return False
    return not isinstance(future.exception(), BrokenProcessPool)
