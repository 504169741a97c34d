"""Every test there is, each suite with its own set-up; one line at the end counts them all."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as xml

from . import children, models, places, tools
from .say import Failed, line

# A check of a second has this long, a suite of minutes that.
CHECK_SECONDS = 600
SUITE_SECONDS = 3600
LONG_SUITE_SECONDS = 4 * SUITE_SECONDS
IN_CI = bool(os.environ.get("CI"))


class Skipped(Exception):
    """A suite whose tools cannot be installed here; an error in CI."""


def test(arguments):
    fast = arguments.fast
    if arguments.long:
        # Every suite's tests may ask for it.
        os.environ["FACTORY_TEST_LONG"] = "1"
    suites = [("proto", proto), ("contracts", contracts), ("java", java)]
    if not fast:
        suites += [("chart", chart), ("command line and clients", command_line)]
    passed = failed = 0
    summary = []
    for name, suite in suites:
        line(f"==> {name}")
        began = time.monotonic()
        try:
            good, bad = suite(fast)
            note = f"{good} passed, {bad} failed"
        except Skipped as e:
            good, bad = 0, int(IN_CI)
            note = f"skipped: {e}" + (" (an error, since CI is set)" if IN_CI else "")
        except Failed as e:
            good, bad = 0, 1
            note = f"failed: {e}"
        passed, failed = passed + good, failed + bad
        summary.append(f"  {name:<26} {time.monotonic() - began:7.1f} s  {note}")
        line(f"<== {name}: {note}")
    line()
    for text in summary:
        line(text)
    line(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def proto(fast):
    tools.ensure_buf()
    checks = (
        ("buf lint", [places.BUF, "lint"]),
        ("buf breaking", [places.BUF, "breaking", "--against", "published.binpb"]),
    )
    good = sum(_check(name, command, cwd=places.ROOT / "proto") for name, command in checks)
    return good, len(checks) - good


def contracts(fast):
    tools.ensure_foundry()
    folder = places.ROOT / "contracts"
    env = dict(os.environ, PATH=f"{places.FORGE.parent}{os.pathsep}{os.environ['PATH']}")
    if fast:
        env["FOUNDRY_PROFILE"] = "fast"
    checks = (
        ("forge fmt --check", [places.FORGE, "fmt", "--check"]),
        ("forge build", [places.FORGE, "build", "--sizes"]),
        ("tools/export --check", [folder / "tools" / "export", "--check"]),
        ("reference/curve.py --check", [sys.executable, folder / "reference" / "curve.py", "--check"]),
        ("tools/fuzz-curve", [sys.executable, folder / "tools" / "fuzz-curve", *(["200"] if fast else [])]),
    )
    good = sum(_check(name, command, cwd=folder, env=env) for name, command in checks)
    bad = len(checks) - good
    done = children.run([places.FORGE, "test", "--json", "-vv"], SUITE_SECONDS, cwd=folder, env=env, capture_output=True, text=True)
    try:
        results = [
            (f"{suite}: {name}", result)
            for suite, contract in json.loads(done.stdout).items()
            for name, result in contract["test_results"].items()
        ]
    except ValueError:
        line(done.stdout[-3000:] + done.stderr[-3000:])
        raise Failed("forge test did not run") from None
    for name, result in results:
        if result["status"] != "Success":
            line(f"  FAILED {name}: {result.get('reason')} {result.get('counterexample') or ''}")
        for text in result.get("decoded_logs") or ():
            line(f"    {text}")
    ok = sum(result["status"] == "Success" for _, result in results)
    line(f"  forge test: {ok} passed, {len(results) - ok} failed")
    deployed, undeployed = _unittests(folder / "test" / "deploy")
    return good + ok + deployed, bad + len(results) - ok + undeployed


def java(fast):
    tools.need("mvn", "it builds and tests the nodes", "install Maven 3.8 or newer")
    tools.ensure_foundry()
    tools.ensure_envoy()
    if not tools.ensure_bubblewrap():
        line("  tests of the sandbox are skipped: bubblewrap is missing and cannot be installed here" + (" (they fail, since CI is set)" if IN_CI else ""))
    if not fast:
        tools.ensure_usual_tools()
    # The quick half leaves the browser out by itself.
    browserless = not fast and not ensure_chromium()
    if browserless:
        line("  browser tests are skipped: chromium is missing and cannot be installed here" + (" (an error, since CI is set)" if IN_CI else ""))
    arguments = ["-Dexcluded.groups=slow"] if fast else ["-Dexcluded.groups=browser"] if browserless else []
    for report in places.ROOT.glob("*/target/surefire-reports/*.xml"):
        report.unlink()
    output = []
    code = _stream(
        # Tests wait more than they compute, so two modules at a time share a machine well.
        ["mvn", "-B", "--no-transfer-progress", "--fail-at-end", "-T", "2", "verify", *arguments],
        keep=output,
        env=models.environment(tools.environment()),
        show=re.compile(r"Tests run:|ERROR|FAIL|BUILD|Building .* \[\d|WARNING.*\.java"),
        log=places.TOOLS / "mvn-verify.log",
    )
    good, bad, skipped = _surefire()
    line(f"  JUnit over all modules: {good} passed, {bad} failed, {skipped} skipped")
    for name in _unfinished(output):
        line(f"  FAILED {name}: it did not come to its end")
        bad += 1
    if code != 0 and bad == 0:
        line(f"  the build failed outside the tests; all of its output is in {places.TOOLS / 'mvn-verify.log'}")
        bad = 1
    bad += browserless and IN_CI
    if code == 0:
        tools.mark_built()
    return good, bad


def chart(fast):
    if shutil.which("go") is None:
        raise Skipped("go is missing, which builds helm; install Go 1.26 or newer")
    tools.ensure_envoy()
    return _counted([places.ROOT / "helm" / "test"])


def command_line(fast):
    # Where there is a sandbox, services run in it.
    os.environ.setdefault("FACTORY_PIPELINE_UNSANDBOXED", "accepted")
    clients = tools.ensure_python_clients()
    if sys.version_info < (3, 11):
        raise Skipped("Schemathesis needs Python 3.11 or newer")
    for ensure in (tools.ensure_envoy, tools.ensure_foundry, tools.ensure_bubblewrap, tools.ensure_spectral, tools.ensure_redocly, tools.ensure_schemathesis, tools.ensure_build):
        ensure()
    return _unittests(places.ROOT / "cli" / "tests", clients)


def ensure_chromium():
    """Debian's Chromium, installed when it is missing and this user may."""
    return tools.apt_install("chromium", "chromium")


def _unfinished(output):
    """Test classes that Maven began and did not end, such as one that hung until its process was ended."""
    began = {m.group(1) for text in output if (m := re.search(r"\] Running (\S+)", text))}
    ended = {m.group(1) for text in output if (m := re.search(r"Tests run:.* -- in (\S+)", text))}
    return sorted(began - ended)


def _surefire():
    good = bad = skipped = 0
    for report in places.ROOT.glob("*/target/surefire-reports/TEST-*.xml"):
        for case in xml.parse(report).getroot().iter("testcase"):
            trouble = next((e for e in case if e.tag in ("failure", "error")), None)
            if trouble is not None:
                bad += 1
                why = " ".join((trouble.get("message") or trouble.get("type") or "").split())
                line(f"  FAILED {case.get('classname')}.{case.get('name')}: {why[:400]}")
            elif case.find("skipped") is not None:
                skipped += 1
            else:
                good += 1
    return good, bad, skipped


def _check(name, command, **options):
    """One command as one check: 1 when it passed."""
    done = children.run(command, CHECK_SECONDS, capture_output=True, text=True, **options)
    line(f"  {'passed' if done.returncode == 0 else 'FAILED'}  {name}")
    if done.returncode != 0:
        line(done.stdout[-3000:] + done.stderr[-3000:])
    return int(done.returncode == 0)


def _unittests(folder, *paths):
    return _counted([sys.executable, "-u", places.ROOT / "cli" / "factorycli" / "units.py", folder, *paths])


def _counted(command):
    """Runs a suite that ends with "N passed, N failed"."""
    output = []
    code = _stream(command, keep=output)
    found = [re.fullmatch(r"(\d+) passed, (\d+) failed", text) for text in output]
    counts = [match for match in found if match]
    if not counts:
        last = f"; its last line: {output[-1]}" if output else ""
        raise Failed(f"{command[0]} ended with exit code {code} and no count{last}")
    good, bad = (int(n) for n in counts[-1].groups())
    return good, max(bad, int(code != 0))


def _stream(command, show=None, keep=None, log=None, **options):
    """Runs a long command and shows its lines as they come."""
    seconds = LONG_SUITE_SECONDS if os.environ.get("FACTORY_TEST_LONG") else SUITE_SECONDS
    with children.running(
        command, seconds, cwd=places.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    ) as process, open(log or os.devnull, "w") as sink:
        for text in process.stdout:
            text = re.sub(r"\x1b\[[0-9;]*m", "", text).rstrip()
            if keep is not None:
                keep.append(text)
            sink.write(text + "\n")
            if show is None or show.search(text):
                line(f"  {text[:240]}")
        return process.wait()
