"""./factory as a stranger meets it: real commands, real processes, own ports and folders."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "cli"))

from factorycli import running  # noqa: E402


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def factory(*arguments, timeout=300, env=None):
    return subprocess.run(
        [sys.executable, str(ROOT / "factory"), *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout, env=env,
    )  # fmt: skip


class Up(unittest.TestCase):
    """One factory for all: starting one takes seconds."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="factory-cli-"))
        cls.data = cls.folder / "data"
        cls.port, cls.chain_port = free_port(), free_port()
        up = cls.up()
        if up.returncode != 0:
            cls.tearDownClass()
            raise AssertionError(up.stdout)
        cls.printed = up.stdout

    @classmethod
    def tearDownClass(cls):
        factory("down", "--data-dir", str(cls.data))
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def up(cls):
        return factory("up", "--detach", "--port", str(cls.port), "--chain-port", str(cls.chain_port), "--data-dir", str(cls.data))

    def url(self, path):
        return f"http://localhost:{self.port}{path}"

    def health(self, service):
        """Of a service that may still be starting: ready means the platform."""
        while True:
            try:
                return running.get(self.url(f"/gateway/{service}/health"))
            except urllib.error.HTTPError as e:
                self.assertEqual(e.code, 503)
                time.sleep(0.1)

    def run_factory(self, *arguments, code=0):
        done = factory(*arguments, "--data-dir", str(self.data))
        self.assertEqual(done.returncode, code, done.stdout)
        return done.stdout

    def test_1_up_prints_every_address(self):
        for address in (f"http://localhost:{self.port}/", f"localhost:{self.port}", f"http://127.0.0.1:{self.chain_port}"):
            self.assertIn(address, self.printed)

    def test_2_status_says_that_it_is_healthy(self):
        self.assertRegex(self.run_factory("status"), r"chain 31337 +block \d+, healthy")

    def test_3_demo_does_the_main_job(self):
        text = self.run_factory("demo")
        for step in ("is 403", "buy on the curve", "is 200", "sell all of it"):
            self.assertRegex(text, re.escape(step) + r".* ok +\d+\.\d\d s")
        self.assertNotIn("FAILED", text)

    def test_3_grpc_clients_find_call_and_are_refused(self):
        import grpc
        from google.protobuf import descriptor_pool, message_factory
        from grpc_health.v1 import health_pb2, health_pb2_grpc
        from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

        with grpc.insecure_channel(f"localhost:{self.port}") as channel:
            database = ProtoReflectionDescriptorDatabase(channel)
            listed = {name for name in database.get_services() if name.startswith("factory.")}
            self.assertEqual(
                listed, {"factory.registry.v1.Registry", "factory.pipeline.v1.Pipeline", "factory.chain.v1.Chain", "factory.edge.v1.Access"}
            )
            pool = descriptor_pool.DescriptorPool(database)

            def call(service, method, **fields):
                descriptor = pool.FindServiceByName(service).FindMethodByName(method)
                request, response = (message_factory.GetMessageClass(d) for d in (descriptor.input_type, descriptor.output_type))
                unary = channel.unary_unary(f"/{service}/{method}", request.SerializeToString, response.FromString)
                return unary(request(**fields), timeout=10)

            service = call("factory.registry.v1.Registry", "CreateService", idea="from Python").service
            self.assertEqual(call("factory.registry.v1.Registry", "GetService", service_id=service.id).service.idea, "from Python")
            self.assertGreaterEqual(call("factory.registry.v1.Registry", "GetStatistics").total, 1)
            self.assertEqual(call("factory.chain.v1.Chain", "ListChains").chains[0].chain_id, 31337)
            self.assertTrue(call("factory.edge.v1.Access", "GetGate").ready)
            with self.assertRaises(grpc.RpcError) as refused:
                call("factory.pipeline.v1.Pipeline", "GetJob", job_id="nonsense")
            self.assertEqual(refused.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)
            # What is for the mesh alone is not there.
            hidden = channel.unary_unary("/factory.registry.v1.Lifecycle/RecordTransition", lambda b: b, lambda b: b)
            with self.assertRaises(grpc.RpcError) as refused:
                hidden(b"", timeout=10)
            self.assertEqual(refused.exception.code(), grpc.StatusCode.UNIMPLEMENTED)
            health = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(service="factory.chain.v1.Chain"), timeout=10)
            self.assertEqual(health.status, health_pb2.HealthCheckResponse.SERVING)

    def test_4_demo_with_an_idea_that_is_not_understood_says_what_is_asked(self):
        done = factory("demo", "--idea", "make me rich", "--data-dir", str(self.data))
        self.assertEqual(done.returncode, 1)
        self.assertIn("QUESTIONS_OPEN", done.stdout)

    def test_5_logs_show_a_part(self):
        self.assertIn("factory.", self.run_factory("logs", "-n", "500"))
        self.assertIn("is no part", self.run_factory("logs", "nonsense", code=1))

    def test_6_a_second_up_on_the_same_folder_is_refused(self):
        done = self.up()
        self.assertEqual(done.returncode, 1)
        self.assertIn("runs on", done.stdout)

    def test_7_a_taken_port_is_one_clear_line(self):
        done = factory("up", "--detach", "--port", str(self.port), "--chain-port", str(free_port()), "--data-dir", str(self.folder / "other"))
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, rf"(?m)^factory: port: {self.port} is taken .*--port N$")
        self.assertEqual(running.leftovers(self.folder / "other"), [])

    def test_8_kill_9_loses_nothing(self):
        before = json.load(urllib.request.urlopen(urllib.request.Request(self.url("/services"), headers={"accept": "application/json"})))
        self.assertGreater(len(before["services"]), 0)
        record = running.find(self.data)
        os.kill(record["pid"], signal.SIGKILL)
        while running.find(self.data):
            time.sleep(0.05)
        self.assertIn("a killed run left", self.run_factory("status", code=3))
        done = self.up()
        self.assertEqual(done.returncode, 0, done.stdout)
        after = running.get(self.url("/services"))
        self.assertEqual([s["id"] for s in after["services"]], [s["id"] for s in before["services"]])
        for service in after["services"]:
            if service["status"] == "deployed":
                self.assertEqual(self.health(service["id"])["status"], "up")

    def test_9_down_leaves_no_process(self):
        self.assertIn("stopped", self.run_factory("down"))
        self.assertEqual(running.leftovers(self.data), [])
        self.assertIn("not running", self.run_factory("status", code=3))
        self.assertIn("nothing runs", self.run_factory("down"))
        self.assertIn("./factory up", factory("demo", "--data-dir", str(self.data)).stdout)


class Signals(unittest.TestCase):
    """Whatever asks `up` to end, in whatever way it was started, all of it ends and the exit code is 0."""

    def started(self, data, ignored):
        def ignore():
            for number in ignored:
                signal.signal(number, signal.SIG_IGN)

        process = subprocess.Popen(
            [sys.executable, str(ROOT / "factory"), "up", "--port", str(free_port()), "--chain-port", str(free_port()), "--data-dir", str(data)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True, preexec_fn=ignore,
        )  # fmt: skip
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def ends(self, number, ask, when, ignored=()):
        with tempfile.TemporaryDirectory(prefix="factory-cli-") as folder:
            data = Path(folder) / "data"
            process = self.started(data, ignored)
            shown = []
            for text in process.stdout:
                shown.append(text)
                if when in text:
                    ask(process.pid, number)
            self.assertEqual(process.wait(90), 0, "".join(shown))
            self.assertIn("stopped", shown[-1])
            self.assertEqual(running.leftovers(data), [])
            self.assertIsNone(running.find(data))

    def test_ctrl_c_in_a_terminal(self):
        # As the terminal does it: to the whole foreground group.
        self.ends(signal.SIGINT, os.killpg, "Ctrl-C stops it")

    def test_sigterm_of_a_service_manager_where_a_script_started_it_in_the_background(self):
        self.ends(signal.SIGTERM, os.kill, "Ctrl-C stops it", ignored=(signal.SIGINT, signal.SIGQUIT))

    def test_sigint_while_it_starts_where_it_was_ignored(self):
        self.ends(signal.SIGINT, os.kill, "Postgres on", ignored=(signal.SIGINT, signal.SIGQUIT))

    def test_a_terminal_that_is_closed_while_it_starts(self):
        self.ends(signal.SIGHUP, os.kill, "dev chain 31337")


if __name__ == "__main__":
    unittest.main()
