# SPDX-License-Identifier: GPL-2.0-or-later
# commands through the shell's pipe as a file, and the clean-up by the names that list tables prints
table=wg-quick-wg0
restore() {
	"$NFT" -f <(printf '%s\n' "$1")
}
restore "add table ip $table
add chain ip $table preraw { type filter hook prerouting priority -300; }
add chain ip $table premangle { type filter hook prerouting priority -150; }
add chain ip $table postmangle { type filter hook postrouting priority -150; }
add rule ip $table preraw iifname != \"wg0\" ip daddr 10.0.0.2 fib saddr type != local drop
add rule ip $table postmangle meta l4proto udp mark 51820 ct mark set mark
add rule ip $table premangle meta l4proto udp meta mark set ct mark"
holds 'table ip wg-quick-wg0 {
	chain preraw {
		type filter hook prerouting priority raw; policy accept;
		iifname != "wg0" ip daddr 10.0.0.2 fib saddr type != local drop
	}

	chain premangle {
		type filter hook prerouting priority mangle; policy accept;
		meta l4proto udp meta mark set ct mark
	}

	chain postmangle {
		type filter hook postrouting priority mangle; policy accept;
		meta l4proto udp meta mark 0x0000ca6c ct mark set meta mark
	}
}'
"$NFT" list tables 2>/dev/null | while read -r line; do
	[[ $line == *" wg-quick-wg0" ]] && restore "delete $line"
done
same "" "$("$NFT" list ruleset)"
