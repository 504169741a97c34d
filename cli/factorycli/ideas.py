"""From an idea to the first 200 through Envoy, phase by phase, with the proof and what it adds."""

import math
import re
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from . import aot, children, demo, running, tools
from .say import Failed, line, quietly

# Different ones, so that nothing is written or compiled before; as ordinary as the demo's.
IDEAS = (
    "track books with title, author and a rating from 1 to 5",
    "contacts with name, email (unique) and phone",
    "products with sku (unique, required), name, price at least 0 and stock from 0 to 500",
    "track plants with name, watered on and height from 1 to 300",
    "recipes with title, minutes from 1 to 600 and difficulty: easy, medium or hard",
)
IN_THE_PROOF = re.compile(r"The proof took ([0-9]+) ms")


def idea(arguments):
    """Submits one idea after the other to a factory of its own; p50 and p95 of each phase, and the ratio with and without the proof."""
    tools.ensure_envoy()
    tools.ensure_foundry()
    tools.ensure_build()
    aot.ensure()
    phases, proofs, ratios = {}, [], []
    with tempfile.TemporaryDirectory(prefix="factory-bench-") as folder:
        port, chain_port = children.free_ports(2)
        place = SimpleNamespace(data_dir=Path(folder) / "data", port=port, chain_port=chain_port, detach=True)
        try:
            quietly(running.up, place)
            url = running.require(place)["url"]
            # The compiler's first run, and the gate's, are not an idea's.
            _one(url, "track stones with weight", {}, [], [])
            for number in range(arguments.rounds):
                for text in IDEAS:
                    # As people do, who read before they type again; without, one idea after the other.
                    time.sleep(arguments.pause)
                    # Another field each time: the same specification would be there already.
                    _one(url, f"{text} and remark {_letters(number)}", phases, proofs, ratios)
                line(f"round {number + 1} of {arguments.rounds}")
        finally:
            quietly(running.down, place)
    line()
    line(f"{len(IDEAS) * arguments.rounds} ideas{'':<42} p50 ms     p95 ms")
    for name, seconds in phases.items():
        line(f"  {name:<50} {_percentile(seconds, 50) * 1000:>9.0f}  {_percentile(seconds, 95) * 1000:>9.0f}")
    line(f"  {'the proof, besides the start of its process':<50} {_percentile(proofs, 50) * 1000:>9.0f}  {_percentile(proofs, 95) * 1000:>9.0f}")
    line(f"  until `generated`, with the proof / without: {statistics.median(ratios):.2f}")


def _letters(number):
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _one(url, text, phases, proofs, ratios):
    began = time.monotonic()
    service = demo.call("POST", f"{url}/ideas", {"idea": text, "requester_id": "bench"}, expect=201)
    generate = demo.call("POST", f"{url}/generate", {"service_id": service["id"]}, expect=202)
    demo.follow_job(url, generate)
    generated = time.monotonic()
    deploy = demo.call("POST", f"{url}/deploy", {"service_id": service["id"]}, expect=202)
    demo.follow_job(url, deploy)
    api = demo.call("GET", f"{url}/services/{service['id']}", expect=200)["api_base_url"]
    # Open to everybody, so that it answers before there is a token.
    demo.call("GET", f"{api}/openapi.json", expect=200)
    ended = time.monotonic()
    for job in (generate, deploy):
        steps = demo.call("GET", f"{url}/jobs/{job['job_id']}", expect=200)["steps"]
        for step in steps:
            kind = "generate" if job is generate else "deploy"
            phases.setdefault(f"{kind}: {step['name']}", []).append(_at(step["finished_at"]) - _at(step["started_at"]))
            found = IN_THE_PROOF.search(step.get("message") or "")
            if found:
                proof = int(found.group(1)) / 1000
                proofs.append(proof)
                ratios.append((generated - began) / max(0.001, generated - began - proof))
    phases.setdefault("until `generated`", []).append(generated - began)
    phases.setdefault("until the first 200 through Envoy", []).append(ended - began)
    if not proofs and phases:
        raise Failed("no step says how long its proof took")


def _at(moment):
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


def _percentile(values, percent):
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else math.nan
