"""./factory keys: the same keys as mesh's RootSecret, to each node its own."""

import stat
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "cli"))

from factorycli import keys  # noqa: E402
from factorycli.say import Failed  # noqa: E402

SECRET = "a root secret that nobody else knows"


class Keys(unittest.TestCase):
    def test_they_are_those_of_the_nodes_themselves(self):
        # TrustTest of mesh holds the same two.
        self.assertEqual(keys.of(SECRET, "web")["registry"], "cc8ca0489d132ccb0ee00c5144791a2047afb7a73444ad027747ad6b9df27362")
        self.assertEqual(keys.of(SECRET, "edge")["assertion"], "7c6c88b71acf1d477d38b4df41e0a7eccc878ee3988ae38ea8b8b63a1104f379")

    def test_two_nodes_share_their_key_and_a_third_has_none_of_it(self):
        for node, peers in keys.PEERS.items():
            for peer in peers:
                key = keys.of(SECRET, node)[peer]
                self.assertEqual(key, keys.of(SECRET, peer)[node])
                for third in keys.PEERS:
                    if third not in (node, peer):
                        self.assertNotIn(key, keys.of(SECRET, third).values())

    def test_the_root_is_made_once_for_its_user_alone_and_is_in_no_manifest(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "root"
            root = keys.root_of(file)
            self.assertEqual(root, keys.root_of(file))
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
            made = keys.manifests(root, "factory-keys")
            self.assertNotIn(root, made)
            for node in keys.PEERS:
                self.assertIn(f"name: factory-keys-{node}\n", made)
            file.write_text("short")
            with self.assertRaises(Failed):
                keys.root_of(file)


if __name__ == "__main__":
    unittest.main()
