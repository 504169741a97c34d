"""Ahead-of-time caches: of exactly these jars or not used at all, made once, and nothing fails without one."""

import io
import os
import sys
import tempfile
import unittest
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "cli"))

from factorycli import aot, children, places, tools  # noqa: E402
from factorycli.say import Failed  # noqa: E402


class Place(unittest.TestCase):
    """Folders with jars, as a build leaves them."""

    def setUp(self):
        held = ExitStack()
        self.addCleanup(held.close)
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        self.libs = folder / "libs"
        self.standalone = folder / "standalone" / "standalone.jar"
        (self.standalone.parent / "libs").mkdir(parents=True)
        self.libs.mkdir()
        for jar in (self.libs / "b.jar", self.libs / "a.jar", self.standalone, self.standalone.parent / "libs" / "c.jar"):
            jar.write_text(jar.name)
        for name, value in (("RUNTIME_LIBS", self.libs), ("STANDALONE_JAR", self.standalone), ("TOOLS", folder)):
            held.enter_context(mock.patch.object(places, name, value))
        self.trained = []
        self.result = lambda cache: cache.write_text("cache")
        held.enter_context(mock.patch.object(aot, "_train_services", lambda cache, jars: self.train("services", cache)))
        held.enter_context(mock.patch.object(aot, "_train_nodes", lambda cache, jars: self.train("nodes", cache)))

    def train(self, name, cache):
        self.trained.append(name)
        self.result(cache)

    def ensure(self):
        shown = io.StringIO()
        with redirect_stdout(shown):
            aot.ensure()
        return shown.getvalue()

    def test_each_is_made_once(self):
        self.ensure()
        self.assertEqual(self.ensure(), "")
        self.assertEqual(self.trained, ["services", "nodes"])
        self.assertEqual(aot.nodes_arguments()[0], f"-XX:AOTCache={self.standalone.parent / 'nodes.aot'}")
        changed = (self.libs / "a.jar").stat().st_mtime_ns // 1_000_000
        self.assertTrue((self.libs / "services.aot.jars").read_text().startswith(f"a.jar 5 {changed}\nb.jar 5 "))

    def test_another_jar_makes_another(self):
        self.ensure()
        os.utime(self.libs / "a.jar", (1, 1))
        (self.standalone.parent / "libs" / "d.jar").touch()
        self.assertEqual(aot.nodes_arguments(), [])
        self.ensure()
        self.assertEqual(self.trained, ["services", "nodes"] * 2)

    def test_what_cannot_be_made_is_told_and_left_out(self):
        def fail(cache):
            cache.write_text("half")
            raise Failed("the nodes were not ready")

        self.result = fail
        self.assertIn("none: the nodes were not ready; starts take longer", self.ensure())
        self.assertEqual(self.ensure(), "", "and is not tried at every start")
        self.assertEqual(aot.nodes_arguments(), [])
        self.assertEqual(sorted(file.name for file in self.libs.iterdir()), ["a.jar", "b.jar", "services.aot.tried"])

    def test_a_jvm_that_writes_nothing_is_told(self):
        self.result = lambda cache: None
        self.assertIn("the JVM wrote none", self.ensure())
        self.assertEqual(aot.nodes_arguments(), [])


@unittest.skipUnless(places.RUNTIME_LIBS.exists(), "nothing is built")
class RealThing(unittest.TestCase):
    """The JVM itself: a cache of the runtime, and a service's class path behind the same jars."""

    def load(self, *arguments):
        java = [f"{tools.find_jdk()}/bin/java", *aot.services_jvm(), *arguments, "-Xlog:class+load", "-Xlog:aot*=error"]
        with tempfile.TemporaryDirectory() as folder:
            jars = aot._jars(places.RUNTIME_LIBS) + [Path(folder) / "service.jar"]
            run = children.run(
                [*java, "-cp", ":".join(map(str, jars)), "factory.runtime.Training", folder], 300, capture_output=True
            )
        self.assertEqual(run.returncode, 0, run.stderr.decode())
        # Of our own jars and Helidon's: from the cache, and not.
        ours = [text for text in run.stdout.decode().splitlines() if " factory.runtime." in text or " io.helidon." in text]
        return sum("shared objects file" in text for text in ours), sum("file:" in text for text in ours)

    def test_a_service_begins_with_the_classes_of_the_cache_and_runs_without_one(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(places, "TOOLS", Path(folder)):
            cache = Path(folder) / "services.aot"
            aot._train_services(cache, aot._jars(places.RUNTIME_LIBS))
            shared, read = self.load(f"-XX:AOTCache={cache}", "-XX:AOTMode=auto")
            self.assertGreater(shared, 300)
            self.assertLess(read, shared / 10)
            cache.write_bytes(b"\0" * 100_000)
            shared, read = self.load(f"-XX:AOTCache={cache}", "-XX:AOTMode=auto")
            self.assertEqual(shared, 0)
            self.assertGreater(read, 300)


if __name__ == "__main__":
    unittest.main()
