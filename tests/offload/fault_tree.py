# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults planted in a copy of the built tree, for suites that need more of a build than nft: see tests/fastpath/faults.py."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SECONDS = 300


def planted(text, old, new):
    return text.replace(old, new) if text.count(old) == 1 else None


class Tree:
    """A copy of the built tree, in which one file at a time is another."""
    TARGETS = ("src/nft",)

    def __init__(self, build, place):
        self.top = os.path.join(place, "tree")
        shutil.copytree(build, self.top, symlinks=True, ignore=shutil.ignore_patterns(".git", "autom4te.cache"))
        if os.path.realpath(build) != os.path.realpath(TOP):    # built apart: the sources come along
            raise SystemExit("build in the source tree for this")

    def build(self):
        return subprocess.run(["make", "-s", *self.TARGETS], cwd=self.top, capture_output=True, text=True, timeout=SECONDS)

    def with_fault(self, path, text, test):
        """What @test says while the file holds @text; then the file and what was built of it are as they were."""
        source = os.path.join(self.top, path)
        kept = [p for p in (source, source[:-2] + ".lo", source[:-2] + ".o",
                            os.path.join(os.path.dirname(source), ".libs", os.path.basename(source)[:-2] + ".o")) if os.path.exists(p)]
        for p in kept:
            shutil.copy2(p, p + ".kept")
        with open(source, "w") as f:
            f.write(text)
        done = self.build()
        said = test() if done.returncode == 0 else (None, "does not build:\n" + done.stderr)
        for p in kept:
            os.replace(p + ".kept", p)
            os.utime(p)     # in this order, so that objects are newer than their source, and what is linked of them older
        return said


def main(faults, tree_of, caught):
    build, names = sys.argv[1], sys.argv[2:]
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="nft-faults.") as place:
        tree = tree_of(build, place)
        for name, path, old, new in faults:
            if names and name not in names:
                continue
            start = time.monotonic()
            with open(os.path.join(tree.top, path)) as f:
                text = planted(f.read(), old, new)
            ok, said = (None, "the edit does not apply to " + path) if text is None else tree.with_fault(path, text, lambda: caught(tree))
            passed, failed = passed + bool(ok), failed + (not ok)
            print("%s: %s (%.0f s)" % (name, "caught by " + said if ok else said if ok is None else "NOT CAUGHT", time.monotonic() - start),
                  flush=True)
        if not names:
            tree.build()
            ok, said = caught(tree)
            print("no fault: %s" % ("quiet" if not ok else "fails, too: " + said))
            passed, failed = passed + (not ok), failed + ok
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0
