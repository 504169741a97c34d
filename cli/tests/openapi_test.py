"""The platform against its own OpenAPI document: linted, every example sent, and fuzzed, through Envoy."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from tests.up_test import ROOT, factory, free_port

sys.path.insert(0, str(ROOT / "cli"))

from factorycli import demo, places, tools  # noqa: E402

LONG = bool(os.environ.get("FACTORY_TEST_LONG"))
PATIENCE = 240
FOLDER = ROOT / "cli" / "openapi"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
)
TAGS = ("Services", "Plans", "Work", "Tokens", "Sign-in", "Access", "Platform")
# What is not sent as it stands, and why.
NOT_SENT = {
    "retryJob": "no wording fails a job, and nothing else that can be asked for does",
    "readService": "its example is of another service; the tests of pipeline-svc change services in words",
    "putOwnSource": "its example is no whole service; the tests of pipeline-svc hand in whole ones",
    "callServiceWithPut": "which records there are is the service's matter",
    "callServiceWithPatch": "which records there are is the service's matter",
    "callServiceWithDelete": "which records there are is the service's matter",
}


class Description(unittest.TestCase):
    """One factory, and the document that it serves."""

    @classmethod
    def setUpClass(cls):
        tools.ensure_spectral()
        cls.packages = tools.ensure_schemathesis()
        # After all others, which have their own versions of some.
        sys.path.append(str(cls.packages))
        cls.folder = Path(tempfile.mkdtemp(prefix="factory-openapi-"))
        cls.data = cls.folder / "data"
        cls.port, cls.chain_port = free_port(), free_port()
        cls.url = f"http://localhost:{cls.port}"
        # One address asks for more than people do.
        env = dict(os.environ, FACTORY_EDGE_BUDGET_PER_MINUTE="1000000", FACTORY_EDGE_SIGN_INS_PER_MINUTE="1000000")
        up = factory(
            "up", "--detach", "--port", str(cls.port), "--chain-port", str(cls.chain_port), "--data-dir", str(cls.data), env=env
        )
        if up.returncode != 0:
            cls.tearDownClass()
            raise AssertionError(up.stdout)
        cls.document = json.load(urllib.request.urlopen(f"{cls.url}/openapi.json", timeout=60))
        (cls.folder / "openapi.json").write_text(json.dumps(cls.document, indent=1))
        cls.known = {}

    @classmethod
    def tearDownClass(cls):
        factory("down", "--data-dir", str(cls.data))
        shutil.rmtree(cls.folder, ignore_errors=True)

    def test_1_spectral_finds_nothing(self):
        done = subprocess.run(
            ["node", str(places.SPECTRAL), "lint", str(self.folder / "openapi.json"), "--ruleset", str(FOLDER / "spectral.yaml"),
             "--fail-severity", "hint"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_1_any_site_may_read_and_keep_it(self):
        request = urllib.request.Request(f"{self.url}/openapi.json", headers={"Accept-Encoding": "gzip", "Origin": "https://else.example"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "*")
            self.assertEqual(answer.headers["Content-Encoding"], "gzip")
            self.assertLess(len(answer.read()), 120_000)
            tag = answer.headers["ETag"]
        request.add_header("If-None-Match", tag)
        with self.assertRaises(urllib.error.HTTPError) as kept:
            urllib.request.urlopen(request, timeout=60)
        self.assertEqual((kept.exception.code, kept.exception.headers["ETag"]), (304, tag))
        kept.exception.close()

    def test_2_every_example_is_answered_as_its_operation_says(self):
        examples = Examples(self)
        examples.send_all()
        missing = set(examples.operations) - examples.sent - set(NOT_SENT)
        self.assertEqual(missing, set(), "send their examples in send_all, or say in NOT_SENT why not")
        type(self).known = examples.known

    def test_4_each_part_was_fuzzed(self):
        # Behind the gateway are services, which pipeline-svc's own tests are about.
        self.assertEqual({tag["name"] for tag in self.document["tags"]}, {*TAGS, "Gateway"})

    def test_5_schemathesis_finds_nothing_in_a_written_service(self):
        # With relations, filters, actions and a report, as its template says.
        made = demo.call("POST", f"{self.url}/ideas", {"idea": "Polls", "template": "polls", "auto": True}, expect=201)
        until = time.monotonic() + PATIENCE
        service = made
        while service["status"] != "deployed" or not service["token_address"]:
            self.assertNotEqual(service["status"], "failed", service)
            self.assertLess(time.monotonic(), until, service)
            time.sleep(0.2)
            service = demo.call("GET", f"{self.url}/services/{made['id']}")
        demo.cast(
            f"http://127.0.0.1:{self.chain_port}", service["token_address"], "buy(address,uint256,uint256)", demo.WALLET, "1",
            str(demo.NO_DEADLINE), "--value", "0.01ether",
        )  # fmt: skip
        base = f"{self.url}/gateway/{made['id']}"
        demo.await_status(f"{base}/polls", 200)
        status, answer = demo.http("POST", f"{base}/polls", {"question": "Tea or coffee?"}, {"X-Wallet-Address": demo.WALLET})
        self.assertEqual(status, 201, answer)
        poll = json.loads(answer)["id"]
        self.fuzz(f"{base}/openapi.json", ["--url", base], "Polls", {"service": poll, "job": poll})

    def schemathesis(self, tag):
        self.assertTrue(self.known, "what test_2 makes is asked for")
        self.fuzz(f"{self.url}/openapi.json", ["--include-tag", tag], tag, self.known)

    def fuzz(self, document, arguments, title, known):
        env = dict(
            os.environ,
            PYTHONPATH=str(self.packages),
            PYTHONDONTWRITEBYTECODE="1",
            PYTHONHASHSEED="0",
            SCHEMATHESIS_HOOKS="hooks",
            FACTORY_KNOWN=json.dumps(known),
        )
        env["PYTHONPATH"] += os.pathsep + str(FOLDER)
        done = subprocess.run(
            [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run", document, *arguments,
             "--header", f"X-Wallet-Address: {demo.WALLET}", "--checks", ",".join(CHECKS), "--phases", "examples,coverage" + (",fuzzing,stateful" if LONG else ""),
             "--max-examples", "200" if LONG else "5", "--generation-deterministic",
             "--suppress-health-check", "all", "--request-timeout", "60", "--continue-on-failure", "--no-color", "--warnings", "off",
             "--no-shrink"],
            cwd=self.folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=3000 if LONG else 280,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout[-20000:] + done.stderr[-3000:])
        print(f"{title}: {re.search(r'.* generated.*', done.stdout).group().strip()}", flush=True)


for part in TAGS:
    # One each, so that each has its time.
    setattr(Description, f"test_3_schemathesis_finds_nothing_in_{part}", lambda self, part=part: self.schemathesis(part))


def asked(request):
    """The answer, when it is no refusal. Does what Retry-After asks, since a busy machine may need a moment."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return urllib.request.urlopen(request, timeout=60)
        except urllib.error.HTTPError as e:
            with e:
                told = f"{request.method} {request.full_url} {request.data}: {e.code} {e.read().decode()}"
            wait = e.headers.get("Retry-After")
            if e.code != 503 or wait is None or time.monotonic() > until:
                raise AssertionError(told) from None
        time.sleep(int(wait))


class Examples:
    """Sends the document's own examples, the ids in them taken for those of things that exist."""

    def __init__(self, test):
        import jsonschema_rs

        self.validator = jsonschema_rs.validator_for
        self.test = test
        self.document = test.document
        self.sent = set()
        self.known = {}
        self.real = {}
        self.operations = {
            operation["operationId"]: (method, path, item, operation)
            for path, item in self.document["paths"].items()
            for method, operation in item.items()
            if method in ("get", "post", "put", "patch", "delete")
        }

    def resolved(self, node):
        while "$ref" in node:
            reference, node = node["$ref"], self.document
            for part in reference.removeprefix("#/").split("/"):
                node = node[part]
        return node

    def is_in_fact(self, operation_id, place, real):
        """From now on the id in the example is this one."""
        _, _, item, operation = self.operations[operation_id]
        for parameter in map(self.resolved, item.get("parameters", []) + operation.get("parameters", [])):
            if parameter["name"] == place:
                self.real[str(parameter["example"])] = real
                return
        raise AssertionError(f"{operation_id} has no {place}")

    def real_text(self, text):
        for example, real in self.real.items():
            text = text.replace(example, real)
        return text

    def send(self, operation_id, example=None, headers=(), body=None, accept=None):
        """Sends one; the parsed answer, which has a status of 2xx and is as the document says."""
        method, path, item, operation = self.operations[operation_id]
        query = []
        for parameter in map(self.resolved, item.get("parameters", []) + operation.get("parameters", [])):
            if "example" not in parameter:
                continue
            given = parameter["example"]
            value = self.real_text(json.dumps(given) if isinstance(given, bool) else str(given))
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", value)
            elif parameter["in"] == "query":
                query.append((parameter["name"], value))
        url = self.test.url + path + ("?" + urllib.parse.urlencode(query) if query and accept is None else "")
        data = None
        sent = dict(headers)
        if "requestBody" in operation:
            media = operation["requestBody"]["content"]["application/json"]
            value = media["example"] if example is None else self.resolved(media["examples"][example])["value"]
            data = self.real_text(json.dumps(value) if body is None else json.dumps(body)).encode()
            sent["Content-Type"] = "application/json"
        if accept:
            sent["Accept"] = accept
        request = urllib.request.Request(url, data, sent, method=method.upper())
        with asked(request) as answer:
            documented = operation["responses"].get(str(answer.status)) or operation["responses"].get("2XX")
            self.test.assertIsNotNone(documented, f"{operation_id} is not said to answer {answer.status}")
            kind = (answer.headers.get("Content-Type") or "").split(";")[0]
            self.sent.add(operation_id)
            if kind == "text/event-stream":
                return [answer.readline().decode() for _ in range(4)]
            text = answer.read()
            if not documented.get("content"):
                self.test.assertEqual(text, b"")
                return None
            value = json.loads(text)
            schema = (documented["content"].get(kind) or documented["content"]["*/*"])["schema"]
            errors = self.validator({**schema, "components": self.document["components"]}).iter_errors(value)
            self.test.assertEqual([e.message for e in errors], [], operation_id)
            return value

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.test.url + path, data, {"Content-Type": "application/json"}, method=method)
        with asked(request) as answer:
            return json.load(answer)

    def job(self, answer, ends=("succeeded",)):
        """Waits for the end of a job."""
        until = time.monotonic() + PATIENCE
        while True:
            job = self.ask("GET", f"/jobs/{answer['job_id']}")
            if job["state"] in ends:
                return job["id"]
            self.test.assertNotIn(job["state"], ("succeeded", "failed", "cancelled"), job["message"])
            self.test.assertLess(time.monotonic(), until, f"the job is still {job['state']}")
            time.sleep(0.1)

    def send_all(self):
        self.the_platform()
        self.a_service()
        self.its_plan()
        self.its_token()
        self.signed_in()
        self.its_callers()
        self.ends()

    def the_platform(self):
        for operation in ("getHealth", "getStatus", "getStatistics", "getModelStatistics", "listChains", "getDescription", "getApiCatalog"):
            self.send(operation)

    def a_service(self):
        key = self.resolved(self.document["components"]["parameters"]["IdempotencyKey"])["example"]
        # Its owner: who signs in later.
        headers = {"Idempotency-Key": key, "X-Wallet-Address": demo.WALLET}
        created = self.send("createService", "Idea", headers)
        again = self.send("createService", "Idea", headers)
        self.test.assertEqual(again["id"], created["id"])
        self.known["service"] = created["id"]
        self.is_in_fact("getService", "id", created["id"])
        self.known["job"] = self.job(self.send("generateService"))
        self.is_in_fact("getJob", "id", self.known["job"])
        self.job(self.send("deployService"))
        self.is_in_fact("getServiceBySlug", "slug", created["slug"])
        for operation in ("listServices", "getService", "getServiceBySlug", "listServiceEvents", "updateService", "getJob", "listJobs", "listModelCalls"):
            self.send(operation)
        stream = self.send("listServiceEvents", accept="text/event-stream")
        self.test.assertEqual(stream[:3], ["retry: 1000\n", "\n", "id: 1\n"])
        self.send("getServiceDescription")
        self.send("getServiceHealth")

    def its_plan(self):
        for example in ("Idea", "Template", "Templates", "Specification"):
            self.send("makePlan", example)
        schema = self.send("getSpecificationSchema")
        self.test.assertEqual(schema["$id"], self.test.url + "/specification.schema.json")
        valid = self.validator(schema)
        for template in self.send("listTemplates")["templates"]:
            self.test.assertEqual([e.message for e in valid.iter_errors(template["specification"])], [], template["name"])
        self.test.assertFalse(valid.is_valid({"format": 1, "title": "No kinds", "kind": []}))
        for operation in ("getTemplate", "getSpecification", "listVersions", "getVersion", "getProof"):
            self.send(operation)
        for operation in ("publishVersion", "getSource", "getOwnSource"):
            self.send(operation, headers={"X-Wallet-Address": demo.WALLET})
        self.send("createService", "Template")
        made = self.send("createService", "Document")
        self.is_in_fact("getDocument", "id", made["id"])
        kept = self.send("getDocument")
        self.test.assertEqual((kept["sha256"], json.loads(kept["document"])["info"]["title"]), (made["metadata"]["openapi"]["sha256"], "Notes"))
        self.is_in_fact("getDocument", "id", self.known["service"])

    def its_token(self):
        self.job(self.send("tokeniseService"))
        self.send("tokeniseService")
        token = self.send("getToken")["token_address"]
        receipt = demo.run_cast(
            "send", "--rpc-url", f"http://127.0.0.1:{self.test.chain_port}", "--private-key", demo.WALLET_KEY, "--json", token,
            "buy(address,uint256,uint256)", demo.WALLET, "1", str(demo.NO_DEADLINE), "--value", "0.01ether",
        )  # fmt: skip
        self.is_in_fact("getTransaction", "hash", json.loads(receipt)["transactionHash"])
        until = time.monotonic() + PATIENCE
        while self.send("getBalance")["balance"] == "0":
            self.test.assertLess(time.monotonic(), until, "the purchase is not seen")
            time.sleep(0.1)
        for operation in ("listTokens", "getQuote", "getCurve", "listHolders", "listTrades", "prepareBuy", "prepareSell", "getTransaction"):
            self.send(operation)

    def signed_in(self):
        nonce = self.send("createNonce")
        signature = demo.run_cast("wallet", "sign", "--private-key", demo.WALLET_KEY, nonce["message"]).strip()
        self.bearer = []
        for _ in range(2):
            # A nonce counts once.
            session = self.send("signIn", body={"message": nonce["message"], "signature": signature})
            self.bearer.append({"Authorization": f"Bearer {session['secret']}"})
            self.last = session
            nonce = self.send("createNonce")
            signature = demo.run_cast("wallet", "sign", "--private-key", demo.WALLET_KEY, nonce["message"]).strip()
        self.send("listSessions", headers=self.bearer[0])

    def its_callers(self):
        me = self.bearer[0]
        self.send("explainAccess")
        for operation in ("getLimits", "setLimits"):
            self.send(operation, headers=me)
        self.is_in_fact("updateKey", "key_id", self.send("createKey", "Page", headers=me)["id"])
        self.send("updateKey", headers=me)
        key = self.send("createKey", "Program", headers=me)
        self.is_in_fact("deleteKey", "key_id", key["id"])
        self.send("createHandover", headers=me)
        until = time.monotonic() + PATIENCE
        while not self.may_call(me):
            self.test.assertLess(time.monotonic(), until, "a holder may not call")
            time.sleep(0.1)
        self.send("callServiceWithPost", headers=me)
        self.send("callService", headers=me)
        for operation in ("listKeys", "rotateKey", "listUsage", "deleteKey"):
            self.send(operation, headers=me)
        self.is_in_fact("pauseServiceKey", "key_id", self.send("createKey", "Program", headers=me)["id"])
        for operation in ("listServiceKeys", "pauseServiceKey", "endServiceKey", "setWallet", "getInsight", "listWallets", "forgetWallet", "listServiceChanges", "listChanges"):
            self.send(operation, headers=me)

        self.is_in_fact("closeReport", "report_id", self.send("reportService", headers=me)["id"])
        # Where everybody may change everything, who has not signed in is an operator.
        for operation in ("listReports", "closeReport", "takeDownService", "getTakedown", "putBackService"):
            self.send(operation)

    def may_call(self, me):
        """The gate takes a moment to hear of a token, a balance and limits."""
        return demo.http("GET", f"{self.test.url}/gateway/{self.known['service']}/books", headers=me)[0] == 200

    def ends(self):
        self.is_in_fact("endSession", "id", self.last["id"])
        self.send("endSession", headers=self.bearer[0])
        self.send("signOut", headers=self.bearer[0])
        self.cancelled()
        other = self.ask("POST", "/ideas", {"idea": "to be deleted"})
        self.is_in_fact("getService", "id", other["id"])
        self.send("deleteService")
        # Goes on by itself while the document is fuzzed.
        self.send("createService", "Auto")

    def cancelled(self):
        """A job may end before it is cancelled; some is slow enough."""
        for _ in range(20):
            idea = self.ask("POST", "/ideas", {"idea": "track cats with name and age"})
            job = self.ask("POST", "/generate", {"service_id": idea["id"]})
            self.is_in_fact("cancelJob", "id", job["job_id"])
            try:
                self.send("cancelJob")
                return
            except AssertionError as e:
                if "JOB_ENDED" not in str(e):
                    raise
        raise AssertionError("each job had ended before it could be cancelled")


if __name__ == "__main__":
    unittest.main()
