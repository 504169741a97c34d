"""Services of the corpus and of the templates: written, built and run as their READMEs say."""

import atexit
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.up_test import ROOT, free_port

sys.path.insert(0, str(ROOT / "cli"))

from factorycli import places, tools  # noqa: E402

PATIENCE = 120
SPECIFICATIONS = ROOT / "pipeline-svc" / "src" / "test" / "resources"
TEMPLATES = ROOT / "pipeline-svc" / "src" / "main" / "resources" / "factory" / "pipeline" / "plan" / "templates"
# A folder of specifications that are written instead, such as those of documents.
OTHERS = os.environ.get("FACTORY_SPECIFICATIONS")
FOLDERS = (OTHERS,) if OTHERS else ("corpus", "corpus-held", "specifications/given", "spec/accounts.json")
WALLETS = {wallet: "0x" + wallet * 40 for wallet in "abc"}
VERSION = json.loads((ROOT / "cli" / "arazzo" / "package.json").read_text())["dependencies"]["@redocly/cli"]
_all = None


def all_services():
    """The folder with all of them, one folder each; written once, gone when the tests end."""
    global _all
    if _all is None:
        folder = Path(tempfile.mkdtemp(prefix="fw-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        java = Path(tools.environment()["JAVA_HOME"]) / "bin" / "java"
        jars = os.pathsep.join((str(ROOT / "pipeline-svc" / "target" / "classes"), str(places.STANDALONE_JAR.parent / "libs" / "*")))
        done = subprocess.run(
            [str(java), "-XX:TieredStopAtLevel=1", "-cp", jars, str(ROOT / "cli" / "arazzo" / "WriteServices.java"), str(folder),
             *(str(SPECIFICATIONS / each) for each in FOLDERS)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        if done.returncode != 0:
            raise AssertionError(done.stdout + done.stderr)
        _all = folder
    return _all


class Running:
    """One of them, run by its run.sh, behind its gate.mjs; `change` may break it before it is built."""

    def __init__(self, name, change=None):
        # A socket's path is short.
        self.folder = Path(tempfile.mkdtemp(prefix="fs-"))
        self.processes = []
        self.log = open(self.folder / "log", "w+")
        try:
            self.place = self.folder / "s"
            shutil.copytree(all_services() / name, self.place)
            if change:
                change(self.place)
            self.start("sh", "run.sh", str(places.RUNTIME_LIBS))
            self.wait(lambda: (self.place / "build" / "service.sock").exists())
            port = free_port()
            self.url = f"http://127.0.0.1:{port}"
            self.start("node", "gate.mjs", str(port))
            self.wait(self.answers)
        except BaseException:
            self.close()
            raise

    def start(self, *command):
        # run.sh becomes the service, so that ending the process ends it.
        process = subprocess.Popen(
            command, cwd=self.place, env=tools.environment(), stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT
        )
        self.processes.append(process)

    def wait(self, condition):
        until = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > until or any(each.poll() is not None for each in self.processes):
                raise AssertionError("the service did not start:\n" + self.said())
            time.sleep(0.05)

    def answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/openapi.json", timeout=60) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def said(self):
        self.log.flush()
        return (self.folder / "log").read_text()[-4000:]

    def close(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def respect(place, **told):
    """Has Redocly run a service's stories, by the command in its README with other values: its exit code, and what it said."""
    proving = re.search(r"^## Proving it$(.*?)(?=^## |\Z)", (place / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    typed = "".join(row[4:] + "\n" for row in proving.group(1).splitlines() if row.startswith("    "))
    values, command = re.fullmatch(r"node gate\.mjs 8080 &\n(.*)(^npx .*)", typed, re.MULTILINE | re.DOTALL).groups()
    shell = (
        f'npx() {{ test "$1" = @redocly/cli@{VERSION} && shift && node {shlex.quote(str(places.REDOCLY))} "$@"; }}\n'
        + values + "".join(f"{name}={shlex.quote(value)}\n" for name, value in told.items()) + command
    )  # fmt: skip
    done = subprocess.run(
        ["sh", "-c", shell], cwd=place, env=dict(os.environ, REDOCLY_TELEMETRY="off", REDOCLY_SUPPRESS_UPDATE_NOTICE="true", NO_COLOR="1"),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
