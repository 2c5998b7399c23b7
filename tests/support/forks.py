"""Programs of ours as processes of their own, forked from one that has imported them: imports are most of what a start costs."""

import contextlib
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import reduction
from pathlib import Path
from typing import IO, Any

PROGRAMS = ("bot.cli", "benchmarks.sandbox_process")  # imported once, for what they import
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([*PROGRAMS])


class Fork:
    """`python -m MODULE …`, with as much of `subprocess.Popen` as the harness of the benchmarks asks for."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        stdin: int | None = None,
        stdout: int | IO[str] | None = None,
        stderr: IO[str] | None = None,
        text: bool = True,
    ) -> None:
        assert command[:2] == [sys.executable, "-m"]
        assert text
        self.stdin: IO[str] | None = None
        self.stdout: IO[str] | None = None
        with contextlib.ExitStack() as stack:
            streams = []
            if stdin == subprocess.PIPE:
                reading, writing = os.pipe()
                self.stdin = open(writing, "w", encoding="utf-8")  # noqa: SIM115 - whoever asked for a pipe closes it
                stack.callback(os.close, reading)
                streams.append(_Stream(reading))
            else:
                streams.append(_Stream(0))
            if stdout == subprocess.PIPE:
                reading, writing = os.pipe()
                self.stdout = open(reading, encoding="utf-8")  # noqa: SIM115 - as above
                stack.callback(os.close, writing)
                streams.append(_Stream(writing))
            else:
                streams.append(_Stream(1 if stdout is None else _number_of(stdout)))
            streams.append(_Stream(2 if stderr is None else stderr.fileno()))
            self._process = _context.Process(
                target=_run, args=(command[2:], str(cwd), dict(env or os.environ), streams), daemon=True
            )
            self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """Its exit code, or the signal that ended it as a negative number; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        """Raises `subprocess.TimeoutExpired`."""
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(f"fork {self.pid}", timeout)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _number_of(stream: int | IO[str]) -> int:
    if isinstance(stream, int):
        raise ValueError(stream)
    return stream.fileno()


class _Stream:
    """A stream of ours that is handed on: over there it is the number of its copy."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __reduce__(self) -> tuple[Any, ...]:
        return _take, (reduction.DupFd(self._number),)


def _take(handed_on: Any) -> int:
    number: int = handed_on.detach()
    return number


def _run(argv: list[str], cwd: str, env: Mapping[str, str], streams: Sequence[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - multiprocessing gives a process none
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = list(argv)
    if argv[0] in sys.modules and argv[0] in PROGRAMS:
        del sys.modules[argv[0]]  # it was imported for what it imports, and is run here
    runpy.run_module(argv[0], run_name="__main__", alter_sys=True)
