"""The documents that written services serve, linted."""

import subprocess
import sys
import unittest

from tests import written
from tests.up_test import ROOT

sys.path.insert(0, str(ROOT / "cli"))

from factorycli import places, tools  # noqa: E402

GOLDEN = ROOT / "pipeline-svc" / "src" / "test" / "resources" / "specifications" / "golden"


class ServedDocuments(unittest.TestCase):
    def test_spectral_finds_nothing(self):
        tools.ensure_spectral()
        services = written.all_services()
        documents = sorted(str(path) for path in services.glob("*/openapi.json"))
        # Those of ideas, and no other twice.
        documents += [] if written.OTHERS else sorted(str(path) for path in GOLDEN.glob("*/openapi.json") if not (services / path.parent.name).exists())
        self.assertGreater(len(documents), 0 if written.OTHERS else 90)
        done = subprocess.run(
            ["node", str(places.SPECTRAL), "lint", *documents, "--ruleset", str(ROOT / "cli" / "openapi" / "served.yaml"),
             "--fail-severity", "hint"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout[-8000:] + done.stderr[-2000:])
