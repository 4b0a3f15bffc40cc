# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kernel counted, against what the check said."""
import collections
import copy
import re

OFFLOAD = 1 << 14	# of conntrack's status
FAMILIES = {1: "inet", 2: "ip", 5: "netdev", 10: "ip6"}
PART = re.compile(r"^(\d+):(\d+)(?:/(\d+))?$")


class Run:
    """One run of one case: rules by number, and what each connection did."""

    def __init__(self):
        self.rules, self.conns, self.rest, self.problem = {}, {}, {}, None

    def read(self, line):
        words = line.split()
        if words[0] == "rule":
            self.rules[int(words[1])] = (FAMILIES.get(int(words[2]), words[2]), words[3], words[4])
        elif words[0] in ("conn", "rest") and len(words) >= 3:
            arrived = words[3] if len(words) > 3 and not PART.match(words[3]) else ""
            counts = {int(n): (int(a), int(b or 0)) for n, a, b in (PART.match(w).groups() for w in words[3:] if PART.match(w))}
            (self.conns if words[0] == "conn" else self.rest)[words[1]] = (int(words[2], 16), arrived, counts)
        else:
            self.problem = self.problem or line

    def keys(self):
        """number of a rule -> (family, table, chain, index in its chain)"""
        seen, out = collections.Counter(), {}
        for number, place in sorted(self.rules.items()):
            out[number] = place + (seen[place],)
            seen[place] += 1
        return out


def parse(text):
    """results of the guest: case -> run -> Run"""
    cases, run = {}, None
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["run"]:
            run = cases.setdefault(words[1], {}).setdefault(words[2], Run())
        elif run is not None and words:
            run.read(line)
    return cases


class Verdict:
    """failures: (kind, text); the rest are numbers for the table."""

    def __init__(self):
        self.failures, self.control = [], False
        self.rules = collections.Counter()	# (class, differs or met or silent)
        self.offloaded = self.connections = self.fast_packets = self.disturbed = self.predicted = self.predicted_fast = 0
        self.examples = collections.Counter()
        self.unshown = []

    def fail(self, kind, text):
        self.failures.append((kind, text))


NOTHING = (0, 0)


def difference(off, on):
    """rule -> (off, on) of first counters that differ"""
    return {n: (off.get(n, NOTHING)[0], on.get(n, NOTHING)[0]) for n in set(off) | set(on)
            if off.get(n, NOTHING)[0] != on.get(n, NOTHING)[0]}


class Adds:
    """Which rules have a `flow add`: the second counter of those counts what they have added."""

    def __init__(self, case, keys):
        has = {(r["family"], r["table"], r["chain"], r["index"]) for r in case.report["rules"] if "flow add" in r["text"]}
        self.rules = {n for n, key in keys.items() if key in has}

    def added(self, played):
        status, _, counts = played
        return bool(status & OFFLOAD) or any(counts[n][1] for n in self.rules & set(counts))


def judge(case, runs, kernel_closes_fast=False):
    v = Verdict()
    off, again, on = (runs.get(name, Run()) for name in ("off", "again", "on"))
    if case.report.get("errors"):
        v.fail("check", "the check refuses it: " + case.report["errors"][0]["message"])
        return v
    if not case.control:
        again = off
    for name, run in (("off", off), ("again", again), ("on", on)):
        if run.problem or len(run.conns) != len(case.connections):
            v.fail("run", "%s: %s" % (name, run.problem or "%d of %d connections were played" % (len(run.conns), len(case.connections))))
            return v
    by_key = {(r["family"], r["table"], r["chain"], r["index"]): r for r in case.report["rules"]}
    keys = on.keys()
    if off.keys() != keys:
        v.fail("run", "the rules of both forms are not the same")
        return v
    adds = Adds(case, keys)
    case = undisturbed(case, v, (off, again, on), keys, adds)
    names = [c.name for c in case.connections]
    wrong = first_difference(off, again, names)
    if wrong:
        v.fail("control", "two runs without flow add differ: " + wrong)
        return v
    v.control = case.control
    judge_connections(case, v, off, on, keys, adds)
    judge_rules(case, v, off, on, {n: by_key[k] for n, k in keys.items() if k in by_key}, kernel_closes_fast)
    judge_never(case, v, on, keys)
    judge_predictions(case, v, on, keys)
    judge_examples(case, v, off, on, {k: n for n, k in keys.items()}, adds)
    judge_expectations(case, v, off, on, adds)
    return v


def first_difference(one, two, names):
    for part in ("conns", "rest"):
        a, b = getattr(one, part), getattr(two, part)
        for name in names:
            if a.get(name) != b.get(name):
                return "%s %s: %s and %s" % (part, name, a.get(name), b.get(name))
    return None


def sentinel(keys, chain):
    return next(n for n, k in keys.items() if k[1:3] == ("sentinel", chain))


def undisturbed(case, v, runs, keys, adds):
    """
    Without the connections during which the router sent something that has nothing to do with them (it tells multicast
    groups from time to time). What it sends to refuse a packet it sends in every run; on the fast path there may be less.
    """
    own = sentinel(keys, "own")
    out = copy.copy(case)
    out.connections = []
    for c in case.connections:
        fine = True
        for part in ("conns", "rest"):
            off, again, on = (getattr(run, part).get(c.name, (0, "", {}))[2].get(own, NOTHING)[0] for run in runs)
            fine &= off == again and (on <= off if adds.added(runs[2].conns[c.name]) else on == off)
        if fine:
            out.connections.append(c)
    v.disturbed = len(case.connections) - len(out.connections)
    if v.disturbed > 3:
        v.fail("test", "the router disturbed %d connections with packets of its own" % v.disturbed)
    names = {c.name for c in out.connections}
    out.examples = {name: what for name, what in case.examples.items() if name in names}
    out.expect = [(name, word) for name, word in case.expect if name in names]
    return out


def judge_connections(case, v, off, on, keys, adds):
    """The test itself: what is not offloaded is counted the same; what is, really skips the rules."""
    seen = sentinel(keys, "seen")
    for c in case.connections:
        v.connections += 1
        counts = on.conns[c.name][2]
        skipped = off.conns[c.name][2].get(seen, NOTHING)[0] - counts.get(seen, NOTHING)[0]
        differs = difference(off.conns[c.name][2], counts)
        if adds.added(on.conns[c.name]):
            v.offloaded += 1
            v.fast_packets += max(skipped, 0)
        elif differs:
            v.fail("test", "%s is not offloaded, and its counts differ: %s" % (c, differs))
        if off.conns[c.name][0] & OFFLOAD:
            v.fail("test", "%s is offloaded without flow add" % c)


def judge_rules(case, v, off, on, rules, kernel_closes_fast):
    differs, met = collections.defaultdict(list), set()
    for c in case.connections:
        parts = [(off.conns, on.conns)] + [(off.rest, on.rest)] * (not kernel_closes_fast)
        for a, b in parts:
            before, after = a.get(c.name, (0, "", {}))[2], b.get(c.name, (0, "", {}))[2]
            met |= set(before) | set(after)
            for n, counts in difference(before, after).items():
                differs[n].append("%s%s: %d packets, with flow add %d" % (c, " (at its end)" if a is off.rest else "", *counts))
    for n, rule in rules.items():
        state = "differs" if n in differs else "same" if n in met else "not met"
        v.rules[rule["class"], state] += 1
        if n in differs and rule["class"] == "unaffected":
            v.fail("unaffected", "%s %s rule %d `%s` is called unaffected (%s), and differs: %s" % (
                rule["family"], rule["chain"], rule["index"], rule["text"], rule["certainty"], differs[n][0]))


def judge_never(case, v, on, keys):
    """What the check says that no connection ever gets through, adds none."""
    never = {(f["rule"]["family"], f["rule"]["table"], f["rule"]["chain"], f["rule"]["index"]): f
             for f in case.report["findings"] if f["name"] == "flow-add-never" and f["rule"]}
    for c in case.connections:
        for part in (on.conns, on.rest):
            for n, counts in part.get(c.name, (0, "", {}))[2].items():
                finding = never.get(keys[n])
                if finding and counts[1] and not only_tcp(finding, c):
                    v.fail("never", "%s: %s, and it is added there" % (finding["message"], c))


def judge_predictions(case, v, on, keys):
    """What `nft sim` counted of a connection, with its fast path, is what the kernel did."""
    for c in case.connections:
        if c.name not in case.predicted:
            continue
        status, _, counts = on.conns[c.name]
        have = {keys[n]: pair[0] for n, pair in counts.items() if keys[n][1:3] != ("sentinel", "own") and pair[0]}
        said = {place: n for place, n in case.predicted[c.name].items() if n and place[1:3] != ("sentinel", "own")}
        v.predicted += 1
        v.predicted_fast += bool(status & OFFLOAD)
        for place in sorted(set(have) | set(said)):
            if have.get(place, 0) != said.get(place, 0):
                v.fail("sim", "%s: nft sim counts %d packets in %s %s %s rule %d, the kernel %d" % (
                    c, said.get(place, 0), *place, have.get(place, 0)))


def only_tcp(finding, c):
    return "TCP" in finding["message"] and c.proto != "tcp"


def judge_examples(case, v, off, on, numbers, adds):
    """The connections that the check gives as examples behave as it says."""
    for name, (what, rule) in case.examples.items():
        number = numbers.get((rule["family"], rule["table"], rule["chain"], rule["index"]))
        if number is None or name not in on.conns:
            continue
        counts, added = on.conns[name][2], adds.added(on.conns[name])
        differs = number in difference(off.conns[name][2], counts)
        text = "%s %s rule %d `%s` (%s, %s): %s" % (rule["family"], rule["chain"], rule["index"], rule["text"], rule["class"],
                                                 rule["certainty"], rule["example"]["text"])
        if what == "blocking":
            v.examples["blocked", "out" if not added else "offloaded"] += 1
            if added and rule["certainty"] == "certain":
                v.fail("blocking", text + " is offloaded")
        else:
            v.examples["affected", "differs" if differs else "same"] += 1
            if not differs:
                v.unshown.append(text + (" is offloaded, the counts are the same" if added else " is not offloaded"))


def judge_expectations(case, v, off, on, adds):
    for name, word in case.expect:
        counts, added = on.conns[name][2], adds.added(on.conns[name])
        holds = {"offloaded": added, "kept-out": not added,
                 "differs": bool(difference(off.conns[name][2], counts)),
                 "same": not difference(off.conns[name][2], counts)}[word]
        if not holds:
            v.fail("expected", "%s should be: %s" % (name, word))
