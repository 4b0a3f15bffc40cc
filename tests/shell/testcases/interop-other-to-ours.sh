# SPDX-License-Identifier: GPL-2.0-or-later
# what another nft loads, we list: with comments, examples of typeof sets, intervals, concatenations and maps as typed
ours
other_nft
cat >rules <<'EOF'
table inet t {
	comment "of the table"
	set hosts {
		typeof ip saddr
		comment "of the set"
		elements = { 192.0.2.1 comment "of the element" }
	}

	set nets {
		type ipv4_addr
		flags interval
		auto-merge
		elements = { 10.0.0.0/8, 192.0.2.0-192.0.2.10 }
	}

	set both {
		typeof ip saddr . tcp dport
		flags interval
		elements = { 192.0.2.0/24 . 1-1023 }
	}

	map marks {
		typeof ip daddr : meta mark
		elements = { 192.0.2.1 : 0x00000001 }
	}

	map verdicts {
		type inet_service : verdict
		flags interval
		elements = { 80-90 : drop }
	}

	counter seen {
		comment "of the counter"
		packets 0 bytes 0
	}

	chain c {
		comment "of the chain"
		type filter hook input priority filter; policy accept;
		ip saddr @hosts accept comment "of the rule"
		ip saddr { 10.0.0.0/8, 192.0.2.1 } tcp dport { 22, 80-90 } accept
		ip saddr . tcp dport @both drop
		meta mark set ip daddr map @marks
		tcp dport vmap @verdicts
		ct state vmap { invalid : drop, established : accept }
		counter name "seen"
	}
}
EOF
"$OTHER" -f rules
"$NFT" -s list ruleset >ours.txt
"$OTHER" -s list ruleset >other.txt
diff -u other.txt ours.txt || fail "we list something else"
loads_back
