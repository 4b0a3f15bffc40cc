# SPDX-License-Identifier: GPL-2.0-or-later
# what separates and joins: newlines, semicolons, comments, backslashes, quotes, blanks
printf 'add table ip a;add table ip b ; add table ip c # a comment; add table ip x\n;\n\n ; ;\nadd table \\\n  ip d\r\n' | tr -d '\r' | "$NFT" -f -
same "table ip a
table ip b
table ip c
table ip d" "$("$NFT" list tables)"
"$NFT" flush ruleset

"$NFT" -f - <<'EOF'
table ip t { chain c { type filter hook input priority 0; policy drop; tcp dport 22 accept; tcp dport { 80,
	443, # both
	8080 } accept
	}
	# between
	chain d { }; chain e {
	}
	set s { type ipv4_addr; elements = { 192.0.2.1,
		192.0.2.2, # trailing comma
		} }
}
EOF
holds "table ip t {
	set s {
		type ipv4_addr
		elements = { 192.0.2.1, 192.0.2.2 }
	}

	chain c {
		type filter hook input priority filter; policy drop;
		tcp dport 22 accept
		tcp dport { 80, 443, 8080 } accept
	}

	chain d {
	}

	chain e {
	}
}"

# names with everything a name may have, and quoted names
"$NFT" flush ruleset
"$NFT" 'add table ip a_b-c.d/e; add chain ip a_b-c.d/e x9_-.'
"$NFT" list tables | grep -qx 'table ip a_b-c.d/e' || fail "$("$NFT" list tables)"
"$NFT" flush ruleset
"$NFT" 'add table ip t; add chain ip t c { comment "a chain"; }; add rule ip t c accept comment "it says: yes # not a comment"'
shows 'accept comment "it says: yes # not a comment"' list ruleset
shows 'comment "a chain"' list ruleset

# numbers in every base, and names for numbers
"$NFT" 'add rule ip t c tcp dport 0x16 accept; add rule ip t c tcp dport ssh drop; add rule ip t c meta mark 010 accept'
shows 'tcp dport 22 accept' list ruleset
shows 'tcp dport 22 drop' list ruleset
shows 'meta mark 0x0000000(8|a) accept' list ruleset
