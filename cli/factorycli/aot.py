"""Ahead-of-time caches: what a JVM has loaded and linked once is there when the next one starts (JEP 483, JEP 514).

One is of the runtime of generated services and lies beside its jars, one is of the nodes. Each is recorded from a run of
the real thing, on the JDK and the jars that will use it. Everything works without one, a start only takes longer.
"""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from . import children, places, tools
from .say import Failed, Timed

TRAINING_SECONDS = 300
# The second compiler takes half of a start's CPU, and what it makes pays back under load only: `up` is for development.
NODES_JVM = [
    "-XX:+UseSerialGC", "-Xmx768m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
]  # fmt: skip


def services_jvm():
    """As pipeline-svc starts services, but for the cache."""
    machine = os.uname().machine
    return [
        "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError",
        "--enable-native-access=ALL-UNNAMED", f"-Dorg.sqlite.lib.path={places.RUNTIME_LIBS}/native/org/sqlite/native/Linux/{machine}",
    ]  # fmt: skip


def services_cache():
    """pipeline-svc looks for it there, and for what it was made of."""
    return places.RUNTIME_LIBS / "services.aot"


def nodes_cache():
    return places.STANDALONE_JAR.parent / "nodes.aot"


def ensure():
    """Makes what is missing or of other jars; needs the build and the tools of `up`."""
    _ensure("generated services", services_cache(), _jars(places.RUNTIME_LIBS), _train_services)
    _ensure("the nodes", nodes_cache(), _node_jars(), _train_nodes)


def nodes_arguments():
    """Of a JVM that runs the nodes: the cache, when it is of these jars."""
    return _arguments(nodes_cache(), _node_jars())


def services_arguments():
    """As pipeline-svc adds them."""
    return _arguments(services_cache(), _jars(places.RUNTIME_LIBS))


def _arguments(cache, jars):
    return [f"-XX:AOTCache={cache}", "-XX:AOTMode=auto", "-Xlog:aot*=error"] if _fits(cache, jars) else []


def _jars(folder):
    return sorted(folder.glob("*.jar"))


def _node_jars():
    return [places.STANDALONE_JAR, *_jars(places.STANDALONE_JAR.parent / "libs")]


def describe(jars):
    """Name, length and time of change of each jar; pipeline-svc writes the same and compares."""
    return "".join(f"{jar.name} {jar.stat().st_size} {jar.stat().st_mtime_ns // 1_000_000}\n" for jar in jars)


def _made_of(cache):
    return cache.with_name(cache.name + ".jars")


def _tried(cache):
    return cache.with_name(cache.name + ".tried")


def _read(file):
    try:
        return file.read_text()
    except OSError:
        return ""


def _fits(cache, jars):
    return cache.exists() and _read(_made_of(cache)) == describe(jars)


def _ensure(what, cache, jars, train):
    """One try for each build and JDK: what did not work will not work a minute later."""
    wanted = f"{tools.find_jdk()}\n{_read(Path(tools.find_jdk()) / 'release')}{describe(jars)}"
    if _read(_tried(cache)) == wanted:
        return
    for file in (_tried(cache), _made_of(cache), cache):
        file.unlink(missing_ok=True)
    with Timed(f"make the ahead-of-time cache of {what}") as timed:
        try:
            # Under another name until it is whole: a JVM may start meanwhile.
            with tempfile.TemporaryDirectory(dir=cache.parent, prefix="aot-") as folder:
                made = Path(folder) / "cache"
                train(made, jars)
                if not made.exists():
                    raise Failed("the JVM wrote none")
                made.replace(cache)
            _made_of(cache).write_text(describe(jars))
        except (Failed, OSError, subprocess.SubprocessError) as e:
            timed.note = f"none: {' '.join(str(e).split())[:200]}; starts take longer"
    _tried(cache).write_text(wanted)


def _java(cache, *arguments):
    return [f"{tools.find_jdk()}/bin/java", f"-XX:AOTCacheOutput={cache}", *arguments]


def _train_services(cache, jars):
    with tempfile.TemporaryDirectory(prefix="factory-aot-") as folder:
        tools.run(
            _java(cache, *services_jvm(), f"-Djava.io.tmpdir={folder}", "-cp", ":".join(map(str, jars)), "factory.runtime.Training", folder),
            "aot-services", env=tools.environment(),
        )  # fmt: skip


def _train_nodes(cache, _):
    """The whole factory, on a data folder and ports of its own, until it is ready."""
    with tempfile.TemporaryDirectory(prefix="factory-aot-") as folder:
        output = places.TOOLS / "aot-nodes.log"
        ports = children.free_ports(2)
        command = _java(
            cache, *NODES_JVM, "-jar", str(places.STANDALONE_JAR), f"--port={ports[0]}", f"--chain-port={ports[1]}",
            f"--data-dir={folder}/data", f"--tools-dir={places.TOOLS}", f"--runtime-libs={places.RUNTIME_LIBS}", f"--document-libs={places.DOCUMENT_LIBS}",
        )  # fmt: skip
        with open(output, "wb") as out, children.running(
            command, TRAINING_SECONDS, cwd=places.ROOT, env=tools.environment(), stdout=out, stderr=out
        ) as process:
            _await_ready(process, output)
            _end_java(process)
            if process.wait(TRAINING_SECONDS) not in (0, 128 + signal.SIGTERM):
                raise Failed(f"the nodes ended with exit code {process.returncode}; see {output}")


def _await_ready(process, output):
    until = time.monotonic() + TRAINING_SECONDS
    while not any(text.startswith(b"ready:") for text in output.read_bytes().splitlines()):
        if process.poll() is not None or time.monotonic() > until:
            raise Failed(f"the nodes were not ready; see {output}")
        time.sleep(0.1)


def _end_java(reaper):
    """Asks the nodes to end, and not their reaper, which would not wait until the cache is written."""
    for pid in Path(f"/proc/{reaper.pid}/task/{reaper.pid}/children").read_text().split():
        if b"-XX:AOTCacheOutput" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(int(pid), signal.SIGTERM)
