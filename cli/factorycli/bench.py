"""Speed and memory, as medians of interleaved runs and their ratios; absolute times mean little on a busy machine."""

import base64
import math
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import SimpleNamespace

from . import aot, children, demo, ideas, places, running, tools
from .say import Failed, line, quietly

PHASE = re.compile(r"^ *(\d+\.\d) s  (.*)$")


def bench(arguments):
    BENCHES[arguments.name](arguments)


def start(arguments):
    """How long `up` takes, the phases of `demo`, and a service's first answer; each with and without the caches."""
    tools.ensure_envoy()
    tools.ensure_foundry()
    tools.ensure_build()
    aot.ensure()
    phases = {"up, empty data folder": ({}, {}), "up, one service to bring back": ({}, {}), "demo": ({}, {})}
    answers = ([], [])
    memory = []
    with tempfile.TemporaryDirectory(prefix="factory-bench-") as folder:
        bare = Path(folder) / "libs"
        bare.mkdir()
        for jar in places.RUNTIME_LIBS.glob("*.jar"):
            shutil.copy2(jar, bare)
        for number in range(arguments.rounds):
            line(f"round {number + 1} of {arguments.rounds}")
            for cached in (True, False) if number % 2 == 0 else (False, True):
                port, chain_port = children.free_ports(2)
                place = SimpleNamespace(
                    data_dir=Path(folder) / "data", port=port, chain_port=chain_port, detach=True, idea=demo.IDEA,
                    cached=cached, runtime_libs=places.RUNTIME_LIBS if cached else bare,
                )  # fmt: skip
                _round(place, {name: both[not cached] for name, both in phases.items()}, answers, memory if cached else [])
    _print_phases(phases)
    _print_answers(answers)
    line()
    for program in sorted(memory[0]):
        line(f"  resident memory of {program:<40} {statistics.median(m.get(program, 0) for m in memory):>8.0f} MiB")


def _round(place, phases, answers, memory):
    try:
        _up(place, phases["up, empty data folder"])
        text = quietly(demo.demo, place)
        for name, seconds in re.findall(r"^  (\S.*?) +ok +(\d+\.\d\d) s", text, re.MULTILINE):
            phases["demo"].setdefault(name, []).append(float(seconds))
        phases["demo"].setdefault("all of it", []).append(float(re.search(r"done in (\d+\.\d+) s", text).group(1)))
        memory.append(_memory(place.data_dir))
        if place.cached:
            jar = next(place.data_dir.rglob("service-*.jar"))
            for which in (0, 1, 1, 0):
                answers[which].append(_first_answer(jar, aot.services_arguments() if which == 0 else []))
        quietly(running.down, place)
        _up(place, phases["up, one service to bring back"])
    finally:
        quietly(running.down, place)
        shutil.rmtree(place.data_dir, ignore_errors=True)


def _first_answer(jar, more):
    """A generated service by itself: seconds until its first 200, its CPU seconds by then, its resident MiB."""
    with tempfile.TemporaryDirectory(prefix="factory-bench-") as folder:
        address = f"{folder}/s"
        command = [
            f"{tools.find_jdk()}/bin/java", *aot.services_jvm(), *more, f"-Djava.io.tmpdir={folder}",
            "-cp", ":".join(map(str, [*sorted(places.RUNTIME_LIBS.glob("*.jar")), jar])), "factory.generated.Main",
            f"--socket={address}", f"--data={folder}/data", "--version=bench",
        ]  # fmt: skip
        env = {"FACTORY_SERVICE": "bench", "FACTORY_ASSERTION_KEY": base64.b64encode(bytes(32)).decode()}
        began = time.monotonic()
        with open(f"{folder}/log", "wb") as log:
            process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            while not _answers(address):
                if process.poll() is not None or time.monotonic() - began > 60:
                    raise Failed(f"a service does not answer: {Path(folder, 'log').read_text()[-400:]}")
                time.sleep(0.002)
            status = Path(f"/proc/{process.pid}/status").read_text()
            return time.monotonic() - began, _cpu(process.pid), int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024
        finally:
            process.kill()
            process.wait()


def _answers(address):
    try:
        with socket.socket(socket.AF_UNIX) as service:
            service.connect(address)
            service.sendall(b"GET /health HTTP/1.1\r\nHost: service\r\n\r\n")
            return b" 200 " in service.recv(4096).split(b"\r\n", 1)[0]
    except OSError:
        return False


def _print_phases(phases):
    empty = statistics.median(phases["up, empty data folder"][0]["all of it"])
    for title, (cached, bare) in phases.items():
        line()
        line(f"{title:<52} median s   of an empty up   without the caches    x")
        for name, seconds in cached.items():
            middle, without = statistics.median(seconds), statistics.median(bare.get(name, [math.nan]))
            line(f"  {name:<48} {middle:>9.2f} {middle / empty:>14.1%} {without:>20.2f} {_ratio(middle, without):>4}")


def _print_answers(answers):
    line()
    line(f"{'a generated service by itself':<52} median     without the cache    x")
    for at, (name, unit) in enumerate((("first 200", "ms"), ("CPU until then", "ms"), ("resident memory", "MiB"))):
        cached, bare = (statistics.median(each[at] for each in which) * (1000 if unit == "ms" else 1) for which in answers)
        line(f"  {name:<48} {cached:>6.0f} {unit:<3} {bare:>17.0f} {unit:<3} {_ratio(cached, bare):>4}")


def _ratio(middle, without):
    return f"{middle / without:.2f}" if without else ""


def chain(arguments):
    """chain-svc beside bare calls to the same endpoint: latency, an index from scratch, memory, watchers."""
    tools.need("mvn", "it builds and runs the measurement", "install Maven 3.8 or newer")
    tools.ensure_foundry()
    line("four measurements, some minutes; each prints its table when it is done")
    _maven_bench("chain-svc", "ChainBench", "bench-chain", [f"-Dbench.backfill-rounds={arguments.rounds}"])


def gate(arguments):
    """The gate beside Envoy alone and beside an authorizer that says yes: throughput, CPU, latency, denials, memory."""
    tools.need("mvn", "it builds and runs the measurement", "install Maven 3.8 or newer")
    tools.need("h2load", "it makes the load", "apt-get install nghttp2-client")
    tools.ensure_envoy()
    cores = os.cpu_count()
    line(f"four subjects, {arguments.rounds} interleaved rounds each, some minutes; this machine has {cores} cores")
    _maven_bench("edge-gateway", "GateBench", "bench-gate", [f"-Dbench.rounds={arguments.rounds}"])


def crowd(arguments):
    """Pages and gated calls while one address has 2,000 event streams open, beside the same without."""
    tools.need("mvn", "it builds and runs the measurement", "install Maven 3.8 or newer")
    tools.ensure_envoy()
    line(f"{arguments.rounds} interleaved rounds, with the streams and without; a minute or two")
    _maven_bench("edge-gateway", "CrowdBench", "bench-crowd", [f"-Dbench.rounds={arguments.rounds}"])


def store(arguments):
    """Pages of narrow and wide rows through a node's database client, beside the bare driver: CPU of the client."""
    tools.need("mvn", "it builds and runs the measurement", "install Maven 3.8 or newer")
    line(f"four subjects, {arguments.rounds} interleaved rounds each; half a minute")
    _maven_bench("store", "StoreBench", "bench-store", [f"-Dbench.rounds={arguments.rounds}"])


def web(arguments):
    """Pages and REST among 10,000 services, without and with 1,000 open event streams."""
    tools.ensure_envoy()
    tools.ensure_foundry()
    tools.ensure_build()
    line(f"eight subjects, {arguments.rounds} interleaved rounds; it records 10,000 services first, which takes a minute or two")
    _maven_bench("standalone", "WebBench", "bench-web", [f"-Dbench.rounds={arguments.rounds}"])


def registry(arguments):
    """Lists, searches and statistics of a million services, beside those of a thousand."""
    tools.need("mvn", "it builds and runs the measurement", "install Maven 3.8 or newer")
    line(f"{20 * arguments.rounds} interleaved rounds of each subject; it fills a store first, which takes minutes")
    _maven_bench("registry-svc", "RegistryBench", "bench-registry", [f"-Dbench.rounds={arguments.rounds}"])


def run(arguments):
    """A generated service in the sandbox beside the same without: its start, its memory, its end."""
    tools.need("mvn", "it builds and runs the measurement", "install Maven 3.8 or newer")
    if not tools.ensure_bubblewrap():
        raise Failed("bubblewrap is missing, which is measured; install it: apt-get install bubblewrap")
    line(f"{arguments.rounds} interleaved rounds, sandboxed and not; a minute or two")
    _maven_bench("pipeline-svc", "DeployerBench", "bench-run", [f"-Dbench.rounds={arguments.rounds}"])


def specifications(arguments):
    """Ideas with their specifications: how many are built, proven, and right by tests that were written from the idea."""
    tools.need("mvn", "it builds and runs the measurement", "install Maven 3.8 or newer")
    line("each idea is checked, written, compiled, started, proven and asked by its examples; some minutes")
    _maven_bench("pipeline-svc", "CorpusBench", "bench-specifications", [])


def documents(arguments):
    """OpenAPI documents that others wrote: how much of each is served, and right by tests that were written from it."""
    tools.need("mvn", "it builds and runs the measurement", "install Maven 3.8 or newer")
    tools.ensure_build()
    line("each document is read, written, compiled, started and asked by its tests, then linted and fuzzed; some minutes")
    with tempfile.TemporaryDirectory(prefix="factory-bench-") as folder:
        _maven_bench("pipeline-svc", "DocumentsBench", "bench-documents", [f"-Dbench.specifications={folder}"])
        line()
        for name, test in (("Spectral", "served_documents_test"), ("Schemathesis", "fuzz_test")):
            # As the suite does it with the services of ideas.
            done = subprocess.run(
                [sys.executable, "-m", "unittest", "-v", f"tests.{test}"], cwd=places.ROOT / "cli",
                env=dict(tools.environment(), FACTORY_SPECIFICATIONS=folder, FACTORY_TEST_LONG=""),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )  # fmt: skip
            found = re.findall(r"^(?:FAIL|ERROR): test_\w*?(?:_in_([\w-]+))? ", done.stdout, re.MULTILINE)
            ran = re.search(r"^Ran (\d+) tests? in ([\d.]+)s", done.stdout, re.MULTILINE)
            line(f"{name}: " + (f"finds nothing, in {ran.group(2)} s" if not done.returncode else "finds something in " + ", ".join(found)))
            if done.returncode:
                line("\n".join(f"  {row}" for row in done.stdout.splitlines()[-40:]))


def wishes(arguments):
    """Ideas in people's own words: what becomes of each wording, and whether that is right by tests that were written from the idea."""
    tools.need("mvn", "it builds and runs the measurement", "install Maven 3.8 or newer")
    tools.ensure_build()
    line("each wording is read, and what can be served is written, compiled, started and asked by the idea's tests; some minutes")
    held = ["-Dbench.held=true"] if arguments.held else []
    _maven_bench("pipeline-svc", "IdeasBench", "bench-ideas", [f"-Dbench.reader={arguments.reader}", *held])


def reading(arguments):
    """Texts that are no ideas beside a good one: CPU of reading them without a model."""
    tools.need("mvn", "it builds and runs the measurement", "install Maven 3.8 or newer")
    line(f"some 150 texts, {arguments.rounds} interleaved rounds each; a minute or two")
    _maven_bench("pipeline-svc", "ReadingBench", "bench-reading", [f"-Dbench.rounds={arguments.rounds}"])


BENCHES = {
    "idea": ideas.idea, "ideas": wishes, "reading": reading, "specifications": specifications, "documents": documents,
    "start": start, "run": run, "chain": chain, "gate": gate, "crowd": crowd, "store": store,
    "registry": registry, "web": web,
}  # fmt: skip


def _maven_bench(module, test, name, arguments):
    """Runs a measurement that is written in Java, and prints what it reports while it goes on."""
    with tempfile.TemporaryDirectory(prefix="factory-bench-") as folder:
        report = Path(folder) / "report.txt"
        report.touch()
        done = threading.Event()
        printing = threading.Thread(target=_follow, args=(report, done))
        printing.start()
        try:
            tools.run(
                ["mvn", "-B", "-pl", module, "-am", "test", f"-Dtest={test}", "-Dsurefire.failIfNoSpecifiedTests=false"]
                + ["-Dspotless.check.skip=true", f"-Dbench.report={report}", *arguments],
                name,
                env=tools.environment(),
            )
        finally:
            done.set()
            printing.join()


def _follow(file, done):
    """Prints what is appended to a file, until nothing more comes."""
    with open(file) as text:
        while True:
            last = done.wait(0.5)
            for row in text.read().splitlines():
                line(row)
            if last:
                return


def _up(place, phases):
    began = time.monotonic()
    text = quietly(running.up, place)
    total = time.monotonic() - began
    before = 0.0
    for found in filter(None, map(PHASE.match, text.splitlines())):
        at, name = float(found.group(1)), re.sub(r" on .*|\d+ on http.*", "", found.group(2)).strip()
        phases.setdefault(name, []).append(round(at - before, 1))
        before = at
    record = running.find(place.data_dir)
    phases.setdefault("CPU seconds of the JVM until ready", []).append(_cpu(record["pid"]))
    phases.setdefault("all of it", []).append(total)


def _cpu(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(data_dir):
    """MiB resident, by what the processes are."""
    found = {}
    for pid, program in running.leftovers(data_dir):
        command = Path(f"/proc/{pid}/cmdline").read_text()
        name = "a generated service" if "factory.generated.Main" in command else "the five nodes" if program == "java" else program
        resident = int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024
        found[name] = found.get(name, 0) + resident
    return found
