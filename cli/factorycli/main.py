"""The commands and their options."""

import argparse
import sys
from pathlib import Path

from . import bench, children, demo, doctor, keys, models, places, running, testing
from .say import Failed


def parser():
    top = argparse.ArgumentParser(
        prog="./factory", description="Type an idea; a tested microservice runs, open to those who hold its token."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, action, text):
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(action=action)
        sub.add_argument("--data-dir", type=Path, default=places.DATA_DIR, help="what survives a restart (default .factory)")
        return sub

    up = command("up", running.up, "get what is missing, build, start everything; Ctrl-C, SIGTERM or SIGHUP stop it")
    up.add_argument("--port", type=int, default=8080, help="Envoy's port, the one address that everybody uses (default 8080)")
    up.add_argument("--chain-port", type=int, default=8545, help="the dev chain's JSON-RPC port (default 8545)")
    up.add_argument("--detach", action="store_true", help="come back once it is ready and leave it running")
    models.arguments(up)
    command("down", running.down, "stop everything that was started on this data folder")
    command("status", running.status, "what runs, where, and how it is")
    logs = command("logs", running.logs, "the newest lines of every part's log, or of one")
    logs.add_argument("node", nargs="?", help="one of: " + ", ".join(running.PARTS))
    logs.add_argument("--follow", "-f", action="store_true", help="go on with each new line")
    logs.add_argument("--lines", "-n", type=int, default=60, help="how many (default 60)")
    demo_command = command("demo", demo.demo, "the main job from the shell against a running factory, each step with its time")
    demo_command.add_argument("--idea", default=demo.IDEA, help="the text to submit")
    test = command("test", testing.test, "every test there is, with its own set-up")
    half = test.add_mutually_exclusive_group()
    half.add_argument("--fast", action="store_true", help="the quick half: no end-to-end, browser or chart tests")
    half.add_argument("--long", action="store_true", help="all of it, and where a test looks for what nobody thought of, for longer")
    bench_command = command("bench", bench.bench, "speed and memory, as medians and ratios of one run")
    bench_command.add_argument("name", choices=sorted(bench.BENCHES), help="what to measure")
    bench_command.add_argument("--rounds", type=int, default=5, help="how often (default 5)")
    bench_command.add_argument("--pause", type=float, default=0, help="idea: seconds before each, as people have them (default 0)")
    bench_command.add_argument("--held", action="store_true", help="ideas: those that are held back, of which the totals alone are told")
    bench_command.add_argument("--reader", choices=["english", "recorded"], default="english", help="ideas: who reads them (default english)")
    keys_command = command("keys", keys.keys, "a Secret for each node with the keys that it shows others who it is with, for kubectl")
    keys_command.add_argument("--root", type=Path, required=True, help="the file of the root secret, made when it is not there; keep it away from the cluster")
    keys_command.add_argument("--name", default="factory-keys", help="how the Secrets' names begin (default factory-keys)")
    command("doctor", doctor.doctor, "what is missing on this machine and the one command that gets it")
    return top


def main():
    arguments = parser().parse_args()
    children.listen()
    try:
        return arguments.action(arguments) or 0
    except Failed as e:
        print(f"factory: {e}", file=sys.stderr)
        return 1
    except children.Ended as e:
        print(f"\nfactory: ended by {e}", file=sys.stderr)
        return 128 + e.number
