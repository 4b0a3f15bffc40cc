# SPDX-License-Identifier: GPL-2.0-or-later
# a whole block as one word of the command line, and an empty word
for family in ip ip6; do
	type=ipv4_addr
	[ $family = ip ] || type=ipv6_addr
	"$NFT" add table $family sshguard ""
	"$NFT" add chain $family sshguard blacklist "{ type filter hook input priority -10 ; }"
	"$NFT" add set $family sshguard attackers "{ type $type; flags interval; }"
	"$NFT" add rule $family sshguard blacklist $family saddr @attackers drop ""
done
"$NFT" add element ip sshguard attackers "{ 192.0.2.1/32 }"
"$NFT" add element ip sshguard attackers "{ 198.51.100.0/24 }"
"$NFT" add element ip6 sshguard attackers "{ 2001:db8::/64 }"
holds "table ip sshguard {
	set attackers {
		type ipv4_addr
		flags interval
		elements = { 192.0.2.1, 198.51.100.0/24 }
	}

	chain blacklist {
		type filter hook input priority filter - 10; policy accept;
		ip saddr @attackers drop
	}
}
table ip6 sshguard {
	set attackers {
		type ipv6_addr
		flags interval
		elements = { 2001:db8::/64 }
	}

	chain blacklist {
		type filter hook input priority filter - 10; policy accept;
		ip6 saddr @attackers drop
	}
}"
"$NFT" delete element ip sshguard attackers "{ 192.0.2.1/32 }"
"$NFT" flush set ip6 sshguard attackers
"$NFT" delete table ip sshguard
"$NFT" delete table ip6 sshguard
same "" "$("$NFT" list ruleset)"
