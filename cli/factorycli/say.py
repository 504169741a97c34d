"""What the commands print, and how they fail: one clear line, a non-zero exit."""

import io
import sys
import time
from contextlib import redirect_stdout


class Failed(Exception):
    """A refusal with a line that says what happened and what to do next."""


def line(text=""):
    print(text, flush=True)


def quietly(command, place):
    """Runs a command; what it printed, or its failure with that."""
    out = io.StringIO()
    try:
        with redirect_stdout(out):
            command(place)
    except Failed as e:
        raise Failed(f"{out.getvalue()}\n{e}") from e
    return out.getvalue()


class Timed:
    """Prints a step's name when it begins and its time when it ends.

    On a terminal both are one line; in a file the end repeats the name.
    """

    def __init__(self, name):
        self.name = name
        self.note = ""

    def __enter__(self):
        self.began = time.monotonic()
        if sys.stdout.isatty():
            print(f"  {self.name} ...", end="", flush=True)
        return self

    def __exit__(self, kind, error, trace):
        seconds = time.monotonic() - self.began
        mark = "ok" if kind is None else "FAILED"
        start = "\r" if sys.stdout.isatty() else ""
        note = f"  {self.note}" if self.note else ""
        print(f"{start}  {self.name:<58} {mark:>6} {seconds:7.2f} s{note}", flush=True)
        self.seconds = seconds
        return False
