# SPDX-License-Identifier: GPL-2.0-or-later
# a set with auto-merge joins what touches or overlaps
"$NFT" -f - <<'EOF'
table ip t {
	set s {
		type ipv4_addr
		flags interval
		auto-merge
		elements = { 10.0.0.0/9, 10.128.0.0/9, 192.0.2.1-192.0.2.5, 192.0.2.4-192.0.2.8 }
	}
	set p {
		type inet_service
		flags interval
		auto-merge
	}
}
EOF
same "table ip t {
	set s {
		type ipv4_addr
		flags interval
		auto-merge
		elements = { 10.0.0.0/8, 192.0.2.1-192.0.2.8 }
	}
}" "$("$NFT" list set ip t s)"
"$NFT" add element ip t p '{ 1-10 }'
"$NFT" add element ip t p '{ 5-20, 21 }'
shows 'elements = { 1-21 }' list set ip t p
ours
"$NFT" delete element ip t p '{ 5-6 }'
shows 'elements = { 1-4, 7-21 }' list set ip t p
