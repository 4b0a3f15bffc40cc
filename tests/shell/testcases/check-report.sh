# SPDX-License-Identifier: GPL-2.0-or-later
# the offload check on the command line: streams, formats, exit status, places
ours
cat >fw.nft <<'EOF'
define wan = "veth1"
table inet filter {
	flowtable f1 {
		hook ingress priority filter
		devices = { veth0, veth1 }
	}
	include "./forward.nft"
}
EOF
cat >forward.nft <<'EOF'
chain forward {
	type filter hook forward priority filter; policy accept;
	oifname $wan ip dscp set cs3
	counter
	ip protocol tcp flow add @f1
	ct state established,related accept
}
EOF
check() { # check STATUS ARGS...
	local want=$1 status=0
	shift
	"$NFT" --check --offline "$@" >out 2>err || status=$?
	[ $status -eq "$want" ] || fail "nft --check --offline $*: exit status $status, want $want: $(cat out err)"
}

# text goes to standard error, with the place in the included file, its includer and the cause
check 0 -f fw.nft
same "" "$(cat out)"
grep -q 'forward.nft:3:15-29: Warning: .*bypassed-mangle' err || fail "$(cat err)"
grep -q 'fw.nft:7:' err || fail "no place of the include: $(cat err)"
grep -q 'forward.nft:5:18-29: ' err || fail "no cause: $(cat err)"
grep -q 'oif veth1' err || fail "no connection: $(cat err)"
grep -q 'bypassed-observe' err && fail "severity info without --verbose"
check 0 --verbose -f fw.nft
grep -q 'bypassed-observe' err || fail "no severity info with --verbose"
check 0 --no-warn -f fw.nft
same "" "$(cat out err)"

# status 2 on what is asked for, and only then
check 2 --error-on warning -f fw.nft
check 2 --error-on info -f fw.nft
check 0 --error-on error -f fw.nft
check 2 --error-on bypassed-mangle -f fw.nft
check 0 --error-on bypassed-verdict -f fw.nft
check 1 --error-on nosuch -f fw.nft

# the reports go to standard output
check 0 --report rules -f fw.nft
grep -q 'oifname "veth1" ip dscp set cs3 .*offloadable, lost' out || fail "$(cat out)"
grep -q 'ct state established,related accept .*offloadable ' out || fail "$(cat out)"
check 0 --report json -f fw.nft
same "" "$(cat err)"
python3 - <<'EOF'
import json
report = json.load(open("out"))
assert report["version"] == 1
assert [f["name"] for f in report["flowtables"]] == ["f1"]
assert [r["index"] for r in report["rules"]] == [0, 1, 2, 3]
assert report["rules"][0]["class"] == "offloadable" and report["rules"][0]["lost"] is True
mangle = [f for f in report["findings"] if f["name"] == "bypassed-mangle"]
assert len(mangle) == 1, report["findings"]
place = mangle[0]
assert (place["file"], place["line"], place["column"], place["end_line"], place["end_column"]) == ("./forward.nft", 3, 15, 3, 30), place
assert place["rule"] == {"family": "inet", "table": "filter", "chain": "forward", "index": 0}
assert place["related"][0]["line"] == 5
assert place["example"]["l4proto"] == "tcp" and place["example"]["oif"] == "veth1"
assert "bypassed-observe" in [f["name"] for f in report["findings"]]
EOF

# it is the same every time, and a report even when the ruleset is wrong
cp out first
check 0 --report json -f fw.nft
cmp first out || fail "two runs differ"
sed 's/cs3/nosuch/' forward.nft >wrong && mv wrong forward.nft
check 1 --report json -f fw.nft
python3 - <<'EOF'
import json
report = json.load(open("out"))
assert [(e["file"], e["line"]) for e in report["errors"]] == [("./forward.nft", 3)], report
EOF

# a ruleset from standard input, and a fast_fwd chain that mends it
"$NFT" --check --offline --error-on warning -f - <"$SRCDIR/files/examples/fast-fwd.nft" || fail "a fast_fwd chain gets a warning"
"$NFT" --check --offline --error-on warning -f - <"$SRCDIR/files/examples/ordinary-router.nft" || fail "an ordinary router gets a warning"
