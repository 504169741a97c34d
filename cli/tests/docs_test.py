"""What the documents lead to is there."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


class Documents(unittest.TestCase):
    def test_links_lead_to_what_is_there(self):
        documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")]
        self.assertGreater(len(documents), 20)
        broken = [
            f"{document.relative_to(ROOT)}: {target}"
            for document in documents
            for target in LINK.findall(document.read_text())
            if "://" not in target and not target.startswith("mailto:") and not (document.parent / target).exists()
        ]
        self.assertEqual(broken, [])

    def test_every_document_is_found_by_some_reader(self):
        index = (ROOT / "docs" / "README.md").read_text()
        for document in (ROOT / "docs").glob("*.md"):
            if document.name != "README.md":
                self.assertIn(f"({document.name})", index)
