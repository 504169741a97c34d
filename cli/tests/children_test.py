"""Whatever ends a command ends what it has started: sessions of their own and deaf processes too."""

import os
import signal
import subprocess
import sys
import time
import unittest
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLI = ROOT / "cli"

# A tree as a test run has: a child, one that has left its session and parent, and one that is stopped.
TREE = """
(setsid sleep {mark} &)
bash -c 'kill -STOP $$' {mark} &
echo started
sleep {mark}
"""
# And one that does not want to end.
DEAF = """
(setsid bash -c "trap '' TERM; while :; do sleep {mark}; done" {mark} &)
"""
REAPER = "import sys; from factorycli import reaper; reaper.POLITE_SECONDS = 1; sys.exit(reaper.main())"


def alive(mark):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            if mark.encode() in words and state != "Z":
                found.append(int(entry.name))
    return found


def ignore_interrupts():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Ends(unittest.TestCase):
    def setUp(self):
        # A time to sleep that no other process has.
        self.mark = str(10**6 + uuid.uuid4().int % 10**9)
        self.addCleanup(self.sweep)

    def sweep(self):
        for pid in alive(self.mark):
            os.kill(pid, signal.SIGKILL)

    def start(self, program, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments], env=dict(os.environ, PYTHONPATH=str(CLI), PYTHONDONTWRITEBYTECODE="1"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, preexec_fn=ignore_interrupts,
        )  # fmt: skip
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def tree(self, limit="120", wait=True):
        process = self.start(REAPER, limit, "bash", "-c", (DEAF + TREE).format(mark=self.mark))
        for text in process.stdout:
            if "started" in text:
                break
        while wait and len(alive(self.mark)) < 5:
            time.sleep(0.01)
        return process

    def none_is_left(self):
        until = time.monotonic() + 20
        while alive(self.mark) and time.monotonic() < until:
            time.sleep(0.02)
        self.assertEqual(alive(self.mark), [])

    def test_by_each_signal(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                process = self.tree()
                process.send_signal(number)
                self.assertEqual(process.wait(30), 128 + number)
                self.none_is_left()

    def test_by_its_own_time(self):
        self.assertEqual(self.tree(limit="0.5", wait=False).wait(30), 124)
        self.none_is_left()

    def test_when_the_command_has_ended(self):
        process = self.start(REAPER, "60", "bash", "-c", f"(setsid sleep {self.mark} &) ; exit 7")
        self.assertEqual(process.wait(30), 7)
        self.none_is_left()

    def test_the_commands_end_is_the_reapers(self):
        for script, code in (("exit 0", 0), ("exit 3", 3), ("kill -9 $$", 137)):
            self.assertEqual(self.start(REAPER, "60", "bash", "-c", script).wait(30), code)
        self.assertEqual(self.start(REAPER, "60", "/no/such/command").wait(30), 127)

    def command(self):
        """./factory test with one suite, whose tree never ends."""
        tree = TREE.format(mark=self.mark)
        return self.start(
            "import sys; from factorycli import main, testing\n"
            f"suite = lambda fast: testing._counted(['bash', '-c', {tree!r}])\n"
            "testing.proto = testing.contracts = testing.java = suite\n"
            "sys.argv = ['factory', 'test', '--fast']; sys.exit(main.main())"
        )

    def test_when_factory_test_is_ended_by_its_pid(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)):
            with self.subTest(number):
                process = self.command()
                while len(alive(self.mark)) < 3:
                    self.assertIsNone(process.poll())
                    time.sleep(0.01)
                process.send_signal(number)
                self.assertEqual(process.wait(60), code)
                self.none_is_left()


class TimeLimit(unittest.TestCase):
    def test_a_test_that_hangs_fails_with_its_name_and_the_others_run(self):
        program = (
            "import sys, time, unittest; from factorycli import units; units.Limited.limit = 0.3\n"
            "class Slow(unittest.TestCase):\n"
            "    def test_hangs(self): time.sleep(100)\n"
            "    def test_passes(self): pass\n"
            "class SlowClass(unittest.TestCase):\n"
            "    @classmethod\n"
            "    def setUpClass(cls): time.sleep(100)\n"
            "    def test_never(self): pass\n"
            "unittest.TestLoader.discover = lambda self, *_, **__: self.loadTestsFromModule(sys.modules['__main__'])\n"
            "sys.exit(units.main('.'))"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], env=dict(os.environ, PYTHONPATH=str(CLI)), capture_output=True, text=True, timeout=60
        )
        self.assertEqual(done.returncode, 1)
        self.assertIn("Slow.test_hangs took longer than 0.3 s", done.stdout)
        self.assertIn("setUpClass (__main__.SlowClass)", done.stdout)
        self.assertTrue(done.stdout.endswith("1 passed, 2 failed\n"), done.stdout)


if __name__ == "__main__":
    unittest.main()
