# SPDX-License-Identifier: GPL-2.0-or-later
# rules of all families load, list as typed, and load again from the listing
cat >rules <<'EOF'
table ip t4 {
	chain c {
		type filter hook forward priority filter; policy accept;
		ip saddr 192.0.2.1 ip daddr != 198.51.100.0/24 accept
		ip protocol tcp accept
		ip ttl 64 ip dscp cs3 ip length > 100 accept
		tcp dport 22 tcp sport 1024-65535 accept
		udp length 100 udp dport != 53 accept
		icmp type echo-request accept
		ct state established,related accept
		ct state != invalid ct direction original accept
		ct mark 0x00000010 ct status snat accept
		ct original ip saddr 192.0.2.1 accept
		meta mark 0x00000001 meta l4proto { tcp, udp } accept
		iifname "lo" oifname { "eth0", "eth1" } accept
		iif "lo" meta length 100-200 accept
		fib daddr type local accept
		rt classid 5 accept
		limit rate 10/second burst 20 packets accept
		limit rate over 1 mbytes/second drop
		quota over 10 mbytes drop
		log prefix "seen: " level debug flags all
		log group 3 snaplen 64 queue-threshold 5
		reject with icmp host-unreachable
		reject with tcp reset
		meta mark set 0x00000005
		ct mark set meta mark
		meta mark set ct mark
		ip dscp set cs3
		ip ttl set 63
		tcp flags syn tcp option maxseg size set rt mtu
		tcp flags syn tcp option maxseg size set 1400
		counter packets 0 bytes 0 comment "counted"
	}

	chain raw {
		type filter hook prerouting priority raw; policy accept;
		udp dport 53 notrack
		meta nftrace set 1
		return
	}

	chain pre {
		type nat hook prerouting priority dstnat; policy accept;
		tcp dport 80 dnat to 192.0.2.1
		tcp dport 81 dnat to 192.0.2.1:8080
		tcp dport 82 dnat to 192.0.2.1-192.0.2.9:1000-2000 random
		tcp dport 83 redirect to :8080
		tcp dport 84 redirect
	}

	chain post {
		type nat hook postrouting priority srcnat; policy accept;
		snat to 192.0.2.1 persistent
		meta l4proto tcp snat to 192.0.2.1-192.0.2.9
		masquerade
		meta l4proto tcp masquerade to :1024-65535 fully-random
	}
}
table ip6 t6 {
	chain c {
		type filter hook input priority filter; policy accept;
		ip6 saddr 2001:db8::/32 ip6 daddr fe80::1 accept
		ip6 nexthdr tcp ip6 hoplimit 64 ip6 dscp ef accept
		icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept
		icmpv6 type echo-request accept
		ip6 hoplimit set 64
		reject with icmpv6 admin-prohibited
	}
}
table inet ti {
	chain c {
		type filter hook input priority filter; policy drop;
		meta nfproto ipv4 accept
		ip saddr 192.0.2.1 tcp dport 22 accept
		ip6 saddr 2001:db8::1 udp dport 53 accept
		meta l4proto { icmp, ipv6-icmp } accept
		th dport 53 accept
		meta protocol ip6 accept
		reject
	}
}
table arp ta {
	chain c {
		type filter hook input priority filter; policy accept;
		arp operation request arp saddr ip 192.0.2.1 accept
		arp htype 1 arp ptype ip accept
	}
}
table bridge tb {
	chain c {
		type filter hook forward priority filter; policy accept;
		ether saddr 02:00:00:00:00:01 accept
		ether type arp accept
		vlan id 5 ip saddr 192.0.2.1 accept
		ip6 saddr 2001:db8::1 accept
	}
}
table netdev tn {
	chain c {
		type filter hook ingress device "lo" priority filter; policy accept;
		ether daddr 02:00:00:00:00:01 drop
		ip saddr 192.0.2.0/24 tcp dport 80 drop
		vlan id 10 vlan pcp 3 accept
	}
}
EOF
"$NFT" -f rules
sed 's/ packets 0 bytes 0//' rules >want
lists_as want
loads_back

# verdicts
"$NFT" flush ruleset
cat >rules <<'EOF'
table ip t {
	chain target {
		return
	}

	chain c {
		type filter hook input priority filter; policy accept;
		meta mark 0x00000001 continue
		meta mark 0x00000002 jump target
		meta mark 0x00000003 goto target
		meta mark 0x00000004 return
		meta mark 0x00000005 drop
		accept
	}
}
EOF
"$NFT" -f rules
lists_as rules
