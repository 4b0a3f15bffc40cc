# SPDX-License-Identifier: GPL-2.0-or-later
# what we load, another nft lists: with comments, examples of typeof sets, intervals, concatenations and maps as typed
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
"$NFT" -f rules
"$NFT" -s list ruleset >ours.txt
"$OTHER" -s list ruleset >other.txt
diff -u ours.txt other.txt || fail "the other nft lists something else"
"$NFT" flush ruleset
"$OTHER" -f ours.txt
"$OTHER" -s list ruleset >again.txt
diff -u ours.txt again.txt || fail "the other nft loads something else"

# and changes it
"$OTHER" add element inet t nets '{ 198.51.100.0/24 }'
"$OTHER" delete element inet t nets '{ 10.0.0.0/8 }'
shows 'elements = { 192.0.2.0-192.0.2.10, 198.51.100.0/24 }' list set inet t nets
"$NFT" add element inet t nets '{ 203.0.113.0/24 }'
"$OTHER" list set inet t nets | tr -s ' \t\n' ' ' >joined
grep -q '192.0.2.0-192.0.2.10, 198.51.100.0/24, 203.0.113.0/24' joined || fail "$(cat joined)"
