# SPDX-License-Identifier: GPL-2.0-or-later
# --debug shows what each step makes of a batch, and changes nothing
ours
cat >rules <<'EOT'
table ip t {
	set s {
		type ipv4_addr
		flags interval
		elements = { 10.0.0.0/8 }
	}

	chain c {
		ip saddr @s tcp dport { 22, 80-90 } accept
	}
}
EOT
shows 'token [0-9]+: dport' --check --debug=scanner -f rules
shows 'command 1: add table ip u' --check --debug=parser add table ip u
"$NFT" -f rules
shows 'add rule ip t c tcp dport 22' --check --debug=eval add rule ip t c tcp dport 22
shows 'tcp dport 22: link unknown, network ip, transport tcp' --check --debug=proto-ctx add rule ip t c tcp dport 22
shows 'element 0a000000.*element 0b000000.*flags 1' --check --debug=segtree -f rules
shows 'send type 0x0a03 flags' --check --debug=mnl add chain ip t d
shows 'recv type' --check --debug=mnl add chain ip t d
shows 'payload load 2b' --check --debug=all add rule ip t c tcp dport 22
"$NFT" -s list ruleset | diff rules - || fail "something changed"
# sets with names: what they are, and what is added and taken out
shows '^m t 8$' --check --debug=netlink 'add map ip t m { type ipv4_addr : verdict; }'
shows '^	element 01010101 : drop$' --check --debug=netlink 'add map ip t m { type ipv4_addr : verdict; elements = { 1.1.1.1 : drop }; }'
"$NFT" add set ip t named '{ type inet_service; flags interval; }'
shows '^	element 0005	element 0008 flags 1' --check --debug=netlink add element ip t named '{ 5-7 }'
