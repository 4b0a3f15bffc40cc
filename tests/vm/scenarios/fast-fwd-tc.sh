# SPDX-License-Identifier: GPL-2.0-or-later
# A fast_fwd chain marks every packet, with the tc back end; programs come and go with their chain.

topology
sinks
check "the ruleset loads" in_router nft -f $EXAMPLES/fast-fwd.nft
flows with
kept with.udp
kept with.tcp
check "conntrack shows TCP offloaded" [ -s with.tcp.offloaded ]
check "the chain is deleted" in_router nft flush ruleset
sed '/fast_fwd {/,/}/d' $EXAMPLES/fast-fwd.nft >without.nft
check "the ruleset without it loads" in_router nft -f without.nft
flows without
few_kept without.udp
few_kept without.tcp
