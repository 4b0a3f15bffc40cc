#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold the sources to the house: a file uses its own floor and those below, and no two files use each other.

What a file uses is read twice: its #include lines, and the symbols that its object takes from other objects (nm), so
that a declaration in a low header whose function stands on a high floor is found too. Floors side by side may use one
another in one direction only. Each check is also run on a small tree with the fault planted in it.
"""
import os
import re
import subprocess
import sys
import tempfile

# lowest first; the floors of one line stand side by side
FLOORS = (
    ("base",),
    ("catalog",),
    ("model",),
    ("check", "packet"),
    ("lang", "json", "kernel"),
    ("offload", "fastpath", "report"),
    ("api",),
    ("cli",),
)
LEVEL = {floor: level for level, floors in enumerate(FLOORS) for floor in floors}
SOURCE = (".c", ".h", ".def", ".y", ".l")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
SPDX = "SPDX-License-Identifier: GPL-2.0-or-later"


def floor_of(path):
    return path.split("/", 1)[0]


def sources_of(src):
    for directory, _, names in os.walk(src):
        for name in sorted(names):
            if name.endswith(SOURCE) and not name.startswith("."):
                yield os.path.relpath(os.path.join(directory, name), src)


def read(src, path):
    with open(os.path.join(src, path), encoding="utf-8", errors="replace") as f:
        return f.read()


def include_arrows(src):
    """{(user, used)} by #include, both relative to src"""
    files = set(sources_of(src))
    arrows = set()
    for path in files:
        for name in INCLUDE.findall(read(src, path)):
            for used in (name, os.path.normpath(os.path.join(os.path.dirname(path), name))):
                if used in files:
                    arrows.add((path, used))
                    break
                # a header that is made by the build stands for its floor
                if floor_of(used) in LEVEL and "/" in used:
                    arrows.add((path, used))
                    break
    return arrows


def objects_of(build):
    """source name without extension -> object; libtool leaves the real object in .libs"""
    found = {}
    for directory, _, names in os.walk(build):
        for name in names:
            if not name.endswith(".o"):
                continue
            place = os.path.relpath(directory, build)
            if os.path.basename(place) == ".libs":
                place = os.path.dirname(place)
            stem = re.sub(r"^(nft|libnft\w*)-", "", name[:-2])
            found.setdefault(os.path.join(place, stem), os.path.join(directory, name))
    return found


def call_arrows(build, functions_only=False):
    """{(user, used)} by symbols, both relative to src without their extension. A table of functions is data: kinds reach
    each other through theirs, and that is no circle."""
    defined, wanted = {}, []
    for stem, path in objects_of(build).items():
        lines = subprocess.run(["nm", "-P", path], capture_output=True, text=True, check=True).stdout.splitlines()
        for line in lines:
            name, kind = line.split()[:2]
            if kind == "U":
                wanted.append((stem, name))
            elif kind.isupper() and not (functions_only and kind not in "TW"):
                defined[name] = stem
    return {(user, defined[name]) for user, name in wanted if defined.get(name, user) != user}


def upward(arrows):
    return sorted("%s uses %s" % (a, b) for a, b in arrows
                  if LEVEL.get(floor_of(a), -1) < LEVEL.get(floor_of(b), len(FLOORS)))


def circles(arrows):
    """The strongly connected components of more than one node, as text (Tarjan, without recursion)."""
    out = {}
    for a, b in arrows:
        out.setdefault(a, []).append(b)
        out.setdefault(b, [])
    index, low, on, stack, found = {}, {}, set(), [], []
    for root in sorted(out):
        work = [(root, iter(out[root]))] if root not in index else []
        while work:
            node, rest = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                stack.append(node)
                on.add(node)
            for nxt in rest:
                if nxt not in index:
                    work.append((nxt, iter(out[nxt])))
                    break
                if nxt in on:
                    low[node] = min(low[node], index[nxt])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    at = stack.index(node)
                    part, stack[at:] = stack[at:], []
                    on.difference_update(part)
                    if len(part) > 1 or (node, node) in arrows:
                        found.append("circle: " + ", ".join(sorted(part)))
    return found


def floor_circles(arrows):
    return circles({(floor_of(a), floor_of(b)) for a, b in arrows if floor_of(a) != floor_of(b)})


def unlisted(src):
    listed = ""
    for directory, _, names in os.walk(src):
        listed += "".join(read(directory, n) for n in names if n == "sources.am")
    words = set(listed.split())
    return ["%s is in no sources.am" % p for p in sources_of(src)
            if "src/" + p not in words and not made(src, p)]


def made(src, path):
    """bison's and flex' output, when built in the source tree"""
    stem = os.path.splitext(os.path.join(src, path))[0]
    return os.path.exists(stem + ".y") or path.endswith(".c") and os.path.exists(stem + ".l")


def unlicensed(src):
    return ["%s has no licence line" % p for p in sources_of(src)
            if not made(src, p) and SPDX not in read(src, p)[:400]]


def strangers(src):
    return ["%s stands on no floor" % p for p in sources_of(src) if floor_of(p) not in LEVEL]


def hidden(build):
    """libnftables.so.1 shows its public functions and nothing else."""
    lib = os.path.join(build, ".libs", "libnftables.so.1")
    lines = subprocess.run(["nm", "-D", "--defined-only", "-P", lib], capture_output=True, text=True).stdout
    names = [line.split()[0].split("@")[0] for line in lines.splitlines() if line.split()[1] != "A"]
    needed = subprocess.run(["objdump", "-p", lib], capture_output=True, text=True).stdout
    bad = ["libnftables.so.1 shows " + n for n in names if not n.startswith("nft_")]
    if "SONAME               libnftables.so.1\n" not in needed:
        bad.append("no libnftables.so.1 with that soname")
    return bad + ["libnftables.so.1 needs libbpf at every start"] * ("libbpf" in needed)


def undeclared(build, top):
    """The public header and what the library shows are the same list."""
    lib = os.path.join(build, ".libs", "libnftables.so.1")
    lines = subprocess.run(["nm", "-D", "--defined-only", "-P", lib], capture_output=True, text=True).stdout
    shown = {line.split("@")[0] for line in lines.splitlines() if line.startswith("nft_")}
    text = re.sub(r"/\*.*?\*/", "", read(os.path.join(top, "include", "nftables"), "libnftables.h"), flags=re.S)
    declared = set(re.findall(r"\b(nft_(?:ctx|run)_\w+)\(", text))
    return ["%s is declared and not there" % n for n in sorted(declared - shown)] + \
        ["%s is there and not declared" % n for n in sorted(shown - declared)]


def compile_tree(tree, build):
    for path in sources_of(tree):
        if path.endswith(".c"):
            target = os.path.join(build, path[:-2] + ".o")
            os.makedirs(os.path.dirname(target), exist_ok=True)
            subprocess.run(["cc", "-I", tree, "-c", "-o", target, os.path.join(tree, path)], check=True)


def planted(files, look):
    """What look(src, build) says of a tree with these files in it."""
    with tempfile.TemporaryDirectory() as top:
        src, build = os.path.join(top, "src"), os.path.join(top, "build")
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(src, path)), exist_ok=True)
            with open(os.path.join(src, path), "w", encoding="utf-8") as f:
                f.write(text)
        compile_tree(src, build)
        return look(src, build)


def plants():
    up_include = {"base/a.h": '#include "model/b.h"\n', "model/b.h": "\n"}
    side = {"lang/a.h": '#include "json/b.h"\n', "json/b.h": "\n", "json/c.h": '#include "lang/d.h"\n', "lang/d.h": "\n"}
    ring = {"base/a.h": '#pragma once\n#include "base/b.h"\n', "base/b.h": '#pragma once\n#include "a.h"\n'}
    up_call = {"base/a.c": "void b(void);\nvoid a(void) { b(); }\n", "model/b.c": "void b(void);\nvoid b(void) {}\n"}
    ring_call = {"base/a.c": "void b(void);\nvoid a(void) { b(); }\n", "base/b.c": "void a(void);\nvoid b(void) { a(); }\n"}
    both = "/* %s */\n" % SPDX
    return [
        ("an upward include is found", planted(up_include, lambda s, b: upward(include_arrows(s)))),
        ("floors that use each other are found", planted(side, lambda s, b: floor_circles(include_arrows(s)))),
        ("a circle of includes is found", planted(ring, lambda s, b: circles(include_arrows(s)))),
        ("an upward call is found", planted(up_call, lambda s, b: upward(call_arrows(b)))),
        ("a circle of calls is found", planted(ring_call, lambda s, b: circles(call_arrows(b, functions_only=True)))),
        ("an unlisted file is found", planted({"base/a.h": both}, lambda s, b: unlisted(s))),
        ("a missing licence line is found", planted({"base/a.h": "\n"}, lambda s, b: unlicensed(s))),
    ]


def main():
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    src = os.path.join(os.environ.get("SRCDIR", top), "src")
    build = os.path.join(os.environ.get("BUILDDIR", top), "src")
    includes, calls = include_arrows(src), call_arrows(build)
    checks = [
        ("the build left objects to read", [] if calls or objects_of(build) else ["no objects in " + build]),
        ("every file stands on a floor", strangers(src)),
        ("no include looks up", upward(includes)),
        ("no call looks up", upward(calls)),
        ("no two floors use each other", floor_circles(includes | calls)),
        ("no circle of includes", circles(includes)),
        ("no circle of calls", circles(call_arrows(build, functions_only=True))),
        ("every file is listed", unlisted(src)),
        ("every file has its licence line", unlicensed(src)),
        ("the library hides what is not public", hidden(os.path.dirname(build))),
        ("the library has what its header says", undeclared(os.path.dirname(build), os.path.dirname(src))),
    ]
    failed = 0
    for name, wrong in checks:
        if wrong:
            failed += 1
            print("not ok: %s\n  %s" % (name, "\n  ".join(wrong)))
    planted_faults = plants()
    missed = [name for name, found in planted_faults if not found]
    for name in missed:
        print("not ok: %s (planted, and missed)" % name)
    failed += len(missed)
    print("%d passed, %d failed" % (len(checks) + len(planted_faults) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
