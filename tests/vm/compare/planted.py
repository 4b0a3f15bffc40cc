# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults put into the check's report, or into what was counted, on purpose: judging them again must find each.

A fault of a report is what an nft with that fault would say of the same rulesets.
"""
import copy

import judge


def call_unaffected(wrong):
    """A check that calls rules unaffected that it should not."""
    def edit(case):
        for rule in case.report["rules"]:
            if wrong(rule):
                rule["class"], rule["lost"] = "unaffected", False
    return edit


def is_reply(rule):
    return bool(rule["example"]) and rule["example"]["direction"] == "reply"


def never_adds(case):
    """A check that says of every `flow add` that nothing gets through."""
    for rule in case.report["rules"]:
        if "flow add" in rule["text"]:
            case.report["findings"].append({"name": "flow-add-never", "message": "nothing ever gets here", "rule": rule})


def blocks_all(case):
    """A check that gives offloaded connections as examples of blocked ones."""
    case.examples = {name: ("blocking", dict(rule, certainty="certain")) for name, (_, rule) in case.examples.items()}


FAULTS = (
    ("every rule is unaffected", "unaffected", call_unaffected(lambda rule: True)),
    ("answers are forgotten", "unaffected", call_unaffected(is_reply)),
    ("prerouting is forgotten", "unaffected", call_unaffected(lambda rule: rule["chain"].startswith(("pre", "raw")))),
    ("postrouting is forgotten", "unaffected", call_unaffected(lambda rule: rule["chain"].startswith(("post", "mangle")))),
    ("chains that are jumped to are forgotten", "unaffected", call_unaffected(lambda rule: rule["chain"] in ("slow", "adds", "udps"))),
    ("IPv6 is forgotten", "unaffected", call_unaffected(lambda rule: "ip6" in rule["text"])),
    ("UDP is forgotten", "unaffected", call_unaffected(lambda rule: "udp" in rule["text"])),
    ("what differs between packets is never met", "unaffected",
     call_unaffected(lambda rule: any(word in rule["text"] for word in ("length", "dscp", "tcp flags", "hoplimit")))),
    ("first rules are unaffected", "unaffected", call_unaffected(lambda rule: rule["index"] == 0)),
    ("no flow add ever adds", "never", never_adds),
    ("what is offloaded is called blocked", "blocking", blocks_all),
)


def same_counts(runs):
    """A kernel without a fast path."""
    runs["on"].conns, runs["on"].rest = runs["off"].conns, runs["off"].rest


def restless(runs):
    """Packets that nobody has sent."""
    if "again" not in runs:
        return
    for name, (status, arrived, counts) in runs["again"].conns.items():
        runs["again"].conns[name] = (status, arrived, {n: (a + 1, b) for n, (a, b) in counts.items()})


def leaky(runs):
    """Connections that skip rules without being offloaded."""
    for name, (status, arrived, counts) in runs["on"].conns.items():
        runs["on"].conns[name] = (0, arrived, {n: (a, 0) for n, (a, _) in counts.items()})


COUNTS = (
    ("the kernel offloads nothing", "expected", same_counts),
    ("the simulator has a fast path that the kernel has not", "sim", same_counts),
    ("two runs without flow add differ", "control", restless),
    ("rules are skipped by what is not offloaded", "test", leaky),
)


def kinds_found(played, edit_case=None, edit_runs=None):
    found = set()
    for case, runs in played:
        case, runs = copy.copy(case), copy.deepcopy(runs)
        case.report = copy.deepcopy(case.report)
        if edit_case:
            edit_case(case)
        if edit_runs and runs:
            edit_runs(runs)
        found |= {kind for kind, _ in judge.judge(case, runs).failures}
    return found


def results(played):
    """(name, whether it was found) of every fault"""
    for name, kind, edit in FAULTS:
        yield name, kind in kinds_found(played, edit_case=edit)
    for name, kind, edit in COUNTS:
        yield name, kind in kinds_found(played, edit_runs=edit)
