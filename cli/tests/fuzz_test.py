"""Services of the corpus and of the templates against the documents that they serve: Schemathesis."""

import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

from tests import written
from tests.openapi_test import CHECKS

sys.path.insert(0, str(written.ROOT / "cli"))

from factorycli import tools  # noqa: E402

CONFIG = written.ROOT / "cli" / "openapi" / "schemathesis.toml"
LONG = bool(os.environ.get("FACTORY_TEST_LONG"))
# A body that may be left out, and rules over several fields; the platform's own test takes a template with actions and a report.
SOME = ("corpus-03-password-maker", "corpus-26-expenses")


class Fuzz(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.packages = tools.ensure_schemathesis()

    def fuzz(self, name):
        with written.Running(name) as service:
            done = subprocess.run(
                [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "--config-file", str(CONFIG), "run", f"{service.url}/openapi.json",
                 "--url", service.url, "--header", f"Authorization: Bearer {written.WALLETS['a']}", "--checks", ",".join(CHECKS),
                 "--phases", "examples,coverage" + (",fuzzing" if LONG else ""), "--max-examples", "50" if LONG else "5",
                 "--generation-deterministic", "--suppress-health-check", "all", "--request-timeout", "60", "--continue-on-failure",
                 "--no-color", "--warnings", "off", "--no-shrink"],
                cwd=service.folder, env=dict(os.environ, PYTHONPATH=str(self.packages), PYTHONDONTWRITEBYTECODE="1", PYTHONHASHSEED="0"),
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=3000 if LONG else 280,
            )  # fmt: skip
            self.assertEqual(done.returncode, 0, done.stdout[-12000:] + done.stderr[-3000:] + service.said())
        print(f"{name}: {re.search(r'.* generated.*', done.stdout).group().strip()}", flush=True)


def names():
    if written.OTHERS:
        return [each.stem for each in sorted(Path(written.OTHERS).glob("*.json"))]
    folders = (written.SPECIFICATIONS / "corpus", written.SPECIFICATIONS / "corpus-held")
    corpus = [f"{folder.name}-{each.name}" for folder in folders for each in sorted(folder.iterdir())]
    return corpus + [f"template-{each.stem}" for each in sorted(written.TEMPLATES.glob("*.json"))]


for each in names() if LONG or written.OTHERS else SOME:
    # One each, so that each has its time.
    setattr(Fuzz, f"test_schemathesis_finds_nothing_in_{each}", lambda self, name=each: self.fuzz(name))

if __name__ == "__main__":
    unittest.main()
