"""up, down, status, logs: one factory per data folder."""

import contextlib
import hashlib
import heapq
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import aot, children, models, places, tools
from .say import Failed, line

PARTS = ("registry-svc", "pipeline-svc", "chain-svc", "edge-gateway", "web", "envoy", "anvil", "postgres", "standalone")
STOP_SECONDS = 60
NO_BUBBLEWRAP = (
    "bubblewrap is missing, and this user may not install it. Without it services run only where that is accepted: install it\n"
    "(apt-get install bubblewrap), or set FACTORY_PIPELINE_UNSANDBOXED=accepted; docs/running.md says what that means"
)


def up(arguments):
    data_dir = arguments.data_dir.resolve()
    running = find(data_dir)
    if running:
        raise Failed(f"a factory runs on {data_dir} already, at {running['url']}; end it with: ./factory down")
    tools.find_jdk()
    tools.ensure_envoy()
    tools.ensure_foundry()
    tools.ensure_build()
    if not tools.ensure_bubblewrap():
        line(NO_BUBBLEWRAP)
    aot.ensure()

    data_dir.mkdir(parents=True, exist_ok=True)
    output = data_dir / "up.log"
    process = None
    try:
        with children.held():
            process, record = _start(arguments, data_dir, output)
        relay = _Relay(process, output)
        relay.until_ready()
        _print_addresses(record, data_dir)
        with contextlib.suppress(OSError, ValueError, KeyError):
            _print_deployer(record["url"])
        if not getattr(arguments, "model", None):
            models.offer()
        if arguments.detach:
            return 0
        line("Ctrl-C stops it.")
        code = relay.until_ended()
        if code == 128 + signal.SIGTERM:
            line("stopped by another command")
            return 0
        raise Failed(f"the factory ended by itself with exit code {code}; see: ./factory logs standalone")
    except Failed:
        if process:
            _stop(process.pid, data_dir)
        raise
    except children.Ended:
        # Whoever has asked for the end may be gone already, and the terminal with them.
        with contextlib.suppress(OSError):
            line("\nstopping ...")
        if process:
            _stop(process.pid, data_dir)
        with contextlib.suppress(OSError):
            line("stopped")
        return 0


def _start(arguments, data_dir, output):
    """The factory's process, and what is kept of it for the other commands."""
    # A bench measures what the caches are worth.
    cached = getattr(arguments, "cached", True)
    with open(output, "wb") as log:
        process = subprocess.Popen(
            [
                f"{tools.find_jdk()}/bin/java", *aot.NODES_JVM, *(aot.nodes_arguments() if cached else []), "-jar", str(places.STANDALONE_JAR),
                f"--port={arguments.port}", f"--chain-port={arguments.chain_port}", f"--data-dir={data_dir}",
                f"--tools-dir={places.TOOLS}", f"--runtime-libs={getattr(arguments, 'runtime_libs', places.RUNTIME_LIBS)}", f"--document-libs={places.DOCUMENT_LIBS}",
                *models.settings(arguments),
            ],
            cwd=places.ROOT, env=tools.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            # Signals are for this command alone; it then stops the parts in their order.
            start_new_session=True, preexec_fn=children.plain,
        )  # fmt: skip
    record = {
        "pid": process.pid,
        "started": _start_of(process.pid),
        "url": f"http://localhost:{arguments.port}",
        "chain_url": f"http://127.0.0.1:{arguments.chain_port}",
    }
    (data_dir / "factory.json").write_text(json.dumps(record))
    return process, record


class _Relay:
    """Shows what a factory prints as it comes."""

    def __init__(self, process, output):
        self.process = process
        self.output = output
        self.shown = 0

    def _lines(self):
        ended = self.process.poll() is not None
        lines = self.output.read_text(errors="replace").splitlines(keepends=True)[self.shown :]
        if lines and not lines[-1].endswith("\n") and not ended:
            lines.pop()
        self.shown += len(lines)
        return [text.rstrip() for text in lines], ended

    def until_ready(self):
        while True:
            lines, ended = self._lines()
            for at, text in enumerate(lines):
                if text.startswith("ready:"):
                    self.shown -= len(lines) - at - 1
                    return
                if text.startswith("failed:"):
                    self.process.wait(STOP_SECONDS)
                    more, _ = self._lines()
                    raise Failed("\n".join([text.removeprefix("failed:").strip(), *lines[at + 1 :], *more]))
                line(f"  {text}")
            if ended:
                raise Failed(f"the factory ended with exit code {self.process.returncode} before it was ready; see {self.output}")
            time.sleep(0.02)

    def until_ended(self):
        while True:
            lines, ended = self._lines()
            for text in lines:
                line(f"  {text}")
            if ended:
                return self.process.returncode
            time.sleep(0.2)


def _print_addresses(record, data_dir):
    url = record["url"]
    line(f"ready  {url}")
    line(f"  pages and REST    {url}/")
    line(f"  gated APIs        {url}/gateway/SERVICE_ID/")
    line(f"  gRPC, reflection  {url.removeprefix('http://')}")
    line(f"  dev chain         {record['chain_url']}  (chain id 31337)")
    line(f"  data, logs        {data_dir}")


def _print_deployer(url):
    deployer = get(url + "/status")["deployer"]
    line(f"  isolation         {deployer['detail']}")
    line(f"  room              {deployer['services']} of {deployer['max_services']} services ({deployer['memory_bytes'] >> 20} MiB)")


def down(arguments):
    data_dir = arguments.data_dir.resolve()
    running = find(data_dir)
    if running:
        _stop(running["pid"], data_dir)
        line("stopped")
        return 0
    swept = _sweep(data_dir)
    line(f"nothing ran; ended {swept} processes that a killed run had left" if swept else "nothing runs")
    return 0


def _stop(pid, data_dir):
    _end(pid, STOP_SECONDS)
    _sweep(data_dir)
    (data_dir / "factory.json").unlink(missing_ok=True)


def _end(pid, seconds, how=signal.SIGTERM):
    try:
        os.kill(pid, how)
        until = time.monotonic() + seconds
        while _alive(pid):
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)
    except ProcessLookupError:
        pass


def _alive(pid):
    try:
        # A child that has ended but was not waited for counts as ended.
        done, _ = os.waitpid(pid, os.WNOHANG)
        if done:
            return False
    except ChildProcessError:
        pass
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def run_dir(data_dir):
    """Where the sockets are; the same rule as the standalone module's."""
    near = data_dir / "run"
    if len(str(near)) <= 40:
        return near
    return Path("/tmp") / f"factory-{hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]}"


def leftovers(data_dir):
    """Processes of this data folder's factory: (pid, program), the servers before their children."""
    marks = (f"{data_dir}/", f"{run_dir(data_dir)}/", f"--data-dir={data_dir}\0")
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        program = os.path.basename(command.split("\0", 1)[0])
        if program in ("envoy", "anvil", "postgres", "java") and any(mark in command for mark in marks) and _alive(int(entry.name)):
            found.append((int(entry.name), program))
    return found


def _sweep(data_dir):
    found = leftovers(data_dir)
    # Whoever starts processes anew ends first.
    for pid, program in sorted(found, key=lambda f: f[1] != "java"):
        _end(pid, 15, signal.SIGINT if program == "postgres" else signal.SIGTERM)
    return len(found)


def find(data_dir):
    """The record of the factory that runs on this data folder, or None."""
    try:
        record = json.loads((data_dir / "factory.json").read_text())
    except (OSError, ValueError):
        return None
    return record if _alive(record["pid"]) and _start_of(record["pid"]) == record["started"] else None


def require(arguments):
    running = find(arguments.data_dir.resolve())
    if not running:
        raise Failed(f"no factory runs on {arguments.data_dir}; start one with: ./factory up")
    return running


def _start_of(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except OSError:
        return None


def get(url):
    request = urllib.request.Request(url, headers={"accept": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def down_services(url):
    """Those that should answer and do not."""
    token = ""
    while True:
        page = get(f"{url}/services?page_size=100" + (f"&page_token={token}" if token else ""))
        yield from (service for service in page["services"] if service["serving"]["state"] == "down")
        token = page["next_page_token"]
        if not token:
            return


def status(arguments):
    data_dir = arguments.data_dir.resolve()
    running = find(data_dir)
    if not running:
        left = leftovers(data_dir)
        line("not running" + (f", but a killed run left {len(left)} processes; end them with: ./factory down" if left else ""))
        return 3
    _print_addresses(running, data_dir)
    try:
        stats = get(running["url"] + "/stats")
        chains = get(running["url"] + "/chains")["chains"]
        _print_deployer(running["url"])
    except (OSError, ValueError, urllib.error.URLError) as e:
        line(f"not ready: the API does not answer ({e}); see: ./factory logs")
        return 1
    line(f"  services          {stats['total']} in all, {stats['serving']} serving, {stats['tokenised']} with a token")
    code = 0
    for service in down_services(running["url"]):
        why = service["serving"].get("reason") or "it does not answer"
        line(f"  down  {service['id']}  {' '.join(service['idea'].split())[:60]}: {why}")
    for chain in chains:
        state = "healthy" if chain["healthy"] else f"NOT healthy: {chain['problem']}"
        code = code if chain["healthy"] else 1
        block = chain["latest"]["number"] if chain["latest"] else "none yet"
        line(f"  chain {chain['chain_id']:<11} block {block}, {state}")
    return code


def logs(arguments):
    folder = arguments.data_dir.resolve() / "logs"
    names = PARTS if arguments.node is None else (arguments.node,)
    if arguments.node is not None and arguments.node not in PARTS:
        raise Failed(f"'{arguments.node}' is no part; one of: {', '.join(PARTS)}")
    files = {name: folder / f"{name}.0.log" for name in names if (folder / f"{name}.0.log").exists()}
    if not files:
        raise Failed(f"no logs in {folder}; start a factory with: ./factory up")
    # Each line begins with its time, so that a merge is in order.
    newest = heapq.nlargest(arguments.lines, ((text, name) for name, file in files.items() for text in _lines(file, arguments.lines)))
    for text, name in reversed(newest):
        line(f"{name}: {text}" if len(names) > 1 else text)
    if arguments.follow:
        _follow(files, len(names) > 1)
    return 0


def _lines(file, most):
    with open(file, "rb") as source:
        source.seek(0, os.SEEK_END)
        source.seek(max(0, source.tell() - most * 400))
        return source.read().decode(errors="replace").splitlines()[-most:]


def _follow(files, named):
    places_read = {name: file.stat().st_size for name, file in files.items()}
    while True:
        for name, file in files.items():
            try:
                size = file.stat().st_size
            except OSError:
                continue
            if size < places_read[name]:
                places_read[name] = 0
            if size > places_read[name]:
                with open(file, "rb") as source:
                    source.seek(places_read[name])
                    block = source.read(size - places_read[name])
                places_read[name] += block.rfind(b"\n") + 1
                for text in block[: block.rfind(b"\n") + 1].decode(errors="replace").splitlines():
                    line(f"{name}: {text}" if named else text)
        sys.stdout.flush()
        time.sleep(0.2)
