#!/usr/bin/env python3
"""The curve once more, by its definition: nothing here is taken from the contracts.

The price of a token is 0.001 ETH + 0.0001 ETH for each token in existence. The reserve behind a supply is the area below
the price. A purchase gives the most base units whose area the ETH covers, found by bisection; a sale pays the area it
frees, rounded down; a cost is the area needed, rounded up. No root and no closed form is used.

    reference/curve.py                    writes test/vectors/curve.json
    reference/curve.py --check            writes nothing, and fails when the file is not what this program writes
    reference/curve.py --random SEED N    prints N random cases of each kind instead, for fuzzing
"""

import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "test" / "vectors" / "curve.json"

TOKEN = 10**18
ETH = 10**18
CAP = 1_000_000 * TOKEN
START = Fraction(1, 1_000) * ETH
SLOPE = Fraction(1, 10_000) * ETH
WORD = 2**256 - 1


class Refused(Exception):
    """Its text is the name of the contract's error."""


def area(supply):
    """The integral of the price from 0 to `supply` base units, in wei: exact, not rounded."""
    tokens = Fraction(supply, TOKEN)
    return START * tokens + SLOPE * tokens * tokens / 2


# The smallest integer that clears every fraction of `area`, so that a bisection compares integers.
SCALE = 2 * 10**22


def scaled(supply):
    value = area(supply) * SCALE
    assert value.denominator == 1
    return value.numerator


def covers(supply, tokens, eth_in):
    # scaled(supply + tokens) - scaled(supply), written out: Fractions are slow. `self_test` compares them.
    return tokens * (2 * 10**19) + tokens * (2 * supply + tokens) <= eth_in * SCALE


def tokens_for(supply, eth_in):
    if supply > CAP:
        raise Refused("SupplyAboveCap")
    if covers(supply, CAP - supply + 1, eth_in):
        raise Refused("PurchaseAboveCap")
    low, high = 0, CAP - supply
    while low < high:
        middle = (low + high + 1) // 2
        if covers(supply, middle, eth_in):
            low = middle
        else:
            high = middle - 1
    return low


def payout_for(supply, amount):
    if supply > CAP:
        raise Refused("SupplyAboveCap")
    if amount > supply:
        raise Refused("AmountAboveSupply")
    freed = area(supply) - area(supply - amount)
    return freed.numerator // freed.denominator


def cost_for(supply, amount):
    if supply > CAP:
        raise Refused("SupplyAboveCap")
    if supply + amount > CAP:
        raise Refused("AmountAboveCap")
    needed = area(supply + amount) - area(supply)
    return -(-needed.numerator // needed.denominator)


FUNCTIONS = {"tokensFor": tokens_for, "payoutFor": payout_for, "costFor": cost_for}


class Draw:
    """The same numbers for the same seed under every version of Python."""

    def __init__(self, seed):
        self._seed, self._count = seed, 0

    def below(self, limit):
        self._count += 1
        digest = hashlib.sha512(f"{self._seed}/{self._count}".encode()).digest()
        return int.from_bytes(digest, "big") % limit

    def between(self, low, high):
        return low + self.below(high - low + 1)

    def magnitude(self, most):
        """0 to `most`, every order of magnitude equally likely."""
        return min(most, self.below(10 ** self.between(0, len(str(most)))))


class Cases:
    """Rows of decimal strings: what each function answers, or which error it refuses with; and round trips."""

    def __init__(self):
        self.answers = {name: [] for name in FUNCTIONS}
        self.refusals = []
        self.round_trips = []
        self._seen = set()

    def add(self, name, supply, value):
        if not (0 <= supply <= WORD and 0 <= value <= WORD) or (name, supply, value) in self._seen:
            return
        self._seen.add((name, supply, value))
        try:
            self.answers[name].append([supply, value, FUNCTIONS[name](supply, value)])
        except Refused as refusal:
            self.refusals.append([name, supply, value, str(refusal)])

    def add_round_trip(self, supply, eth_in):
        """Supply, ETH in, tokens out, ETH back for exactly those tokens."""
        try:
            tokens = tokens_for(supply, eth_in)
        except Refused:
            return
        self.round_trips.append([supply, eth_in, tokens, payout_for(supply + tokens, tokens)])

    def text(self):
        about = "Written by contracts/reference/curve.py. Rows: supply, ETH in or amount, answer."
        parts = [f' "about": {json.dumps(about)}']
        for name, rows in [*self.answers.items(), ("refusals", self.refusals), ("roundTrips", self.round_trips)]:
            lines = ",\n  ".join(json.dumps([str(value) for value in row]) for row in rows)
            parts.append(f' "{name}": [\n  {lines}\n ]')
        return "{\n" + ",\n".join(parts) + "\n}\n"


def add_random(cases, draw, count):
    full = int(area(CAP))
    for _ in range(count):
        supply = draw.magnitude(CAP)
        if draw.below(3) == 0:
            supply = CAP - supply
        left = int(area(CAP) - area(supply)) + 1
        cases.add("tokensFor", supply, draw.magnitude(left + left // 50))
        cases.add("payoutFor", supply, draw.magnitude(supply + supply // 50))
        cases.add("costFor", supply, draw.magnitude(CAP - supply + (CAP - supply) // 50))
        cases.add_round_trip(supply, draw.magnitude(left))
        if draw.below(20) == 0:
            name = list(FUNCTIONS)[draw.below(3)]
            cases.add(name, draw.between(CAP + 1, WORD), draw.magnitude(full))
            cases.add(name, supply, draw.between(2 * full, WORD))


def add_edges(cases):
    full = int(area(CAP))
    assert full == area(CAP)
    near = [-2, -1, 0, 1, 2]
    tokens = [TOKEN, 2 * TOKEN, 10 * TOKEN, 999_999 * TOKEN]
    supplies = [0, 1, 2, 3, 998, 999, 1_000, 1_001, *tokens, CAP // 2, CAP - TOKEN, CAP - 100, *(CAP + d for d in near), 2**128, WORD]
    for supply in supplies:
        inside = supply <= CAP
        # The last ETH that stays within the cap, and the first that passes it.
        last = max(0, -(-(scaled(CAP + 1) - scaled(supply)) // SCALE) - 1) if inside else full
        room = CAP - supply if inside else 0
        for eth_in in [0, 1, 2, 99, 100, 101, 102, 10**6, ETH // 1000, ETH, full // 2, WORD, WORD // SCALE, 2**128]:
            cases.add("tokensFor", supply, eth_in)
        for amount in [0, 1, 2, 3, 98, 99, 100, 101, 999, 1_000, 1_001, TOKEN, 10 * TOKEN, CAP, WORD, WORD - supply, 2**128]:
            cases.add("payoutFor", supply, amount)
            cases.add("costFor", supply, amount)
        for d in near:
            cases.add("tokensFor", supply, last + d)
            cases.add("tokensFor", supply, full + d)
            cases.add("tokensFor", supply, int(area(min(CAP, supply + TOKEN)) - area(min(CAP, supply))) + d)
            cases.add("payoutFor", supply, supply + d)
            cases.add("payoutFor", supply, supply // 2 + d)
            cases.add("costFor", supply, room + d)
            cases.add("costFor", supply, room // 2 + d)
        if inside:
            for eth_in in [0, 1, 2, 100, 101, ETH, last // 2, last - 1, last]:
                cases.add_round_trip(supply, max(0, eth_in))


def self_test(cases):
    """The shortcut in `covers`, and the formulas the contracts claim to compute, against the definitions."""
    from math import isqrt

    k, d = 10**19, 2 * 10**22
    for supply, eth_in, tokens in cases.answers["tokensFor"]:
        assert scaled(supply + tokens) - scaled(supply) <= eth_in * SCALE < scaled(supply + tokens + 1) - scaled(supply)
        assert tokens == isqrt((supply + k) ** 2 + d * eth_in) - (supply + k)
    for supply, amount, payout in cases.answers["payoutFor"]:
        assert payout == amount * (2 * supply - amount + 2 * k) // d
    for supply, amount, cost in cases.answers["costFor"]:
        assert cost == -(-amount * (2 * supply + amount + 2 * k) // d)
    for _, eth_in, _, back in cases.round_trips:
        assert back <= eth_in


def main(arguments):
    cases = Cases()
    if arguments[:1] == ["--random"] and len(arguments) == 3:
        add_random(cases, Draw(arguments[1]), int(arguments[2]))
        self_test(cases)
        sys.stdout.write(cases.text())
        return 0
    if arguments not in ([], ["--check"]):
        sys.stderr.write(__doc__)
        return 2
    add_edges(cases)
    add_random(cases, Draw(1), 300)
    self_test(cases)
    count = sum(map(len, [*cases.answers.values(), cases.refusals, cases.round_trips]))
    if arguments:
        if not FILE.exists() or FILE.read_text() != cases.text():
            sys.stderr.write(f"{FILE.name} is not what reference/curve.py writes\n")
            return 1
    else:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_text(cases.text())
    print(f"{count} vectors, {len(cases.refusals)} of them refusals")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
