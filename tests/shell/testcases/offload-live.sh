# SPDX-License-Identifier: GPL-2.0-or-later
# the offload check beside a kernel: which interfaces stand on devices of the flowtable, findings before anything is sent, no rights
ours
for name in lan0 wan0 eth2; do
	ip link add $name type veth peer name "${name}p"
done
ip link add br0 type bridge 2>/dev/null && ip link set lan0 master br0 || skip "no bridges here"
ruleset() { # ruleset DEVICES: written to fw.nft
	cat >fw.nft <<EOT
table inet filter {
	flowtable f1 { hook ingress priority filter; devices = { $1 }; }
	chain forward {
		type filter hook forward priority filter; policy accept;
		iifname "eth2" ip dscp set cs1
		iifname "br0" ip dscp set cs2
		iifname "later0" ip dscp set cs3
		iifname "wan0" ip dscp set cs4
		meta l4proto { tcp, udp } flow add @f1
	}
}
EOT
}
# this kernel may have no flowtables: what it says of the batch is not what is looked at
report() { "$NFT" --check "$@" --report json -f fw.nft >out 2>err || true; }
classes() { # what is said of each rule, one letter each: -, O, with ? if it is only possible
	python3 -c '
import json
print(" ".join({"unaffected": "-", "offloadable": "O"}[r["class"]] + "?" * (r["certainty"] == "possible") for r in json.load(open("out"))["rules"]))'
}
told() { # messages of findings about devices
	python3 -c '
import json
for f in json.load(open("out"))["findings"]:
    if f["name"] == "flowtable-devices":
        print(f["severity"], f["line"], f["related"][0]["line"], f["message"])'
}

# a bridge over a device is on the fast path, an interface that is none is not, one that is not there yet may be
ruleset "lan0, wan0"
report
same "- O O? O O" "$(classes)"
same "" "$(told)"
report --offline
same "O? O? O? O O" "$(classes)"
same "" "$(told)"

# what stands in the list and should not, and what does not
ruleset "br0, wan0"
report
same "warning 2 9 flowtable f1 lists br0, which is a bridge: list what its packets come in by: lan0" "$(told)"
ruleset "br0, lan0, wan0"
report
same "" "$(told)"
ruleset "lan0, wan0, nosuch0"
report
same "warning 2 9 flowtable f1 lists nosuch0, and there is no such interface: until there is one, its packets stay on the classic path" "$(told)"
ruleset "wan0"
sed -i /later0/d fw.nft
report
same "warning 2 8 connections that are added to flowtable f1 have one side only on its devices: packets of one direction stay on the classic path" "$(told)"
report --offline
same "" "$(told)"

# a VLAN, where the kernel has such
if ip link add link wan0 name wan0.7 type vlan id 7 2>/dev/null; then
	ruleset "lan0, wan0.7"
	report
	same "warning 2 9 flowtable f1 lists wan0.7, which is a VLAN: list what its packets come in by: wan0" "$(told)"
fi

# findings come before anything is sent: with --error-on nothing is
ruleset "lan0, wan0"
echo 'add table ip sent' >>fw.nft
status=0
"$NFT" --error-on warning -f fw.nft >out 2>err || status=$?
same 2 $status
grep -q 'bypassed-mangle' err || fail "no finding: $(cat err)"
same "" "$("$NFT" list ruleset)"
"$NFT" --no-warn -f fw.nft >out 2>err || true
grep -q 'bypassed-mangle' err && fail "findings with --no-warn: $(cat err)"
"$NFT" flush ruleset
# without a flowtable there is nothing to look at, whatever is loaded
"$NFT" --error-on info -f - <<<'table ip t { chain c { type filter hook forward priority 0; ip dscp set cs1; }; }'
"$NFT" --report json check ruleset >out
python3 -c 'import json; assert json.load(open("out"))["findings"] == []'

# who may not ask the kernel is told so, and checks without it
if command -v setpriv >/dev/null && [ "$(id -u)" -eq 0 ]; then
	status=0
	setpriv --reuid 65534 --clear-groups --bounding-set -all --inh-caps -all "$NFT" --check -f - <fw.nft >out 2>err || status=$?
	same 0 $status
	grep -q 'Note: the kernel cannot be asked' err && grep -q 'bypassed-mangle, possible' err || fail "$(cat err)"
	! setpriv --reuid 65534 --clear-groups --bounding-set -all --inh-caps -all "$NFT" -f - <fw.nft >out 2>err || fail "loaded without rights"
fi
