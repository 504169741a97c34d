"""Stories of written services, run by Redocly against the services themselves."""

import os
import sys
import unittest

from tests import written

sys.path.insert(0, str(written.ROOT / "cli"))

from factorycli import tools  # noqa: E402

LONG = bool(os.environ.get("FACTORY_TEST_LONG"))
# Several wallets, actions, and a record that only an action makes.
AUCTIONS = "corpus-43-auctions"
# Sessions of its own, and actions and routes of a document.
ACCOUNTS = "accounts"


class Stories(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        tools.ensure_redocly()

    def follow(self, name, change=None):
        with written.Running(name, change) as service:
            code, said = written.respect(service.place, service=service.url)
            return code, said[-6000:] + service.said()

    def test_a_fault_in_the_service_makes_a_story_fail(self):
        def plant(place):
            source = place / "src" / "factory" / "generated" / "LotActions.java"
            text = source.read_text()
            faulty = text.replace('compareTo(lot.money("highest")) > 0', 'compareTo(lot.money("highest")) >= 0')
            self.assertNotEqual(faulty, text)
            source.write_text(faulty)

        code, said = self.follow(AUCTIONS, plant)
        self.assertEqual(code, 1, said)
        self.assertIn("$statusCode == 409", said)


def names():
    return sorted(each.parent.name for each in written.all_services().glob("*/stories.arazzo.json"))


def passes(name):
    def test(self):
        code, said = self.follow(name)
        self.assertEqual(code, 0, said)

    return test


for one in names() if LONG else (AUCTIONS, ACCOUNTS):
    setattr(Stories, f"test_every_story_passes_of_{one}", passes(one))

if __name__ == "__main__":
    unittest.main()
