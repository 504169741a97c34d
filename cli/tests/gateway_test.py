"""docs/gateway.md, run as it stands: its shell blocks in one shell, then its Python and its TypeScript."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from tests.up_test import ROOT, factory, free_port

sys.path.insert(0, str(ROOT / "cli"))

from factorycli import places, tools  # noqa: E402

BLOCK = re.compile(r"^```(sh|python|ts)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Gateway(unittest.TestCase):
    """One factory, and everything that the guide says one can do with it."""

    @classmethod
    def setUpClass(cls):
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

    def test_the_guide(self):
        blocks = {"sh": [], "python": [], "ts": []}
        for language, text in BLOCK.findall((ROOT / "docs" / "gateway.md").read_text()):
            blocks[language].append(text)
        self.assertEqual([len(found) for found in blocks.values()], [8, 1, 1])

        env = dict(
            os.environ,
            PATH=f"{places.CAST.parent}{os.pathsep}{os.environ['PATH']}",
            api=f"http://localhost:{self.port}",
            chain=f"http://127.0.0.1:{self.chain_port}",
        )
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
            'ratelimit-policy: "burst";q=5;w=1, "month";q=',
            '"key":true',
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


if __name__ == "__main__":
    unittest.main()
