"""Models are offered, and asked only when somebody says so."""

import argparse
import sys
import unittest
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "cli"))

from factorycli import models  # noqa: E402


def up(*words):
    parser = argparse.ArgumentParser()
    models.arguments(parser)
    return parser.parse_args(words)


class ModelsTest(unittest.TestCase):
    def test_a_key_that_is_there_switches_nothing_on(self):
        with mock.patch.dict("os.environ", {"OPENAI_API_KEY": "sk-secret"}):
            self.assertEqual(models.settings(up()), [])

    def test_one_that_is_named_is_a_setting(self):
        self.assertEqual(
            models.settings(up("--model", "ollama:qwen3-coder:30b", "--model-url", "http://127.0.0.1:9")),
            ["--pipeline.model=ollama", "--pipeline.model-name=qwen3-coder:30b", "--pipeline.model-url=http://127.0.0.1:9"],
        )

    def test_what_is_found_is_offered_without_its_key(self):
        said = []
        there = mock.patch.dict("os.environ", {"ANTHROPIC_API_KEY": "sk-secret"}, clear=True)
        ollama = mock.patch.object(models, "_ollama", return_value=["small"])
        with there, ollama, mock.patch.object(models, "line", said.append):
            models.offer()
        self.assertIn("ANTHROPIC_API_KEY is set: ./factory up --model anthropic:NAME --model-prices FILE", "\n".join(said))
        self.assertIn("./factory up --model ollama:small", "\n".join(said))
        self.assertNotIn("sk-secret", "\n".join(said))

    def test_tests_never_have_one(self):
        env = {"OPENAI_API_KEY": "a", "ANTHROPIC_API_KEY": "b", "FACTORY_PIPELINE_MODEL": "openai", "PATH": "c"}
        self.assertEqual(models.environment(env), {"PATH": "c"})


if __name__ == "__main__":
    unittest.main()
