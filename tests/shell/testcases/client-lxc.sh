# SPDX-License-Identifier: GPL-2.0-or-later
# a whole ruleset with its newlines as one word of the command line
"$NFT" list ruleset >/dev/null
ruleset='
add table inet lxc;
flush table inet lxc;
add chain inet lxc input { type filter hook input priority 0; };
add rule inet lxc input iifname lxcbr0 udp dport { 53, 67 } accept;
add rule inet lxc input iifname lxcbr0 tcp dport { 53, 67 } accept;
add chain inet lxc forward { type filter hook forward priority 0; };
add rule inet lxc forward iifname lxcbr0 accept;
add rule inet lxc forward oifname lxcbr0 accept;
add table ip lxc;
flush table ip lxc;
add chain ip lxc postrouting { type nat hook postrouting priority 100; };
add rule ip lxc postrouting ip saddr 10.0.3.0/24 ip daddr != 10.0.3.0/24 counter masquerade'
"$NFT" "$ruleset"
"$NFT" "$ruleset"
holds 'table inet lxc {
	chain input {
		type filter hook input priority filter; policy accept;
		iifname "lxcbr0" udp dport { 53, 67 } accept
		iifname "lxcbr0" tcp dport { 53, 67 } accept
	}

	chain forward {
		type filter hook forward priority filter; policy accept;
		iifname "lxcbr0" accept
		oifname "lxcbr0" accept
	}
}
table ip lxc {
	chain postrouting {
		type nat hook postrouting priority srcnat; policy accept;
		ip saddr 10.0.3.0/24 ip daddr != 10.0.3.0/24 counter masquerade
	}
}'
"$NFT" 'delete table inet lxc; delete table ip lxc'
