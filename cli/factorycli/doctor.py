"""What is missing on this machine and the one command that gets it."""

import os
import re
import shutil
import subprocess
import sys

from . import models, places, tools
from .say import Failed, line


def doctor(arguments):
    needed = [_jdk(), _program("mvn", "builds the nodes", "apt-get install maven"), _node(), _python()]
    for_tests = [
        _program("go", "builds helm for the chart's tests", "apt-get install golang-go (1.26 or newer)"),
        _program("chromium", "is the browser of the browser test", "apt-get install chromium"),
    ]
    for_services = [_program("bwrap", "keeps services apart", "apt-get install bubblewrap (./factory up does, as root)")]
    got = [
        _file("Envoy", places.ENVOY),
        _file("anvil", places.ANVIL),
        _file("cast", places.CAST),
        _file("the nodes' jars", places.STANDALONE_JAR),
    ]
    free = shutil.disk_usage(places.ROOT).free // 2**20
    needed.append(("disk", free >= 2048, f"{free} MiB free", "free at least 2 GiB"))
    missing = _print("needed by ./factory up", needed)
    _print("needed to run services in a sandbox; without it only where that is accepted", for_services)
    _print("got by ./factory up itself", got)
    _print("needed by ./factory test only", for_tests)
    models.offer()
    if missing:
        raise Failed(f"{missing} needed, see above")
    line("everything that ./factory up needs is here")


def _print(title, checks):
    line(title)
    missing = 0
    for name, there, found, mend in checks:
        missing += not there
        line(f"  {'ok     ' if there else 'MISSING'}  {name:<16} {found if there else mend}")
    return missing


def _jdk():
    try:
        home = tools.find_jdk()
        return (f"JDK {tools.JDK}", True, str(home), "")
    except Failed as e:
        return (f"JDK {tools.JDK}", False, "", str(e))


def _program(name, why, how):
    path = shutil.which(name)
    return (name, path is not None, f"{path} ({why})", f"it {why}; get it with: {how}")


def _node():
    mend = "it runs solc and npm; install Node.js 20 or newer"
    if not shutil.which("node") or not shutil.which("npm"):
        return ("node, npm", False, "", mend)
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    major = int(re.match(r"v(\d+)", version).group(1))
    return ("node, npm", major >= 20, version, f"{version} is too old; {mend}")


def _python():
    try:
        import pip  # noqa: F401
    except ImportError:
        return ("python3, pip", False, "", "pip is missing; get it with: apt-get install python3-pip")
    good = sys.version_info >= (3, 10)
    return ("python3, pip", good, sys.version.split()[0], "install Python 3.10 or newer")


def _file(name, path):
    return (name, path.exists(), os.path.relpath(path, places.ROOT), "comes with the first ./factory up")
