# SPDX-License-Identifier: GPL-2.0-or-later
# A fast_fwd chain marks every packet with the xdp back ends, which send most of them on by themselves.

redirected() { in_router nft list fastpath | awk '$1 == "redirected" { n = $2 } END { print n + 0 }'; }

if ! kernel_from 6 11; then
	echo "this kernel has no bpf_xdp_flow_lookup()"
	topology
	if in_router nft --fast-fwd xdp -f $EXAMPLES/fast-fwd.nft 2>said; then
		not_ok "xdp is refused" "it was accepted"
	elif grep -q 6.11 said; then
		ok "xdp is refused"
	else
		not_ok "xdp is refused" "$(cat said)"
	fi
	exit 0
fi

topology
sinks
for mode in xdp-generic xdp; do
	# a device of veth takes frames of XDP only if its peer polls
	for ns in client server; do in_ns $ns devoffload eth0 gro on; done
	check "$mode: it loads" in_router nft --fast-fwd $mode -f $EXAMPLES/fast-fwd.nft
	flows $mode
	kept $mode.udp
	kept $mode.tcp
	in_router nft list fastpath
	expect "$mode: XDP sent most of them on" "$(redirected) > 1500" "$(redirected)"
	check "$mode: the chain is deleted" in_router nft flush ruleset
	expect "$mode: no program stays" "$(in_router ip link show | grep -c xdp) == 0"
done
