"""The main job, from the shell, against a running factory: an idea becomes an API behind its token's gate."""

import json
import subprocess
import time
import urllib.error
import urllib.request

from . import places, running
from .say import Failed, Timed, line

IDEA = "track books with title, author and a rating from 1 to 5"
# The second account of every anvil: a wallet that holds test ETH on the dev chain and nothing elsewhere.
WALLET = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
WALLET_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"
PATIENCE = 120
NO_DEADLINE = 2**256 - 1


def demo(arguments):
    record = running.require(arguments)
    url, chain_url = record["url"], record["chain_url"]
    began = time.monotonic()
    line(f"idea: {arguments.idea}")
    with Timed("submit the idea (POST /ideas)") as step:
        service = call("POST", f"{url}/ideas", {"idea": arguments.idea, "requester_id": "demo"}, expect=201)
        step.note = service["id"]
    service_id = service["id"]
    with Timed("generate a version (POST /generate)") as step:
        step.note = follow_job(url, call("POST", f"{url}/generate", {"service_id": service_id}, expect=202))
    with Timed("deploy it (POST /deploy)") as step:
        follow_job(url, call("POST", f"{url}/deploy", {"service_id": service_id}, expect=202))
        service = call("GET", f"{url}/services/{service_id}", expect=200)
        if service["status"] != "deployed":
            raise Failed(f"the service is {service['status']}; see {url}/services/{service_id}")
        step.note = service["api_base_url"]
    with Timed("create its token (POST /token)") as step:
        answer = call("POST", f"{url}/token", {"service_id": service_id}, expect=(200, 202))
        follow_job(url, answer)
        token = call("GET", f"{url}/services/{service_id}", expect=200)["token_address"]
        step.note = token
    api = service["api_base_url"]
    paths = call("GET", f"{api}/openapi.json", expect=200)["paths"]
    collection = next(path for path, operations in paths.items() if "post" in operations)
    api += collection
    with Timed(f"call it with no token: GET {collection} is 403") as step:
        step.note = await_status(api, 403)
    with Timed("buy on the curve for 0.01 ETH (cast send)"):
        cast(chain_url, token, "buy(address,uint256,uint256)", WALLET, "1", str(NO_DEADLINE), "--value", "0.01ether")
    with Timed(f"call it as a holder: GET {collection} is 200") as step:
        step.note = await_status(api, 200)
    with Timed("read the balance (cast call)") as step:
        balance = cast_call(chain_url, token, "balanceOf(address)(uint256)", WALLET)
        step.note = f"{int(balance) / 10**18:.6f} tokens"
    with Timed("sell all of it (cast send)"):
        cast(chain_url, token, "sell(uint256,uint256)", balance, "0")
    with Timed(f"call it again: GET {collection} is 403") as step:
        step.note = await_status(api, 403)
    line(f"done in {time.monotonic() - began:.2f} s; look at it: {url}/services/{service_id}")


def follow_job(url, answer):
    """Waits for the end of a job; its message when it ended well."""
    job_id = answer.get("job_id")
    until = time.monotonic() + PATIENCE
    while job_id:
        job = call("GET", f"{url}/jobs/{job_id}", expect=200)
        if job["state"] == "succeeded":
            return job.get("message") or ""
        if job["state"] in ("failed", "cancelled"):
            raise Failed(f"the job {job['state']}: {job.get('message')}")
        if time.monotonic() > until:
            raise Failed(f"the job is still {job['state']} after {PATIENCE} s; see: ./factory logs pipeline-svc")
        time.sleep(0.02)
    return ""


def await_status(url, wanted):
    """Calls as the demo's wallet until the gate has seen the newest balance; says how many calls it took."""
    until = time.monotonic() + 15
    calls = 0
    while True:
        calls += 1
        status, body = http("GET", url, headers={"X-Wallet-Address": WALLET})
        if status == wanted:
            return "at the first call" if calls == 1 else f"after {calls} calls"
        if time.monotonic() > until:
            raise Failed(f"GET {url} is {status}, not {wanted}: {body[:300]!r}")
        time.sleep(0.01)


def call(method, url, body=None, expect=200):
    status, answer = http(method, url, body)
    if status not in (expect if isinstance(expect, tuple) else (expect,)):
        raise Failed(f"{method} {url} answered {status}: {answer.decode(errors='replace')[:500]}")
    return json.loads(answer)


def http(method, url, body=None, headers=None):
    """One call: (status, body)."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Accept": "application/json", "Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.read()
    except urllib.error.URLError as e:
        raise Failed(f"{url} cannot be reached ({e.reason}); is the factory ready? ./factory status") from e


def cast(chain_url, token, signature, *arguments):
    """Signs and sends a transaction of the demo's wallet; waits for its receipt."""
    receipt = run_cast("send", "--rpc-url", chain_url, "--private-key", WALLET_KEY, "--json", token, signature, *arguments)
    if int(json.loads(receipt)["status"], 16) != 1:
        raise Failed(f"the transaction {signature} was reverted: {receipt}")


def cast_call(chain_url, token, signature, *arguments):
    return run_cast("call", "--rpc-url", chain_url, token, signature, *arguments).split()[0]


def run_cast(*arguments):
    """What cast prints."""
    if not places.CAST.exists():
        raise Failed(f"{places.CAST} is missing; ./factory up gets it")
    done = subprocess.run([places.CAST, *arguments], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise Failed(f"cast {arguments[0]} failed: {done.stderr.strip()[:500]}")
    return done.stdout
