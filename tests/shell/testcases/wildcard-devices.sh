# SPDX-License-Identifier: GPL-2.0-or-later
# chains of all devices whose names begin so: packets get there, and it lists, loads and is told as such
cat >rules <<'EOF'
table netdev t {
	chain some {
		type filter hook ingress device "l*" priority filter; policy accept;
		counter
	}

	chain none {
		type filter hook ingress devices = { "abc*", "xyz*" } priority filter; policy accept;
		counter
	}
}
EOF
"$NFT" -f rules 2>/dev/null || skip "this kernel (before 6.18) has no devices by the start of their names"
ping -c 1 -W 1 127.0.0.1 >/dev/null 2>&1 || true
printf 'x' >/dev/udp/127.0.0.1/9 || true
shows 'counter packets [1-9]' list chain netdev t some
shows 'counter packets 0' list chain netdev t none
"$NFT" -s list ruleset | diff rules - || fail "another listing"
loads_back
"$NFT" -j list ruleset >listing.json
"$NFT" flush ruleset
"$NFT" -j -f listing.json
"$NFT" -s list ruleset | diff rules - || fail "another listing by way of JSON"
