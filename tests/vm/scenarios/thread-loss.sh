# SPDX-License-Identifier: GPL-2.0-or-later
# The classic flowtable ruleset marks the first packets of a connection only; without 'flow add' it marks them all.

# lost FILE: the first packet is marked, nearly all others are not
lost() {
	local total marked plain
	few_kept "$1"
	total=$(packet_count "$1") marked=$(tos_count "$1" $MARK) plain=$(tos_count "$1" 0x00)
	check "$1: the first packet is marked" [ "$(first_tos "$1" 1)" = 60 ]
	expect "$1: marked or plain, nothing else" "marked + plain == total"
	expect "$1: the last ones are plain" "plain * 10 >= total * 8" "$plain of $total"
}

topology
sinks
check "thread.nft loads" in_router nft -f $EXAMPLES/thread.nft
identity "thread.nft loads from its own listing"
flows fast
lost fast.udp
lost fast.tcp
check "conntrack shows UDP offloaded" [ -s fast.udp.offloaded ]
check "conntrack shows TCP offloaded" [ -s fast.tcp.offloaded ]

# the other half of the proof: the mark is lost because of 'flow add', and the counters can see marks
in_router nft flush ruleset || true
sed '/flow add/d' $EXAMPLES/thread.nft >slow.nft
check "the ruleset without flow add loads" in_router nft -f slow.nft
flows slow
kept slow.udp
kept slow.tcp
check "conntrack shows UDP not offloaded" [ ! -s slow.udp.offloaded ]
check "conntrack shows TCP not offloaded" [ ! -s slow.tcp.offloaded ]
