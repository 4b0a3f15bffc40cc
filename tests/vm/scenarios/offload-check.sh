# SPDX-License-Identifier: GPL-2.0-or-later
# The offload check beside a kernel that has flowtables: what is loaded is checked, and so is what comes on top of it.

findings() { # findings FILE: name and severity of each in a report, without the infos
	tr '{' '\n' <"$1" | sed -nE 's/.*"name":"([a-z-]+)","severity":"(warning|error)".*/\1 \2/p' | sort | tr '\n' ';'
}

topology
in_router ip link add br0 type bridge || true
in_router ip link add link veth1 name veth1.7 type vlan id 7 || true

check "thread.nft loads, with its finding" in_router nft -f $EXAMPLES/thread.nft
grep -q bypassed-mangle said && ok "it was told on the way" || not_ok "it was told on the way" "$(cat said)"
in_router nft --report json check ruleset >live
in_router nft check ruleset 2>live.txt
expect "where it is, is told without a file" "$(grep -c '^inet filter forward, rule 0: Warning: ' live.txt) == 1" "$(cat live.txt)"
expect "the live ruleset has the finding" "$(grep -c bypassed-mangle live) == 1" "$(cat live)"
in_router nft list ruleset | in_router nft --report json --check -f - >listed || true

# a batch is checked together with what is loaded: the drop comes behind the flow add that is there
echo 'add rule inet filter forward index 1 ct state established tcp dport 23 drop' >late.nft
in_router nft --check --report json -f late.nft >late || true
expect "a rule that is added is judged by what is loaded" "$(grep -c bypassed-verdict late) == 1" "$(cat late)"
status=0
in_router nft --error-on error -f late.nft >said 2>&1 || status=$?
expect "with --error-on nothing is sent" "$status == 2 && $(in_router nft list ruleset | grep -c 'dport 23' || true) == 0" "$(cat said)"
check "without it the rule is loaded" in_router nft -f late.nft
expect "and is there" "$(in_router nft list ruleset | grep -c 'dport 23' || true) == 1"
in_router nft --no-warn -f late.nft >said 2>&1 || true
expect "--no-warn says nothing" "$(wc -c <said) == 0" "$(cat said)"

# devices that are not what was meant
in_router nft flush ruleset
if in_router ip link set veth0 master br0 2>said; then
	sed 's/devices = .*/devices = { br0, veth1 }/' $EXAMPLES/thread.nft >bridge.nft
	in_router nft --report json --check -f bridge.nft >bridge || true
	expect "a bridge instead of its ports" "$(grep -c 'lists br0, which is a bridge' bridge) == 1" "$(cat bridge)"
	sed 's/devices = .*/devices = { veth0, veth1 }/' $EXAMPLES/thread.nft >ports.nft
	in_router nft --report json --check -f ports.nft >ports || true
	expect "its ports are as they should be" "$(grep -c flowtable-devices ports || true) == 0" "$(cat ports)"
	in_router ip link set veth0 nomaster
fi
if in_router ip link show veth1.7 >/dev/null 2>&1; then
	sed 's/devices = .*/devices = { veth0, veth1.7 }/' $EXAMPLES/thread.nft >vlan.nft
	in_router nft --report json --check -f vlan.nft >vlan || true
	expect "a VLAN instead of its port" "$(grep -c 'lists veth1.7, which is a VLAN' vlan) == 1" "$(cat vlan)"
fi
sed 's/devices = .*/devices = { veth0 }/' $EXAMPLES/thread.nft >one.nft
in_router nft --report json --check -f one.nft >one || true
expect "one side only" "$(grep -c 'one side only' one) == 1" "$(cat one)"
echo "findings: $(findings one)"
