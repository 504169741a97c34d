"""Runs one command and is its init: python3 reaper.py SECONDS COMMAND...

What the command starts becomes this process's own when its parent ends (PR_SET_CHILD_SUBREAPER), a
session of its own or not. It is ended when the command has ended, when this process is asked to
end, when whoever started it is gone, or after SECONDS. Exits as the command did: 128 + n for a
signal n; 124 after SECONDS, as timeout(1) does.
"""

import ctypes
import os
import signal
import sys
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
POLITE_SECONDS = 15
TOOK_TOO_LONG = 124


def main():
    limit = float(sys.argv[1])
    command = sys.argv[2:]
    parent = os.getppid()
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    # Ignored by whoever started us, as a shell does for jobs in the background, means nothing here.
    for number in [*SIGNALS, signal.SIGCHLD]:
        signal.signal(number, signal.SIG_DFL)
    # They stay pending and are taken in the loop below, so that none comes in the wrong moment.
    signal.pthread_sigmask(signal.SIG_BLOCK, [*SIGNALS, signal.SIGCHLD])
    if os.getppid() != parent:
        return 128 + signal.SIGTERM
    child = os.fork()
    if child == 0:
        become(command)
    code = None
    until = time.monotonic() + limit
    while code is None:
        left = until - time.monotonic()
        got = signal.sigtimedwait([*SIGNALS, signal.SIGCHLD], max(0.0, left))
        if got is None:
            say(f"{command[0]} took longer than {limit:.0f} s and was ended")
            code = TOOK_TOO_LONG
        elif got.si_signo != signal.SIGCHLD:
            code = 128 + got.si_signo
        else:
            code = reap(child)
    end_all()
    return code


def become(command):
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [*SIGNALS, signal.SIGCHLD])
    try:
        os.execvp(command[0], command)
    except OSError as e:
        say(f"{command[0]}: {e.strerror}")
    os._exit(127)


def reap(child=None):
    """Collects every process that has ended; the exit code of the one that is asked for."""
    code = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return code
        if pid == 0:
            return code
        if pid == child:
            ended = os.waitstatus_to_exitcode(status)
            code = ended if ended >= 0 else 128 - ended


def end_all():
    """Asks everything below to end, then kills what is left."""
    reap()
    asked = set()
    until = time.monotonic() + POLITE_SECONDS
    while below := descendants():
        for pid in below:
            over = time.monotonic() > until
            if over or pid not in asked:
                asked.add(pid)
                try:
                    os.kill(pid, signal.SIGKILL if over else signal.SIGTERM)
                    # One that was stopped hears of nothing else.
                    os.kill(pid, signal.SIGCONT)
                except ProcessLookupError:
                    pass
        signal.sigtimedwait([signal.SIGCHLD], 0.05)
        reap()


def descendants():
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as stat:
                    parent = int(stat.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry))
    found = []
    todo = [os.getpid()]
    while todo:
        for pid in children.get(todo.pop(), ()):
            found.append(pid)
            todo.append(pid)
    return found


def say(text):
    print(f"reaper: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
