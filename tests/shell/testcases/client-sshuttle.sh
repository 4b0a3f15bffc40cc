# SPDX-License-Identifier: GPL-2.0-or-later
# rules word by word on the command line
table=sshuttle-ipv4-12300
nft() {
	"$NFT" "$@"
}
nft add table ip $table
nft add chain ip $table prerouting '{ type nat hook prerouting priority -100; policy accept; }'
nft add chain ip $table output '{ type nat hook output priority -100; policy accept; }'
nft add chain ip $table sshuttle-ipv4-12300
nft flush chain ip $table $table
nft add rule ip $table output jump $table
nft add rule ip $table prerouting jump $table
nft add rule ip $table $table meta l4proto udp udp dport 53 ip daddr 192.0.2.53 redirect to :12299
nft add rule ip $table $table fib daddr type local return
nft add rule ip $table $table ip ttl 63 return
nft add rule ip $table $table meta l4proto tcp ip daddr 10.0.0.0/8 tcp dport '{ 1-65535 }' redirect to :12300
nft add rule ip $table $table ip protocol tcp ip daddr 0.0.0.0/0 redirect to :12300
shows 'udp dport 53 ip daddr 192.0.2.53 redirect to :12299' list chain ip $table $table
shows 'fib daddr type local return' list chain ip $table $table
shows 'ip ttl 63 return' list chain ip $table $table
shows 'ip daddr 10.0.0.0/8 tcp dport 1-65535 redirect to :12300' list chain ip $table $table
shows 'type nat hook output priority (-100|dstnat); policy accept;' list chain ip $table output
nft delete table ip $table
