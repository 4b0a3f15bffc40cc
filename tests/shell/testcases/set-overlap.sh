# SPDX-License-Identifier: GPL-2.0-or-later
# overlapping intervals are refused, and both places are shown
"$NFT" add table ip t
refused 'add set ip t s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 10.1.0.0/16 }; }'
says "conflicting intervals specified"
cat >rules <<'EOF'
table ip t {
	set s {
		type ipv4_addr
		flags interval
		elements = { 10.0.0.0/8,
			     192.0.2.0/24,
			     10.1.0.0/16 }
	}
}
EOF
refused -f rules
says "rules:7:"
says "conflicting intervals specified"
holds "table ip t {
}"
ours
# the other element stands on a line of its own
says ":5:"

# the same element twice is no conflict
"$NFT" 'add set ip t s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8 }; }'
"$NFT" 'add element ip t s { 10.0.0.0/8 }'
# against what the set holds
refused add element ip t s '{ 10.2.0.0/16 }'
refused add element ip t s '{ 9.0.0.0-10.0.0.1 }'
shows 'elements = { 10.0.0.0/8 }' list set ip t s

# in a rule, anonymous sets join instead
"$NFT" 'add chain ip t c; add rule ip t c ip saddr { 10.0.0.0/8, 10.1.0.0/16 } accept'
shows 'ip saddr { 10.0.0.0/8 } accept' list chain ip t c
