"""What Schemathesis is told of the platform: which things exist, and how much work it may start.

Half of the requests that are about some service or job, whose id is made up, are about one that exists.
Who owns it has a budget: a fuzzer that has a service generated, compiled and started with each request
tests the machine instead.
"""

import json
import os
import re
import time
import zlib

import requests
import schemathesis

KNOWN = json.loads(os.environ["FACTORY_KNOWN"])
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
NOTHING = "00000000-0000-4000-8000-000000000000"
STARTS = ("POST /generate", "POST /deploy", "POST /token", "POST /ideas", "POST /jobs/{id}/retry", "POST /services/{id}/read", "PUT /services/{id}/source")
budget = dict.fromkeys(STARTS, 2)


@schemathesis.serializer("application/zip", "application/gzip")
def archive(context, value):
    """What stands for an archive is a text."""
    return value if isinstance(value, bytes) else str(value).encode()


PATIENCE = 60
send_once = requests.Session.send


def send(session, request, **options):
    """Does what Retry-After asks: a machine that is busy may need a moment, a fault stays one."""
    until = time.monotonic() + PATIENCE
    while True:
        response = send_once(session, request, **options)
        wait = response.headers.get("Retry-After")
        if response.status_code != 503 or wait is None or time.monotonic() > until:
            return response
        time.sleep(int(wait))


requests.Session.send = send


@schemathesis.hook
def before_call(context, case, kwargs):
    name = f"{case.method.upper()} {case.path}"
    if name == "GET /services/{id}/events" and "text/event-stream" in str((case.headers or {}).get("Accept", "")):
        # A stream ends when its reader leaves; another test reads one.
        case.headers.pop("Accept")
    kind = "job" if case.path.startswith("/jobs/") else "service"
    for place in (case.path_parameters, case.body):
        for field in ("id", "service_id"):
            if isinstance(place, dict) and is_id(place.get(field)):
                place[field] = chosen(name, kind, place[field])
    if isinstance(case.body, dict) and case.body.get("auto") is True:
        if budget[name] <= 0:
            case.body["auto"] = False
            case.body.pop("chain_id", None)
        else:
            budget[name] -= 1


def is_id(value):
    return isinstance(value, str) and UUID.fullmatch(value) is not None


def chosen(name, kind, value):
    """A real one for half of them: the same for the same id in every run."""
    if name in ("DELETE /services/{id}", "PATCH /services/{id}"):
        # It stays, and stays its owner's.
        return NOTHING if value == KNOWN[kind] else value
    if name in budget:
        # Ids that an answer has told come back by themselves.
        budget[name] -= 1
        return KNOWN[kind] if budget[name] >= 0 else NOTHING
    return KNOWN[kind] if zlib.crc32(value.lower().encode()) % 2 == 0 else value
