"""Processes that a command starts, and their end: none outlives the command, however it is ended."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
REAPER = Path(__file__).with_name("reaper.py")
# The reaper gives what it ends 15 seconds before it kills.
PATIENCE = 40


class Ended(BaseException):
    """A signal has asked this command to end."""

    def __init__(self, number):
        super().__init__(signal.Signals(number).name)
        self.number = number


def listen():
    """From now on the first signal that asks for the end raises Ended; later ones are ignored.

    A shell starts background jobs of a script with SIGINT ignored: it counts here all the same.
    A SIGHUP that is ignored stays so, which is what nohup is for.
    """

    def ask(number, _):
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Ended(number)

    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, ask)


@contextlib.contextmanager
def held():
    """Signals that arrive meanwhile take effect at the end: no process is started and then forgotten."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def plain():
    """In a new process, before its program: signals mean what they usually mean."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


@contextlib.contextmanager
def running(command, limit, **options):
    """A command under a reaper: everything that it starts ends with it, and with this command."""
    with held():
        process = subprocess.Popen(
            [sys.executable, str(REAPER), str(limit), *(str(word) for word in command)],
            stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=plain, **options,
        )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def run(command, limit, **options):
    """As subprocess.run, with a reaper and a limit in seconds."""
    if options.pop("capture_output", False):
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with running(command, limit, **options) as process:
        out, err = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def free_ports(count):
    """Ports that nobody listens on, for what is about to be started."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]
