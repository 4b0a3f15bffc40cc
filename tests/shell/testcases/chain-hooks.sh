# SPDX-License-Identifier: GPL-2.0-or-later
# hooks, types and priorities, named and with offsets, as they list back
cat >rules <<'EOF'
table ip t {
	chain first {
		type filter hook prerouting priority raw; policy accept;
	}

	chain second {
		type filter hook prerouting priority mangle + 5; policy accept;
	}

	chain local {
		type route hook output priority mangle; policy accept;
	}

	chain to_there {
		type nat hook prerouting priority dstnat; policy accept;
	}

	chain odd {
		type filter hook forward priority -73; policy drop;
	}

	chain late {
		type filter hook input priority security - 1; policy accept;
	}

	chain from_here {
		type nat hook postrouting priority srcnat + 10; policy accept;
	}
}
table inet t {
	chain in {
		type filter hook ingress device "lo" priority filter; policy accept;
	}
}
table arp t {
	chain in {
		type filter hook input priority filter; policy accept;
	}

	chain out {
		type filter hook output priority filter - 1; policy accept;
	}
}
table bridge t {
	chain pre {
		type filter hook prerouting priority dstnat; policy accept;
	}

	chain out {
		type filter hook output priority out; policy accept;
	}
}
table netdev t {
	chain in {
		type filter hook ingress device "lo" priority filter - 10; policy drop;
	}

	chain out {
		type filter hook egress device "lo" priority -500; policy accept;
	}
}
EOF
"$NFT" -f rules
lists_as rules
loads_back

"$NFT" flush ruleset
"$NFT" add table ip t
"$NFT" 'add chain ip t a { type filter hook input priority -300; }; add chain ip t b { type filter hook input priority filter; }'
same "table ip t {
	chain a {
		type filter hook input priority raw; policy accept;
	}

	chain b {
		type filter hook input priority filter; policy accept;
	}
}" "$("$NFT" list ruleset)"
same "table ip t {
	chain a {
		type filter hook input priority -300; policy accept;
	}

	chain b {
		type filter hook input priority 0; policy accept;
	}
}" "$("$NFT" -y list ruleset)"

# what does not go together
refused 'add chain ip t x { type filter hook nowhere priority 0; }'
refused 'add chain ip t x { type nat hook forward priority 0; }'
refused 'add chain ip t x { type route hook input priority 0; }'
refused 'add chain ip t x { type filter hook input priority out; }'
refused 'add chain arp t x { type nat hook input priority 0; }'
refused 'add chain inet t x { type filter hook input priority nosuch; }'
