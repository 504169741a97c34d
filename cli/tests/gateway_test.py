"""What is said about the gate, done as it stands: the shell blocks of docs/calling.md and docs/owning.md in one shell, then
their Python and TypeScript; the README's first five minutes; and the stories of a service, as its README says."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

from tests import written
from tests.up_test import ROOT, factory, free_port

sys.path.insert(0, str(ROOT / "cli"))

from factorycli import demo, places, tools  # noqa: E402

# The published test keys of the second to the fourth account of every anvil, which are rich there and nowhere else.
HOLDERS = {
    "a": ("0x70997970c51812dc3a010c7d01b50e0d17dc79c8", "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
    "b": ("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc", "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a"),
    "c": ("0x90f79bf6eb2c4f870365e785982e1f101e93b906", "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6"),
}
BLOCK = re.compile(r"^```(sh|python|ts)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Gateway(unittest.TestCase):
    """One factory, and everything that the guide says one can do with it."""

    @classmethod
    def setUpClass(cls):
        tools.ensure_redocly()
        tools.ensure_npm("cli/clients", "clients", "TypeScript and viem for the guide's example")
        cls.folder = Path(tempfile.mkdtemp(prefix="factory-guide-"))
        cls.data = cls.folder / "data"
        cls.port, cls.chain_port = free_port(), free_port()
        up = factory("up", "--detach", "--port", str(cls.port), "--chain-port", str(cls.chain_port), "--data-dir", str(cls.data))
        if up.returncode != 0:
            cls.tearDownClass()
            raise AssertionError(up.stdout)

    @classmethod
    def tearDownClass(cls):
        factory("down", "--data-dir", str(cls.data))
        shutil.rmtree(cls.folder, ignore_errors=True)

    def run_all(self, command, env, cwd=None):
        done = subprocess.run(command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def env(self):
        return dict(
            os.environ,
            PATH=f"{places.CAST.parent}{os.pathsep}{os.environ['PATH']}",
            api=f"http://localhost:{self.port}",
            chain=f"http://127.0.0.1:{self.chain_port}",
        )

    def test_the_first_five_minutes(self):
        minutes = re.search(r"^## The first five minutes$.*?^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
        printed = self.run_all(["bash", "-c", f"set -euo pipefail\n{minutes[1]}"], self.env(), ROOT)

        self.assertRegex(printed, r"^BALANCE_TOO_LOW\n")
        self.assertIn('"title":"Emma"', printed)

    def test_the_guide(self):
        blocks = {"sh": [], "python": [], "ts": []}
        for guide in ("calling.md", "owning.md"):
            for language, text in BLOCK.findall((ROOT / "docs" / guide).read_text()):
                blocks[language].append(text)
        self.assertEqual([len(found) for found in blocks.values()], [13, 1, 1])

        env = self.env()
        # What the guide's reader has in their shell goes on to the two programs.
        tell = 'printf "%s\\n" "$SERVICE" "$KEY" "$key" > told\n'
        shell = "\n".join(["set -euo pipefail", *blocks["sh"], tell])
        (self.folder / "guide.sh").write_text(shell)
        printed = self.run_all(["bash", "guide.sh"], env, self.folder)
        for expected in (
            '"requester_id": "0x70997970c51812dc3a010c7d01b50e0d17dc79c8"',
            '"reason": "BALANCE_TOO_LOW"',
            '"needed": "1"',
            '{"title":"Emma","rating":5}',
            "its Authorization is not of the platform's form and is the service's own; send besides X-Session",
            f".localhost:{self.port}/.well-known/factory-handover?code=mfh_",
            "KEY_SCOPE_EXCEEDED",
            '{"title":"Emma"}\nORIGIN_NOT_ALLOWED\nPages of https://else.example may not use this key',
            "KEY_SCOPE_EXCEEDED\ntrue\n",
            'ratelimit-policy: "burst";q=5;w=1, "month";q=',
            '"key":true',
            '{"name":"hourly job","expires_at":null,"limit":{"quota":1000,"window_seconds":3600,',
            "at,calls,callers,errors,p50_ms,p95_ms,p99_ms",
            '{"taken_down":true,"reason":"its ratings are made up"}\nSERVICE_TAKEN_DOWN\n',
            "KEY_PAUSED\nThe key is paused by the wallet whose key it is",
            "WALLET_BLOCKED\nThe service's owner does not let this wallet call until 2030-01-01T00:00:00Z: copies everything",
            '{"what":"WALLET_RULES_CHANGED","role":"owner","wallet":"0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc","before":null,"after":{"block":{',
        ):
            self.assertIn(expected, printed)

        service, key, private = (self.folder / "told").read_text().split()
        env |= {"SERVICE": service, "KEY": key, "API": env["api"], "PRIVATE_KEY": private}
        (self.folder / "guide.py").write_text(blocks["python"][0])
        self.assertIn("Persuasion", self.run_all([sys.executable, "guide.py"], env, self.folder))

        clients = places.TOOLS / "clients"
        (self.folder / "guide.mts").write_text(blocks["ts"][0])
        (self.folder / "node_modules").symlink_to(clients / "node_modules")
        compiler = clients / "node_modules" / "typescript" / "bin" / "tsc"
        options = ["--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--lib", "es2023,dom"]
        self.run_all(["node", str(compiler), *options, "guide.mts"], env, self.folder)
        self.assertRegex(self.run_all(["node", "guide.mjs"], env, self.folder), r"200 \[.*'Emma'")

    def ask(self, method, path, body=None, session=None):
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {session}"} if session else {})}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://localhost:{self.port}{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def until(self, what, look):
        deadline = time.monotonic() + 120
        while not (seen := look()):
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.1)
        return seen

    def signed_in(self, wallet, key):
        message = self.ask("POST", "/auth/nonce", {"wallet": wallet})["message"]
        signature = demo.run_cast("wallet", "sign", "--private-key", key, message).strip()
        return self.ask("POST", "/auth/session", {"message": message, "signature": signature})["secret"]

    def test_the_stories_of_a_service_pass_through_the_gate(self):
        sessions = {name: self.signed_in(wallet, key) for name, (wallet, key) in HOLDERS.items()}
        # Several wallets, actions, and a record that only an action makes.
        specification = json.loads((written.SPECIFICATIONS / "corpus" / "43-auctions" / "specification.json").read_text())
        service = self.ask("POST", "/ideas", {"specification": specification, "auto": True}, sessions["a"])["id"]

        def ready():
            now = self.ask("GET", f"/services/{service}")
            self.assertNotEqual(now["status"], "failed", now)
            return now if now.get("token_address") and now["serving"]["state"] == "up" else None

        found = self.until("it is deployed, with its token", ready)
        for wallet, key in HOLDERS.values():
            demo.run_cast(
                "send", "--rpc-url", f"http://127.0.0.1:{self.chain_port}", "--private-key", key, "--value", "0.01ether", found["token_address"],
                "buy(address,uint256,uint256)", wallet, "1", str(demo.NO_DEADLINE),
            )  # fmt: skip
            asked = {"service_id": service, "wallet": wallet}
            self.until("the gate admits it", lambda asked=asked: self.ask("POST", "/access/explain", asked)["admitted"])
        place = self.folder / "service"
        for name, text in self.ask("GET", f"/services/{service}/versions/1/source", session=sessions["a"])["files"].items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)

        code, said = written.respect(
            place, service=found["api_base_url"], **sessions, **{f"{name}_wallet": wallet for name, (wallet, _) in HOLDERS.items()}
        )

        self.assertEqual(code, 0, said[-6000:])


if __name__ == "__main__":
    unittest.main()
