"""Language models: which one reads ideas, and which ones could. None does because it is there."""

import contextlib
import json
import os
import socket
import urllib.request

from .say import line

# What other programs have put there for themselves.
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
OLLAMA = ("127.0.0.1", 11434)


def arguments(up):
    up.add_argument("--model", metavar="PROVIDER:NAME", help="the model that reads ideas which are not understood without one: openai:, anthropic: or ollama:NAME (default: none)")
    up.add_argument("--model-url", metavar="URL", help="where it is, when it is not at its provider's own address")
    up.add_argument("--model-prices", metavar="FILE", help='what it costs, in US dollars for a million tokens: {"NAME": {"in": "2.50", "out": "10"}}')
    up.add_argument("--model-timeout", metavar="DURATION", help="of one answer (default PT5M)")


def settings(given):
    """The nodes' settings for what was asked for."""
    model = getattr(given, "model", None)
    if not model:
        return []
    provider, _, name = model.partition(":")
    found = {"model": provider, "model-name": name, "model-url": given.model_url, "model-timeout": given.model_timeout}
    found["model-prices"] = os.path.abspath(given.model_prices) if given.model_prices else None
    return [f"--pipeline.{key}={value}" for key, value in found.items() if value]


def environment(env):
    """The same without what would have a test, or a stranger's idea, ask a model of somebody's."""
    return {key: value for key, value in env.items() if key not in KEYS.values() and not key.startswith("FACTORY_PIPELINE_MODEL")}


def found():
    """Models that could be asked: their provider, and how they were found."""
    there = [(provider, f"{variable} is set") for provider, variable in KEYS.items() if os.environ.get(variable)]
    for name in _ollama():
        there.append((f"ollama:{name}", f"an Ollama listens on port {OLLAMA[1]}"))
    return there


def _ollama():
    with contextlib.suppress(OSError, ValueError):
        with socket.create_connection(OLLAMA, timeout=0.2):
            pass
        with urllib.request.urlopen(f"http://{OLLAMA[0]}:{OLLAMA[1]}/api/tags", timeout=1) as answer:
            return [model["name"] for model in json.load(answer).get("models", [])][:5]
    return []


def offer():
    """Says which models could read ideas, and how each is switched on."""
    there = found()
    if not there:
        return
    line("language models that could read ideas; none does before it is switched on")
    for model, how in there:
        name = model if ":" in model else f"{model}:NAME"
        prices = "" if model.startswith("ollama") else " --model-prices FILE"
        line(f"  {how}: ./factory up --model {name}{prices}")
