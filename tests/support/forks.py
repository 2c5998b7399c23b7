"""Programs of ours as processes of their own, forked from one that has imported them: imports are most of what a start costs."""

import contextlib
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("bot.cli", "benchmarks.sandbox_process")
_LOOK_EVERY = 0.02  # seconds
_MOST_BYTES = 1 << 20


class Fork:
    """As much of `subprocess.Popen` as the harness of the benchmarks asks for."""

    def __init__(self, nursery: "Nursery", pid: int, stdin: IO[str] | None, stdout: IO[str] | None) -> None:
        self._nursery = nursery
        self.pid, self.stdin, self.stdout = pid, stdin, stdout

    def poll(self) -> int | None:
        """Its exit code, or the signal that ended it as a negative number; None while it runs."""
        return self._nursery.find_exit(self.pid)

    def wait(self, timeout: float) -> int:
        """Raises `subprocess.TimeoutExpired`."""
        end = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(f"fork {self.pid}", timeout)
            time.sleep(_LOOK_EVERY)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that has imported them."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.forks", str(theirs.fileno())],
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
            )
        self._told = b""
        self._exits: dict[int, int] = {}

    def start(
        self,
        command: list[str],
        *,
        cwd: Path,
        env: dict[str, str] | None = None,
        stdin: int | None = None,
        stdout: int | IO[str] | None = None,
        stderr: IO[str] | None = None,
        text: bool = True,
    ) -> Fork:
        """`python -m MODULE …`, by the arguments of `subprocess.Popen`: pipes of text, files, or our own streams."""
        assert command[:2] == [sys.executable, "-m"]
        assert text
        mine: dict[int, IO[str]] = {}
        with contextlib.ExitStack() as stack:
            streams = []
            for number, wanted in enumerate((stdin, stdout, stderr)):
                match wanted:
                    case None:
                        streams.append(number)
                    case subprocess.PIPE:
                        reading, writing = os.pipe()
                        kept, given = (writing, reading) if number == 0 else (reading, writing)
                        mine[number] = open(kept, "w" if number == 0 else "r", encoding="utf-8")  # noqa: SIM115
                        stack.callback(os.close, given)
                        streams.append(given)
                    case int():
                        raise ValueError(wanted)
                    case _:
                        streams.append(wanted.fileno())
            asked = {"argv": command[2:], "cwd": str(cwd), "env": env or dict(os.environ)}
            socket.send_fds(self._line, [json.dumps(asked).encode() + b"\n"], streams)
        while (pid := self._hear()) is None:
            pass
        return Fork(self, pid, mine.get(0), mine.get(1))

    def find_exit(self, pid: int) -> int | None:
        while pid not in self._exits and select.select([self._line], [], [], 0)[0]:
            self._hear()
        return self._exits.get(pid)

    def close(self) -> None:
        self._line.close()
        self._process.wait(30)

    def _hear(self) -> int | None:
        """What the process tells: the pid of one that was started, or how one ended, which is noted."""
        while b"\n" not in self._told:
            more = self._line.recv(_MOST_BYTES)
            if not more:
                raise EOFError("the process that forks has ended")
            self._told += more
        line, _, self._told = self._told.partition(b"\n")
        told = json.loads(line)
        if "started" in told:
            started: int = told["started"]
            return started
        self._exits[told["ended"]] = told["code"]
        return None


def _serve(line: socket.socket) -> dict[str, Any] | None:
    """Forks whenever asked. Returns what is to be run, in the process that is to run it; None at the end."""
    alive: set[int] = set()
    while True:
        asked = select.select([line], [], [], _LOOK_EVERY if alive else None)[0]
        if asked:
            message, streams, *_ = socket.recv_fds(line, _MOST_BYTES, 3)
            while message and not message.endswith(b"\n"):
                message += line.recv(_MOST_BYTES)
            if not message:
                return None
            pid = os.fork()
            if pid == 0:
                line.close()
                for number, stream in enumerate(streams):
                    os.dup2(stream, number)
                    os.close(stream)
                found: dict[str, Any] = json.loads(message)
                return found
            for stream in streams:
                os.close(stream)
            alive.add(pid)
            line.sendall(json.dumps({"started": pid}).encode() + b"\n")
        for pid in list(alive):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                alive.discard(pid)
                told = {"ended": pid, "code": os.waitstatus_to_exitcode(status)}
                line.sendall(json.dumps(told).encode() + b"\n")


def main() -> None:
    for program in PROGRAMS:
        importlib.import_module(program)
    asked = _serve(socket.socket(fileno=int(sys.argv[1])))
    if asked is not None:
        os.chdir(asked["cwd"])
        os.environ.clear()
        os.environ.update(asked["env"])
        module, *arguments = asked["argv"]
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
