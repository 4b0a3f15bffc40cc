#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The offload check, held to what a kernel counted: the record that `tests/vm/compare/run --record` has made.

usage: recorded.py [RECORD]

A rule whose counter differed with `flow add` is not unaffected, a flow add that added is not one that never adds; and `nft sim` counts of
a connection what the kernel did.
"""
import multiprocessing
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "vm", "compare"))

import judge		# noqa: E402
import predict		# noqa: E402
import record		# noqa: E402
import case as cases	# noqa: E402

NFT = os.environ.get("NFT", os.path.join(os.path.dirname(os.path.dirname(HERE)), "src", "nft"))


def judge_one(task):
    kernel, case, runs = task
    case.report = cases.report_of(NFT, case.text, kernel)
    predict.predict(case, runs["on"], NFT, kernel)
    return case.name, judge.judge(case, runs, cases.version(kernel) >= (6, 14)).failures


def main():
    about, played = record.read(sys.argv[1] if len(sys.argv) > 1 else record.default_path())
    passed = failed = 0
    with multiprocessing.Pool(min(4, multiprocessing.cpu_count())) as pool:
        for name, failures in pool.imap(judge_one, [(about["kernel"], case, runs) for case, runs in played]):
            passed, failed = passed + (not failures), failed + bool(failures)
            for kind, text in failures:
                print("%s: %s: %s" % (name, kind, text))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
