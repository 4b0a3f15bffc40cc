# SPDX-License-Identifier: GPL-2.0-or-later
# Where fast_fwd chains cannot be: without the rights, where nothing could be kept of them, beside other XDP programs, in the wrong order.
# Each time nothing has changed, and what is said names the way out.
# programs: setpriv unshare tc

RULES=$EXAMPLES/fast-fwd.nft

nothing_there() {
	[ -z "$(in_router nft list ruleset)" ] && ! ls /sys/fs/bpf/nft/* >/dev/null 2>&1 && ! in_router ip link show | grep -q prog/xdp &&
		! in_router tc filter show dev veth0 egress 2>/dev/null | grep -q nft_fast_fwd
}

# refused NAME WORDS COMMAND...
refused() {
	if "${@:3}" >said 2>&1; then
		not_ok "$1" "it was accepted"
	elif ! grep -q "$2" said; then
		not_ok "$1" "$(cat said)"
	elif ! nothing_there; then
		not_ok "$1" "something is left: $(in_router nft list ruleset | head -3), $(ls -R /sys/fs/bpf | tr '\n' ' ')"
	else
		ok "$1"
	fi
}

topology
without() { in_router setpriv --bounding-set="$1" --inh-caps="$1" nft -f $RULES; }
in_router nft list ruleset >/dev/null
refused "without BPF and SYS_ADMIN" "capabilities" without -bpf,-sys_admin
refused "without PERFMON and SYS_ADMIN" "capabilities" without -perfmon,-sys_admin
refused "without NET_ADMIN" "not permitted" without -net_admin
refused "in a mount namespace that passes" "nsenter" in_router unshare -m sh -c "umount -a -t bpf; exec nft -f $RULES"
check "there, it may be off" in_router unshare -m sh -c "umount -a -t bpf; exec nft --fast-fwd off -f $RULES"
in_router nft flush ruleset
umount -a -t bpf || true
check "bpffs is mounted where it is not" in_router nft -f $RULES
in_router nft flush ruleset
expect "nothing is left" "$(nothing_there && echo 1 || echo 0)"

# bpffs taken away under it: the programs run on, the next command that changes the ruleset attaches new ones in their place
in_router nft -f $RULES
umount -a -t bpf
in_router nft add rule inet filter fast_fwd counter
expect "after bpffs was taken away" "$(in_router nft list fastpath | grep -c '" attached') == 2" "$(in_router nft list fastpath)"
in_router nft flush ruleset
expect "and nothing is left" "$(nothing_there && echo 1 || echo 0)" "$(in_router tc filter show dev veth0 egress; ls -R /sys/fs/bpf)"

# monitor tells what runs, at its own pace
tells() { wait_for 10 sh -c "grep -q '^$1.*fastpath' watched && grep -q '$1.*fastpath' watched.json" || true; }
begin watched router nft monitor
begin watched.json router nft -j monitor
sleep 2
in_router nft -f $RULES
tells add
in_router nft add rule inet filter fast_fwd counter
tells replace
in_router nft --fast-fwd off fastpath sync
wait_for 10 grep -q 'backend off' watched
in_router nft flush ruleset
tells delete
stop watched
stop watched.json
sed -n 's/^\([a-z]* fastpath .*\)/monitor: \1/p' watched
expect "monitor tells of programs" "$(grep -c '^add fastpath inet filter f1 backend tc program ' watched) == 1 &&
	$(grep -c '^replace fastpath inet filter f1 backend tc program ' watched) == 1 && $(grep -c '^replace fastpath inet filter f1 backend off' watched) == 1 &&
	$(grep -c '^delete fastpath inet filter f1$' watched) == 1" "$(cat watched)"
expect "in JSON, too" "$(grep -c '^{"add": {"fastpath": {"family": "inet", "table": "filter", "name": "f1", "backend": "tc", ' watched.json) == 1" "$(cat watched.json)"

# what the verifier of this kernel follows
{
	echo 'table inet filter { flowtable f1 { hook ingress priority filter; devices = { veth0, veth1 }; }'
	echo 'chain fast_fwd { type filter hook fast_fwd flowtable @f1 priority filter;'
	for ((i = 0; i < 5000; i++)); do echo "ip saddr 10.9.$((i / 250)).$((i % 250)) tcp dport $((i + 1)) ip dscp set $((i % 60 + 1))"; done
	echo '} }'
} >large.nft
check "5000 rules" in_router nft -f large.nft
in_router nft flush ruleset

# devices that come and go
in_router ip link add late0 type veth peer name late1
sed 's/veth1/late0/' $RULES >late.nft
check "a device that is there" in_router nft -f late.nft
in_router ip link del late0
check "it goes" in_router nft fastpath sync
in_router nft add rule inet filter fast_fwd counter
expect "the other one stays" "$(in_router nft list fastpath | grep -c 'veth0" attached') == 1" "$(in_router nft list fastpath)"
in_router nft flush ruleset

if kernel_from 6 11; then
	refused "xdp where a device does not take it" "use tc" in_router sh -c "ip link add vcan9 type dummy; sed s/veth0/vcan9/ $RULES | nft --fast-fwd xdp -f -"
	in_router ip link del vcan9
fi

# a namespace that ends leaves nothing that matters to others
ip netns add ends
in_ns ends ip link add veth0 type veth peer name veth1
in_ns ends nft -f $RULES
ip netns del ends
check "another namespace ended" in_router nft -f $RULES
expect "ours runs" "$(in_router nft list fastpath | grep -c '" attached') == 2" "$(in_router nft list fastpath)"
