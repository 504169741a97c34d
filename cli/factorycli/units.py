"""Runs the unit tests of a folder, each with a time limit: python3 units.py FOLDER [PATH...].

Ends with "N passed, N failed". A test, or what a class does before its first one, that takes longer
than the limit fails with its name.
"""

import os
import signal
import sys
import unittest
from pathlib import Path

# Whoever asks for the long tests has the time.
LIMIT_SECONDS = 3600 if os.environ.get("FACTORY_TEST_LONG") else 300


class TookTooLong(Exception):
    """Raised in the test that hangs."""


class Limited(unittest.TextTestResult):
    limit = LIMIT_SECONDS
    passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1

    def startTestRun(self):
        super().startTestRun()
        self.arm("what comes before the first test")

    def startTest(self, test):
        super().startTest(test)
        self.arm(test.id())

    def stopTest(self, test):
        super().stopTest(test)
        self.arm(f"what comes after {test.id()}")

    def stopTestRun(self):
        super().stopTestRun()
        signal.setitimer(signal.ITIMER_REAL, 0)

    def arm(self, name):
        def ring(*_):
            raise TookTooLong(f"{name} took longer than {self.limit} s")

        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, self.limit)


def main(folder, *paths):
    sys.path[:0] = paths
    suite = unittest.TestLoader().discover(folder, pattern="*_test.py")
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Limited).run(suite)
    bad = len(result.failures) + len(result.errors)
    print(f"{result.passed} passed, {bad} failed", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    # Run as a file, its own folder comes first; names there are not for the tests.
    here = Path(__file__).resolve().parent
    sys.path[:] = [str(here.parent), *(path for path in sys.path if Path(path).resolve() != here)]
    sys.exit(main(*sys.argv[1:]))
