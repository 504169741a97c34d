"""tools/deploy against three real nodes, with the chain ids of Sepolia, Base and Arbitrum."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "lib" / "@foundry-rs"
ANVIL = BIN / "anvil-linux-amd64" / "bin" / "anvil"
CAST = BIN / "cast-linux-amd64" / "bin" / "cast"

SEPOLIA, BASE, ARBITRUM = 11_155_111, 8_453, 42_161

# anvil's first account, which the whole world knows.
KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
DEPLOYER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
SECRET_OF_THE_ENDPOINT = "projectkey0123456789"


class DeployTest(unittest.TestCase):
    def setUp(self):
        self.urls = {}
        for chain_id in (SEPOLIA, BASE, ARBITRUM):
            node = subprocess.Popen(
                [ANVIL, "--port", "0", "--chain-id", str(chain_id), "--hardfork", "cancun"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            self.addCleanup(self.stop, node)
            for text in node.stdout:
                if listening := re.search(r"Listening on 127\.0\.0\.1:(\d+)", text):
                    self.urls[chain_id] = f"http://127.0.0.1:{listening.group(1)}/?key={SECRET_OF_THE_ENDPOINT}"
                    break
            self.assertIn(chain_id, self.urls, "anvil did not start")

    @staticmethod
    def stop(node):
        node.kill()
        node.wait()
        node.stdout.close()

    def deploy(self, at, *arguments, chain_id=None, **environment):
        env = {name: value for name, value in os.environ.items() if name != "DEPLOYER_KEY"}
        env.update(environment, ETH_RPC_URL=self.urls[at])
        done = subprocess.run(
            [ROOT / "tools" / "deploy", "--chain-id", str(chain_id or at), *arguments],
            env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )  # fmt: skip
        said = done.stdout + done.stderr
        for secret in (KEY, KEY[2:], SECRET_OF_THE_ENDPOINT):
            self.assertNotIn(secret, said)
        return done.returncode, said

    def cast(self, at, *arguments):
        command = [CAST, *arguments, "--rpc-url", self.urls[at]]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout.strip()

    def told(self, name, said):
        found = re.search(rf"^{name} +(\S+)", said, re.M)
        self.assertTrue(found, said)
        return found.group(1)

    def test_the_same_factory_on_each_chain_and_once(self):
        factories = set()
        for chain_id in self.urls:
            code, said = self.deploy(chain_id, DEPLOYER_KEY=KEY)
            self.assertEqual(0, code, said)
            factory = self.told("factory", said)
            factories.add(factory)
            self.assertEqual(str(chain_id), self.told("chain id", said))
            self.assertEqual(DEPLOYER, self.told("owner", said))
            self.assertEqual(DEPLOYER, self.cast(chain_id, "call", factory, "owner()(address)"))
            receipt = json.loads(self.cast(chain_id, "receipt", self.told("transaction", said), "--json"))
            self.assertEqual(int(receipt["blockNumber"], 16), int(self.told("block", said)))
            self.assertIn("is the build's", said)

            before = self.cast(chain_id, "nonce", DEPLOYER)
            code, said = self.deploy(chain_id, DEPLOYER_KEY=KEY)
            self.assertEqual(0, code, said)
            self.assertEqual(factory, self.told("factory", said))
            self.assertIn("was there already; nothing was sent", said)
            self.assertEqual(before, self.cast(chain_id, "nonce", DEPLOYER))
        self.assertEqual(1, len(factories))

    def test_a_factory_that_was_deployed_makes_tokens(self):
        _, said = self.deploy(BASE, DEPLOYER_KEY=KEY)
        factory = self.told("factory", said)
        name = "0x" + b"Books".hex().ljust(64, "0")
        signature = "create(bytes16,uint96,bytes32)"
        send = ["send", factory, signature, "0x0190c0de000070008000000000000001", "1", name, "--unlocked", "--from", DEPLOYER]
        self.cast(BASE, *send)
        token = self.cast(BASE, "call", factory, "tokenOf(bytes16)(address)", "0x0190c0de000070008000000000000001")
        self.assertEqual('"Books"', self.cast(BASE, "call", token, "name()(string)"))

    def test_a_wrong_chain_is_refused(self):
        code, said = self.deploy(BASE, chain_id=SEPOLIA, DEPLOYER_KEY=KEY)
        self.assertEqual(1, code)
        self.assertIn(f"answers for chain {BASE}, not {SEPOLIA}; nothing was sent", said)
        self.assertEqual("0", self.cast(BASE, "nonce", DEPLOYER))

    def test_a_key_from_a_keystore_file_and_an_owner_of_its_own(self):
        with tempfile.TemporaryDirectory() as folder:
            password = Path(folder) / "password"
            password.write_text("correct horse\n")
            made = subprocess.run(
                [CAST, "wallet", "new", folder, "deployer", "--unsafe-password", "correct horse"], capture_output=True, text=True, check=True
            )
            address = re.search(r"0x[0-9a-fA-F]{40}", made.stdout).group()
            self.cast(ARBITRUM, "rpc", "anvil_setBalance", address, hex(10**18))
            keystore = ["--keystore", str(Path(folder) / "deployer")]

            code, said = self.deploy(ARBITRUM, *keystore, "--password-file", str(password), "--owner", DEPLOYER)
            self.assertEqual(0, code, said)
            self.assertEqual(DEPLOYER, self.told("owner", said))
            self.assertEqual("1", self.cast(ARBITRUM, "nonce", address))

            password.write_text("wrong\n")
            code, said = self.deploy(ARBITRUM, *keystore, "--password-file", str(password))
            self.assertEqual(1, code, said)

    def test_no_key_is_refused(self):
        code, said = self.deploy(BASE)
        self.assertEqual(1, code)
        self.assertIn("no key", said)

    def test_other_code_at_the_address_is_not_taken_for_the_build(self):
        _, said = self.deploy(SEPOLIA, DEPLOYER_KEY=KEY)
        factory = self.told("factory", said)
        code = self.cast(SEPOLIA, "code", factory)
        self.cast(SEPOLIA, "rpc", "anvil_setCode", factory, code[:2000] + ("0" if code[2000] != "0" else "1") + code[2001:])

        exit_code, said = self.deploy(SEPOLIA, DEPLOYER_KEY=KEY)
        self.assertEqual(1, exit_code)
        self.assertIn("is not the build's", said)

    def test_a_chain_without_the_deterministic_deployer_is_refused(self):
        self.cast(BASE, "rpc", "anvil_setCode", "0x4e59b44847b379578588920cA78FbF26c0B4956C", "0x")
        code, said = self.deploy(BASE, DEPLOYER_KEY=KEY)
        self.assertEqual(1, code)
        self.assertIn("NoDeterministicDeployer", said)


if __name__ == "__main__":
    unittest.main()
