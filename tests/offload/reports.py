#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How findings are told, silenced and mended: each report says the same, ignore comments, --diff and --fix, what files/ci holds."""
import json
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

try:
    import jsonschema
    import yaml
except ImportError as missing:
    jsonschema = yaml = None
    why_not = missing

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
NFT = os.path.abspath(os.environ.get("NFT", os.path.join(TOP, "src", "nft")))
CASES = [os.path.join(HERE, d, n) for d in ("cases", "quiet") for n in sorted(os.listdir(os.path.join(HERE, d)))]
EXAMPLES = [os.path.join(TOP, "files", "examples", n) for n in sorted(os.listdir(os.path.join(TOP, "files", "examples")))]
LEVELS = {"info": ("note", "notice"), "warning": ("warning", "warning"), "error": ("error", "error")}
GCC = re.compile(r"(.+?):(\d+):(\d+): (note|warning|error): (.*?)(?: \[([a-z-]+)\])?")
GITHUB = re.compile(r"::(notice|warning|error) (?:file=([^:,]*),line=(\d+),endLine=(\d+),(?:col=(\d+),endColumn=(\d+),)?)?title=([^:,]*)::(.*)")

FIX_SEEDS = 40

BASE = """\
table inet filter {%s
	flowtable f1 { hook ingress priority filter; devices = { veth0, veth1 }; }
	chain forward {%s
		type filter hook forward priority filter; policy accept;
%s
		meta l4proto { tcp, udp } flow add @f1 # nft: ignore[bypassed-stack] known
		ct state established,related accept
	}
}
"""


def nft(*args, cwd=None, text=None):
    done = subprocess.run([NFT, *args], cwd=cwd, input=text, stdin=None if text is not None else subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def check(path, *args, text=None):
    return nft("--check", "--offline", *args, "-f", path, text=text)


def findings(path, *args, text=None):
    status, out, err = check(path, "--report", "json", *args, text=text)
    return json.loads(out)["findings"]


def options_of(path):
    found = re.search(r"^.*#=\s*options (.*)$", open(path).read(), re.M)
    return found.group(1).split() if found else []


def unescape(text):
    return re.sub(r"%([0-9A-F]{2})", lambda m: chr(int(m.group(1), 16)), text)


# ---------------------------------------------------------------- each format says the same
def same_as_json(path):
    options = options_of(path)
    report = json.loads(check(path, "--report", "json", *options)[1])
    want = report["findings"]
    gcc = [GCC.fullmatch(line).groups() for line in check(path, "--report", "gcc", *options)[1].splitlines()]
    assert gcc == [(f["file"], str(f["line"]), str(f["column"]), LEVELS[f["severity"]][0], f["message"], f["name"]) for f in want], gcc
    github = [GITHUB.fullmatch(line).groups() for line in check(path, "--report", "github", *options)[1].splitlines()]
    for got, f in zip(github, want):
        assert got[0] == LEVELS[f["severity"]][1] and unescape(got[1]) == f["file"] and got[6] == f["name"], got
        assert unescape(got[7]) == f["message"] and got[2:4] == (str(f["line"]), str(f["end_line"])), got
        if f["line"] == f["end_line"]:
            assert got[4:6] == (str(f["column"]), str(f["end_column"])), got
    assert len(github) == len(want)
    sarif = sarif_of(path, *options)
    assert [r["ruleId"] for r in sarif["results"]] == [f["name"] for f in want]
    for got, f in zip(sarif["results"], want):
        region = got["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == f["line"] and region["endLine"] == f["end_line"], got
        assert got["message"]["text"].startswith(f["message"]) and got["level"] == LEVELS[f["severity"]][0]
        assert len(got.get("fixes", ())) == (f["fix"] is not None)
        assert len(got.get("relatedLocations", ())) == len(f["related"])


def sarif_of(path, *args, text=None):
    log = json.loads(check(path, "--report", "sarif", *args, text=text)[1])
    if jsonschema:
        with open(os.path.join(HERE, "sarif-schema.json")) as f:
            jsonschema.Draft7Validator(json.load(f)).validate(log)
    run = log["runs"][0]
    ids = [r["id"] for r in run["tool"]["driver"]["rules"]]
    prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
    assert len(set(ids)) == len(ids) and len(set(prints)) == len(prints)
    assert all(ids[r["ruleIndex"]] == r["ruleId"] for r in run["results"])
    return run


def names_of_findings():
    with open(os.path.join(TOP, "src", "offload", "findings.def")) as f:
        return re.findall(r'^FINDING\(\w+, "([a-z-]+)"', f.read(), re.M)


def test_formats_agree():
    for path in CASES + EXAMPLES:
        try:
            same_as_json(path)
        except AssertionError as error:
            raise AssertionError("%s: %s" % (os.path.basename(path), error)) from error


def test_sarif_declares_all():
    rules = sarif_of(EXAMPLES[0])["tool"]["driver"]["rules"]
    assert set(names_of_findings()) <= {r["id"] for r in rules}
    assert all(len(r["help"]["text"]) > 30 for r in rules)


def test_schema_bites():
    log = json.loads(check(os.path.join(TOP, "files", "examples", "thread.nft"), "--report", "sarif")[1])
    with open(os.path.join(HERE, "sarif-schema.json")) as f:
        validator = jsonschema.Draft7Validator(json.load(f))
    del log["runs"][0]["results"][0]["partialFingerprints"]
    assert not validator.is_valid(log)


def test_fingerprints_stay():
    path = os.path.join(TOP, "files", "examples", "thread.nft")
    with open(path) as f:
        text = f.read()
    moved = "\n\n# moved\n" + text.replace("\t\tip dscp", "\n    \t ip  dscp")
    other = text.replace("cs3", "cs4")
    one, two, three = ([r["partialFingerprints"] for r in sarif_of("-", text=t)["results"]] for t in (text, moved, other))
    assert one == two and one != three
    assert sarif_of("-", text=text.replace("filter {", "filtre {", 1))["results"][0]["partialFingerprints"] != one[0]


def test_columns_are_characters():
    text = BASE % ("", "", '\t\tiifname "ü€" ip dscp set cs3 comment "ü"')
    got = [r for r in sarif_of("-", text=text)["results"] if r["ruleId"] == "bypassed-mangle"]
    line = text.splitlines()[4]
    region = got[0]["locations"][0]["physicalLocation"]["region"]
    assert line[region["startColumn"] - 1:region["endColumn"] - 1] == "ip dscp set cs3", region


def test_refused_in_each_format():
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, "a:b,c%d.nft")
        with open(path, "w") as f:
            f.write("table ip t {\n\tchain c {\n\t\ttcp dport 70000 accept\n\t}\n}\n")
        for form in ("text", "json", "sarif", "github", "gcc", "rules"):
            status, out, err = check(path, "--report", form)
            assert status == 1 and "70000" in (err if form == "text" else out), (form, out, err)
            status, out, err = check(os.path.join(place, "nosuch"), "--report", form)
            assert status == 1 and ("nosuch" in (err if form == "text" else out) or form == "json"), (form, out, err)
        (line,) = check(path, "--report", "github")[1].splitlines()
        found = GITHUB.fullmatch(line)
        assert found and unescape(found.group(2)) == path and "," not in found.group(2), line
        run = sarif_of(path)
        assert not run["invocations"][0]["executionSuccessful"] and run["results"][0]["ruleId"] == "refused-ruleset"
        assert sarif_of(os.path.join(place, "nosuch"))["invocations"][0]["toolExecutionNotifications"]
        open(path, "w").close()
        assert sarif_of(path)["results"] == [] and check(path, "--report", "json")[1].startswith('{"version":1')
        assert check(path, "--report", "gcc") == (0, "", "")


def test_explain():
    for name in names_of_findings():
        status, out, err = nft("--explain", name)
        assert status == 0 and out.startswith(name + " (") and "Bad:\n" in out and "Good:\n" in out and "Kernel:" in out, out
        assert not err
    status, out, err = nft("--explain", "bypased-mangel")
    assert status == 1 and not out and "did you mean `bypassed-mangle'" in err
    assert all(name in err for name in names_of_findings())


# ---------------------------------------------------------------- each finding
def examples_of(name):
    """The bad and the good ruleset of --explain."""
    parts = re.split(r"^(Bad|Good|Kernel):", nft("--explain", name)[1], flags=re.M)
    assert parts[1::2] == ["Bad", "Good", "Kernel"], parts[1::2]
    return parts[2], parts[4]


def has(found, name):
    """Every use of a flowtable has bypassed-stack, as an info: what is meant is the warning."""
    return any(f["name"] == name and (name != "bypassed-stack" or f["severity"] != "info") for f in found)


def test_explained_rulesets():
    for name in names_of_findings():
        bad, good = examples_of(name)
        assert has(findings("-", text=bad), name), bad
        assert not has(findings("-", text=good), name), good
        status, out, err = check("-", "--error-on", "warning", text=good)
        assert status == 0, err


def test_each_finding_is_told():
    """findings/NAME holds a ruleset that has it, with all that is said about it in each form, and one that has not."""
    places = os.path.join(HERE, "findings")
    assert sorted(os.listdir(places)) == sorted(names_of_findings())
    for name in names_of_findings():
        place = os.path.join(places, name)

        def told(form, ruleset="bad.nft"):
            return nft("--check", "--offline", "--verbose", "--report", form, "-f", ruleset, cwd=place)

        def expected(kind):
            with open(os.path.join(place, "bad." + kind)) as f:
                return f.read()

        report, log = json.loads(told("json")[1]), json.loads(told("sarif")[1])
        assert has(report["findings"], name), name
        assert told("text")[2] == expected("txt"), told("text")[2]
        assert report["findings"] == json.loads(expected("json")), name
        assert log["runs"][0]["results"] == json.loads(expected("sarif")), name
        assert not has(json.loads(told("json", "good.nft")[1])["findings"], name), name


# ---------------------------------------------------------------- ignore comments
def told(text, *args):
    return [(f["name"], f["line"]) for f in findings("-", *args, text=text)]


def test_ignore_places():
    beside = "\t\tip dscp set cs3 # nft: ignore[bypassed-mangle] why"
    above = "\t\t# nft: ignore[bypassed-mangle]\n\t\t# more words\n\t\tip dscp set cs3"
    spread = "\t\tip saddr {\n\t\t\t10.0.0.1,\n\t\t\t10.0.0.2\n\t\t} ip dscp set cs3"
    for text in (BASE % ("", "", beside), BASE % ("", "", above), BASE % ("", " # nft: ignore[bypassed-mangle]", "\t\tip dscp set cs3"),
                 BASE % (" #nft:ignore[ bypassed-mangle ]", "", "\t\tip dscp set cs3"),
                 BASE % ("", "", spread + " # nft: ignore[bypassed-mangle]"),
                 BASE % ("", "", "\t\t# nft: ignore[bypassed-mangle]\n" + spread)):
        assert told(text) == [], (told(text), text)
        assert check("-", "--error-on", "info", text=text)[0] == 0
    # elsewhere it ignores nothing
    below = "\t\tip dscp set cs3\n\t\t# nft: ignore[bypassed-mangle]"
    assert told(BASE % ("", "", below)) == [("bypassed-mangle", 5), ("unused-ignore", 6)]
    apart = "\t\t# nft: ignore[bypassed-mangle]\n\n\t\tip dscp set cs3"
    assert told(BASE % ("", "", apart)) == [("unused-ignore", 5), ("bypassed-mangle", 7)]
    quoted = '\t\tip dscp set cs3 comment "# nft: ignore[bypassed-mangle]"'
    assert told(BASE % ("", "", quoted)) == [("bypassed-mangle", 5)]
    words = "\t\tip dscp set cs3 # nft: ignored by design"
    assert told(BASE % ("", "", words)) == [("bypassed-mangle", 5)]


def test_ignore_names():
    two = "\t\tcounter ip dscp set cs3 # nft: ignore[bypassed-mangle, bypassed-observe] both"
    assert told(BASE % ("", "", two)) == []
    one = "\t\tcounter ip dscp set cs3 # nft: ignore[bypassed-mangle, bypassed-limit] one"
    assert told(BASE % ("", "", one)) == [("bypassed-observe", 5), ("unused-ignore", 5)]
    silent = "\t\taccept # nft: ignore[bypassed-limit, unused-ignore] on other kernels"
    assert told(BASE % ("", "", silent))[0] == ("blocks-offload", 5) and ("unused-ignore", 5) not in told(BASE % ("", "", silent))
    both = "\t\tip dscp set cs3 # nft: ignore[bypassed-mangle]"
    assert told(BASE % ("", " # nft: ignore[bypassed-mangle]", both)) == [("unused-ignore", 3)]
    (unused,) = [f for f in findings("-", text=BASE % ("", " # nft: ignore[bypased-mangle]", ""))]
    assert "did you mean `bypassed-mangle`" in unused["message"] and unused["name"] == "unused-ignore"
    assert told(BASE % ("", " # nft: ignore", "")) == [("unused-ignore", 3)]
    assert told("# nft: ignore[bypassed-limit]\ntable ip t {\n}\n") == [("unused-ignore", 1)]
    assert "unused-ignore" in check("-", text="# nft: ignore[bypassed-limit]\ntable ip t {\n}\n")[2]


def test_ignore_in_sarif():
    run = sarif_of("-", text=BASE % ("", "", "\t\tip dscp set cs3 # nft: ignore[bypassed-mangle] only the first"))
    got = {r["ruleId"]: r.get("suppressions") for r in run["results"]}
    assert got == {"bypassed-mangle": [{"kind": "inSource", "justification": "only the first"}],
                   "bypassed-stack": [{"kind": "inSource", "justification": "known"}]}, got


def test_not_compiled_stays():
    text = """table inet filter {
	flowtable f1 { hook ingress priority filter; devices = { veth0, veth1 }; }
	chain fast_fwd {
		type filter hook fast_fwd flowtable @f1 priority filter; policy accept;
		log # nft: ignore[fast-fwd-not-compiled]
	}
	chain forward {
		type filter hook forward priority filter; policy accept;
		meta l4proto { tcp, udp } flow add @f1 # nft: ignore[bypassed-stack]
	}
}
"""
    assert told(text) == [("fast-fwd-not-compiled", 5), ("unused-ignore", 5)], told(text)
    assert check("-", text=text)[0] == 1


def test_ignore_in_includes():
    with tempfile.TemporaryDirectory() as place:
        with open(os.path.join(place, "body.nft"), "w") as f:
            f.write("ip dscp set cs3\nip dscp set cs4 # nft: ignore[bypassed-mangle]\n")
        main = os.path.join(place, "fw.nft")
        with open(main, "w") as f:
            f.write(BASE % ("", " # nft: ignore[bypassed-mangle]", '\t\tinclude "%s/body.nft"' % place))
        assert [f["name"] for f in findings(main)] == []
        with open(main, "w") as f:
            f.write(BASE % ("", "", '\t\tinclude "%s/body.nft"' % place))
        assert [(f["name"], f["line"]) for f in findings(main)] == [("bypassed-mangle", 1)]


# ---------------------------------------------------------------- --diff, --fix
def machine_fixes(found):
    return [f for f in found if f["fix"] and f["fix"]["applicability"] == "machine"]


def key(f):
    return f["name"], f["message"]


def mended(path, *args):
    """The diff, applied by patch(1), is what --fix writes, and what it was for is gone."""
    with tempfile.TemporaryDirectory() as place:
        name = os.path.basename(path)
        copy, patched = os.path.join(place, name), os.path.join(place, "patched")
        shutil.copy(path, copy)
        os.chmod(copy, 0o640)
        before = findings(copy, *args)
        status, diff, _ = nft("--check", "--offline", "--diff", *args, "-f", name, cwd=place)
        shutil.copy(copy, patched)
        if diff and shutil.which("patch"):
            done = subprocess.run(["patch", "-s", "-p0", patched], input=diff, capture_output=True, text=True, cwd=place)
            assert done.returncode == 0, done.stdout + diff
        nft("--check", "--offline", "--fix", *args, "-f", name, cwd=place)
        with open(copy) as one, open(patched) as two, open(path) as old:
            text = one.read()
            assert not shutil.which("patch") or text == two.read(), diff
            assert bool(machine_fixes(before)) == (text != old.read()) == bool(diff)
        assert os.stat(copy).st_mode & 0o7777 == 0o640
        assert sorted(os.listdir(place)) == sorted([name, "patched"])
        after = findings(copy, *args)
        assert not machine_fixes(after)
        had = sorted(key(f) for f in before)
        for f in after:
            assert key(f) in had, f
        assert len(after) <= len(before) - bool(machine_fixes(before))
        report = json.loads(check(copy, "--report", "json", *args)[1])
        assert not report.get("errors")
        return bool(diff)


def test_fixes_recheck():
    count = 0
    for path in CASES + EXAMPLES:
        try:
            count += mended(path, *options_of(path))
        except AssertionError as error:
            raise AssertionError("%s: %s" % (os.path.basename(path), error)) from error
    assert count


def test_fix_bad_rulesets():
    shapes = ("ip dscp set cs3", "ip daddr 192.0.2.0/24 tcp dport 443 ip dscp set af11 # fast", "ip6 hoplimit set 64 # hops",
              "tcp dport {\n\t\t\t80,\n\t\t\t443\n\t\t} ip dscp set cs1")
    with tempfile.TemporaryDirectory() as place:
        for number, shape in enumerate(shapes):
            path = os.path.join(place, "%d.nft" % number)
            with open(path, "w") as f:
                f.write(BASE % ("", "", "\t\t" + shape))
            assert mended(path), shape
            nft("--offline", "--fix", "-f", path)
            assert check(path, "--error-on", "warning") == (0, "", ""), (shape, open(path).read())
            assert nft("--offline", "--diff", "-f", path)[1] == ""


FIX_LINES = (
    "ip dscp set cs3", "ip6 dscp set af21", "ip ttl set 64", "ip daddr 192.0.2.0/24 ip dscp set cs1 # marked", "tcp dport 80 ip ecn set ect0;",
    "ct mark 0x1 ip dscp set cs2", "udp sport { 53, 123 } ip dscp set cs4", "ip dscp set tcp dport map { 80 : cs1, 443 : cs2 }",
    "ip length > 100 ip dscp set cs5", "counter ip dscp set cs6", "meta mark set 0x1", "limit rate 5/second ip dscp set cs7",
    "ct state established,related accept", "tcp dport 22 drop", "ct state new counter", "jump other", "ip saddr 10.0.0.1 accept",
    "ip protocol { tcp, udp, gre } flow add @f1", "meta l4proto { tcp, udp } flow add @f1", "tcp dport 443 flow add @f1",
    "tcp dport {\n\t\t\t80,\n\t\t\t443\n\t\t} ip dscp set cs1", "tcp dport 8080 ip daddr set 10.0.0.7", "udp dport 99 udp dport set 98",
)


def random_ruleset(r):
    def chain(name, head, lines):
        return "\tchain %s {%s\n%s\t}\n" % (name, head, "".join("\t\t%s\n" % line for line in lines))

    some = [l for l in FIX_LINES if "jump" not in l and "flow add" not in l]
    base = "\n\t\ttype filter hook forward priority filter; policy accept;"
    lines = r.sample(FIX_LINES, r.randint(1, 5)) + [r.choice([l for l in FIX_LINES if "flow add" in l])]
    if r.random() < 0.5:
        r.shuffle(lines)
    text = "table inet filter {\n\tflowtable f1 { hook ingress priority filter; devices = { veth0, veth1 }; }\n"
    text += chain("other", "", r.sample(some, r.randint(0, 2))) + chain("forward", base, lines)
    if r.random() < 0.3:
        text += chain("late", base.replace("priority filter", "priority 10"), r.sample(some, 1))
    return text + "}\n"


def test_fixes_of_random_rulesets():
    """What is mended stays mended: no finding of it is left, none is new, and there is nothing more to mend."""
    mends = 0
    with tempfile.TemporaryDirectory() as place:
        for seed in range(1, FIX_SEEDS + 1):
            path = os.path.join(place, "%d.nft" % seed)
            with open(path, "w") as f:
                f.write(random_ruleset(random.Random(seed)))
            try:
                mends += mended(path)
            except AssertionError as error:
                raise AssertionError("seed %d: %s\n%s" % (seed, error, open(path).read())) from error
    assert mends > FIX_SEEDS // 8, mends


def test_equal_priorities_are_named():
    text = """table inet filter {
	flowtable f1 { hook ingress priority filter; devices = { veth0, veth1 }; flags offload; }
	chain older {
		type filter hook forward priority filter; policy accept;
		meta l4proto { tcp, udp } flow add @f1
	}
	chain newer {
		type filter hook forward priority filter; policy accept;
		udp dport 53 ct state established drop
	}
}
table netdev edge {
	chain out { type filter hook egress device veth1 priority 0; policy accept; counter; }
	chain elsewhere { type filter hook egress device veth9 priority 0; policy accept; counter; }
}
"""
    related = {f["name"]: [(r["line"], r["message"]) for r in f["related"]] for f in findings("-", text=text)}
    order = "chains newer and older have the same priority: newer is the newer one and runs first"
    assert related["bypassed-verdict"][1:] == [(7, order)], related
    assert related["hardware-offload"] == [(5, "connections are added to it here"), (13, "this chain at egress does not see them, then")]
    apart = findings("-", text=text.replace("priority filter; policy accept;\n\t\tudp", "priority 1; policy accept;\n\t\tudp"))
    assert not [r for f in apart for r in f["related"] if "same priority" in r["message"]]


def test_fix_two_of_a_table():
    """Two chains cannot both become the fast_fwd chain, and what two flowtables take cannot be mended in one."""
    second = "\tchain second {\n\t\ttype filter hook forward priority filter + 1; policy accept;\n\t\tip ttl set 4\n\t}\n}\n"
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, "two.nft")
        with open(path, "w") as f:
            f.write((BASE % ("", "", "\t\tip dscp set cs3"))[:-2] + second)
        assert mended(path) and len([f for f in findings(path) if f["fix"]]) == 2
        with open(path, "a") as f:
            f.write((BASE % ("", "", "")).replace("inet filter", "ip other"))
        assert not mended(path)


def test_fix_what_it_may():
    text = BASE % ("", "", "\t\tip dscp set cs3")
    # standard input is shown, and never written
    status, out, err = nft("--offline", "--diff", "-f", "-", text=text)
    assert out.startswith("--- /dev/stdin\n+++ /dev/stdin\n@@ ") and status == 0
    with tempfile.TemporaryDirectory() as place:
        source = os.path.join(place, "in")
        with open(source, "w") as f:
            f.write(text)
        with open(source) as f:
            subprocess.run([NFT, "--offline", "--fix", "-f", "-"], stdin=f, capture_output=True)
        assert open(source).read() == text and os.listdir(place) == ["in"]
        # an included file is mended, the one that includes it is not touched; a link stays one
        main, link = os.path.join(place, "main.nft"), os.path.join(place, "link.nft")
        with open(main, "w") as f:
            f.write('include "%s"\n' % link)
        os.symlink("in", link)
        stamp = os.stat(main).st_mtime_ns, os.stat(main).st_ino
        status, out, err = nft("--offline", "--fix", "-f", main)
        assert status == 0 and "link.nft: mended (1 fix)" in err and "Warning" not in err, err
        assert os.path.islink(link) and "chain fast_fwd" in open(source).read()
        assert (os.stat(main).st_mtime_ns, os.stat(main).st_ino) == stamp
        # what is read twice is left alone, what is ignored as well, and what is wrong
        twice = os.path.join(place, "twice.nft")
        body = os.path.join(place, "body.nft")
        with open(body, "w") as f:
            f.write("\n".join(text.splitlines()[1:-1]) + "\n")
        with open(twice, "w") as f:
            f.write('table ip a {\n\tinclude "%s"\n}\ntable ip b {\n\tinclude "%s"\n}\n' % (body, body))
        assert nft("--offline", "--diff", "-f", twice)[1] == ""
        for changed in (text.replace("set cs3", "set cs3 # nft: ignore[bypassed-mangle]"), text.replace("veth1", "veth1 }")):
            with open(source, "w") as f:
                f.write(changed)
            nft("--offline", "--fix", "-f", source)
            assert open(source).read() == changed


def test_options_that_contradict():
    path = EXAMPLES[0]
    for options in (["--fix", "--diff"], ["--diff", "--report", "json"], ["--fix", "--no-warn"]):
        status, out, err = nft("--offline", *options, "-f", path)
        assert status == 1 and err.startswith("Error: ") and not out, (options, err)


# ---------------------------------------------------------------- files/ci
def example(name):
    with open(os.path.join(TOP, "files", "ci", name)) as f:
        return f.read()


def test_problem_matcher():
    matchers = json.loads(example("problem-matcher.json"))["problemMatcher"]
    lines = []
    for path in CASES + EXAMPLES:
        lines += check(path, "--report", "gcc", *options_of(path))[1].splitlines()
    lines += check("-", "--report", "gcc", text="table ip t {\n\tnosuch\n}\n")[1].splitlines()
    seen = set()
    for line in lines:
        got = []
        for m in matchers:
            (pattern,) = m["pattern"]
            found = re.search(pattern["regexp"], line)
            if found:
                severity = found.group(pattern["severity"]) if "severity" in pattern else m["severity"]
                got.append((severity, found.group(pattern["file"]), found.group(pattern["line"]), found.group(pattern["column"]),
                            found.group(pattern["message"]), found.group(pattern["code"])))
        want = GCC.fullmatch(line).groups()
        assert got == [(want[3].replace("note", "notice"), *want[:3], *want[4:])], (line, got)
        seen.add(want[3])
    assert seen == {"note", "warning", "error"}


def with_nft(place):
    """An environment in which `nft` is the one under test."""
    tools = os.path.join(place, "bin")
    os.mkdir(tools)
    with open(os.path.join(tools, "nft"), "w") as f:
        f.write('#!/bin/sh\nexec %s "$@"\n' % shlex.quote(NFT))
    os.chmod(os.path.join(tools, "nft"), 0o755)
    return dict(os.environ, PATH=tools + ":" + os.environ["PATH"])


def test_pre_commit_hooks():
    hooks = {h["id"]: h for h in yaml.safe_load(example("pre-commit-hooks.yaml"))}
    good, bad = (os.path.join(TOP, "files", "examples", n) for n in ("ordinary-router.nft", "thread.nft"))
    with tempfile.TemporaryDirectory() as place:
        env = with_nft(place)
        for hook in hooks.values():
            assert {"id", "name", "entry", "language", "files"} <= set(hook) and re.search(hook["files"], good)
        check_it, fix_it = (shlex.split(hooks[i]["entry"]) for i in ("nft-check", "nft-fix"))
        copy = shutil.copy(bad, os.path.join(place, "b ad.nft"))
        assert subprocess.run(check_it + [good, good], env=env, capture_output=True).returncode == 0
        done = subprocess.run(check_it + [copy, good], env=env, capture_output=True, text=True)
        assert done.returncode == 1 and "bypassed-mangle" in done.stderr
        assert subprocess.run(fix_it + [good, copy], env=env, capture_output=True).returncode == 0
        assert subprocess.run(check_it + [good, copy], env=env, capture_output=True).returncode == 0


def test_workflow():
    steps = yaml.safe_load(example("github-workflow.yml"))["jobs"]["check"]["steps"]
    scripts = {s["name"]: s["run"] for s in steps if "run" in s and s["name"] != "Install nft"}
    assert list(scripts) == ["Annotate", "Findings for code scanning", "Refuse warnings"]
    with tempfile.TemporaryDirectory() as place:
        env = with_nft(place)
        os.mkdir(os.path.join(place, "rulesets"))
        for name in ("thread.nft", "ordinary-router.nft"):
            shutil.copy(os.path.join(TOP, "files", "examples", name), os.path.join(place, "rulesets"))
        done = {n: subprocess.run(["bash", "-eo", "pipefail", "-c", s], cwd=place, env=env, capture_output=True, text=True)
                for n, s in scripts.items()}
        assert [d.returncode for d in done.values()] == [0, 0, 1], done
        assert "::warning file=rulesets/thread.nft,line=9," in done["Annotate"].stdout
        for name in ("thread", "ordinary-router"):
            with open(os.path.join(place, "sarif", name + ".sarif")) as f:
                assert json.load(f)["version"] == "2.1.0"


NEED_MODULES = ("test_schema_bites", "test_pre_commit_hooks", "test_workflow")


def main():
    passed = failed = skipped = 0
    for name, test in sorted(globals().items()):
        if not name.startswith("test_"):
            continue
        if name in NEED_MODULES and not jsonschema:
            print("%s skipped: %s" % (name, why_not))
            skipped += 1
            continue
        try:
            test()
            passed += 1
        except Exception as error:  # whatever it is, the other tests go on
            line = error.__traceback__
            while line.tb_next:
                line = line.tb_next
            print("%s: %s, line %d: %s" % (name, type(error).__name__, line.tb_lineno, error))
            failed += 1
    print("%d passed, %d failed, %d skipped" % (passed, failed, skipped))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
