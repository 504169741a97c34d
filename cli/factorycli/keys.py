"""The keys of nodes that do not run under `up`: each node's own, all of them derived from one root secret."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from .say import Failed

# Who talks with whom; mesh's RootSecret holds the same table, and a test of both the same keys.
PEERS = {
    "registry": ["edge", "pipeline", "web"],
    "pipeline": ["chain", "edge", "registry", "web"],
    "chain": ["edge", "pipeline", "web"],
    "edge": ["chain", "pipeline", "registry", "web"],
    "web": ["chain", "edge", "pipeline", "registry"],
}
SERVICE_SIGNERS = ("edge", "pipeline")


def derive(root, label):
    """HKDF-SHA256 (RFC 5869) without a salt, 32 bytes in hex."""
    extracted = hmac.new(b"\0" * 32, root.encode(), hashlib.sha256).digest()
    return hmac.new(extracted, label.encode() + b"\x01", hashlib.sha256).hexdigest()


def of(root, node):
    """What a node is told, and no other: by peer, and `assertion` where it has to do with services."""
    keys = {peer: derive(root, "factory mesh " + " ".join(sorted((node, peer)))) for peer in PEERS[node]}
    if node in SERVICE_SIGNERS:
        keys["assertion"] = derive(root, "factory assertions of services")
    return keys


def root_of(file):
    """The root secret in that file, made when there is none; for this user only."""
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as fresh:
            fresh.write(secrets.token_hex(32) + "\n")
    except FileExistsError:
        pass
    except OSError as e:
        raise Failed(f"{file} cannot be made: {e.strerror}") from e
    root = Path(file).read_text(encoding="utf-8").strip()
    if len(root.encode()) < 32:
        raise Failed(f"{file} holds less than 32 bytes; remove it and let this command make one")
    return root


def manifests(root, name):
    """A Secret for each node, for kubectl."""
    parts = []
    for node in PEERS:
        data = "".join(f"  {key}: {value}\n" for key, value in of(root, node).items())
        parts.append(
            f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}-{node}\ntype: Opaque\nstringData:\n{data}"
        )
    return "---\n".join(parts)


def keys(arguments):
    print(manifests(root_of(arguments.root), arguments.name), end="")
