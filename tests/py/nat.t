# network address translation

chain ip test prerouting { type nat hook prerouting priority -100; }

rule dnat to 192.0.2.1
	[ immediate reg 1 0xc0000201 ]
	[ nat dnat ip addr_min reg 1 ]

rule dnat to 192.0.2.1-192.0.2.9
	[ immediate reg 1 0xc0000201 ]
	[ immediate reg 2 0xc0000209 ]
	[ nat dnat ip addr_min reg 1 addr_max reg 2 ]

rule tcp dport 80 dnat to 192.0.2.1:8080
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0050 ]
	[ immediate reg 1 0xc0000201 ]
	[ immediate reg 2 0x1f90 ]
	[ nat dnat ip addr_min reg 1 proto_min reg 2 flags 0x2 ]

rule tcp dport 80 dnat to 192.0.2.1-192.0.2.9:8080-8090
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0050 ]
	[ immediate reg 1 0xc0000201 ]
	[ immediate reg 2 0xc0000209 ]
	[ immediate reg 3 0x1f90 ]
	[ immediate reg 4 0x1f9a ]
	[ nat dnat ip addr_min reg 1 addr_max reg 2 proto_min reg 3 proto_max reg 4 flags 0x2 ]

rule tcp dport 80 dnat to :8080
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0050 ]
	[ immediate reg 1 0x1f90 ]
	[ nat dnat ip proto_min reg 1 flags 0x2 ]

rule dnat to 192.0.2.1 random
	[ immediate reg 1 0xc0000201 ]
	[ nat dnat ip addr_min reg 1 flags 0x4 ]

rule dnat to 192.0.2.1 persistent
	[ immediate reg 1 0xc0000201 ]
	[ nat dnat ip addr_min reg 1 flags 0x8 ]

rule tcp dport 80 redirect
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0050 ]
	[ redir ]

rule tcp dport 80 redirect to :8080
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0050 ]
	[ immediate reg 1 0x1f90 ]
	[ redir proto_min reg 1 flags 0x2 ]

rule udp dport 53 redirect to :5353-5363 random
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0035 ]
	[ immediate reg 1 0x14e9 ]
	[ immediate reg 2 0x14f3 ]
	[ redir proto_min reg 1 proto_max reg 2 flags 0x6 ]

rule dnat to tcp dport map { 80 : 192.0.2.1, 443 : 192.0.2.2 }
	element 0050 : c0000201
	element 01bb : c0000202
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ lookup reg 1 set __map%d dreg 1 ]
	[ nat dnat ip addr_min reg 1 ]

rule dnat to tcp dport map { 80 : 192.0.2.1 . 8080, 443 : 192.0.2.2 . 8443 }
	element 0050 : c0000201 . 1f90
	element 01bb : c0000202 . 20fb
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ lookup reg 1 set __map%d dreg 1 ]
	[ nat dnat ip addr_min reg 1 proto_min reg 9 ]
list dnat ip to tcp dport map { 80 : 192.0.2.1 . 8080, 443 : 192.0.2.2 . 8443 }

refuse snat to 192.0.2.1
refuse masquerade
refuse dnat to 192.0.2.1:8080

chain ip test postrouting { type nat hook postrouting priority 100; }

rule snat to 192.0.2.1
	[ immediate reg 1 0xc0000201 ]
	[ nat snat ip addr_min reg 1 ]

rule snat to 192.0.2.1 fully-random,persistent
	[ immediate reg 1 0xc0000201 ]
	[ nat snat ip addr_min reg 1 flags 0x18 ]

rule ip saddr 10.0.0.0/8 oifname "lo" snat to 192.0.2.1-192.0.2.9
	[ payload load 1b @ network header + 12 => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ meta load oifname => reg 1 ]
	[ cmp eq reg 1 0x6c6f0000 0x00000000 0x00000000 0x00000000 ]
	[ immediate reg 1 0xc0000201 ]
	[ immediate reg 2 0xc0000209 ]
	[ nat snat ip addr_min reg 1 addr_max reg 2 ]

rule tcp dport 80 snat to 192.0.2.1:1024-65535
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0050 ]
	[ immediate reg 1 0xc0000201 ]
	[ immediate reg 2 0x0400 ]
	[ immediate reg 3 0xffff ]
	[ nat snat ip addr_min reg 1 proto_min reg 2 proto_max reg 3 flags 0x2 ]

rule snat to ip saddr map { 10.0.0.0/8 : 192.0.2.1, 172.16.0.0/12 : 192.0.2.2 }
	element 00000000 flags 1
	element 0a000000 : c0000201
	element 0b000000 flags 1
	element ac100000 : c0000202
	element ac200000 flags 1
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ lookup reg 1 set __map%d dreg 1 ]
	[ nat snat ip addr_min reg 1 ]

rule masquerade
	[ masq ]

rule masquerade random
	[ masq flags 0x4 ]

rule masquerade fully-random,persistent
	[ masq flags 0x18 ]

rule tcp dport 80 masquerade to :1024
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0050 ]
	[ immediate reg 1 0x0400 ]
	[ masq proto_min reg 1 flags 0x2 ]

rule udp dport 53 masquerade to :1024-65535
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0035 ]
	[ immediate reg 1 0x0400 ]
	[ immediate reg 2 0xffff ]
	[ masq proto_min reg 1 proto_max reg 2 flags 0x2 ]

refuse dnat to 192.0.2.1
refuse redirect

chain inet test prerouting { type nat hook prerouting priority -100; }

rule dnat ip to 192.0.2.1
	[ immediate reg 1 0xc0000201 ]
	[ nat dnat ip addr_min reg 1 ]

rule dnat ip6 to 2001:db8::1
	[ immediate reg 1 0x20010db8 0x00000000 0x00000000 0x00000001 ]
	[ nat dnat ip6 addr_min reg 1 ]

rule tcp dport 80 dnat ip6 to [2001:db8::1]:8080
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0050 ]
	[ immediate reg 1 0x20010db8 0x00000000 0x00000000 0x00000001 ]
	[ immediate reg 2 0x1f90 ]
	[ nat dnat ip6 addr_min reg 1 proto_min reg 2 flags 0x2 ]

rule tcp dport 80 redirect to :8080
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0050 ]
	[ immediate reg 1 0x1f90 ]
	[ redir proto_min reg 1 flags 0x2 ]

rule ip daddr 192.0.2.9 dnat to 192.0.2.1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 16 => reg 1 ]
	[ cmp eq reg 1 0xc0000209 ]
	[ immediate reg 1 0xc0000201 ]
	[ nat dnat ip addr_min reg 1 ]
list ip daddr 192.0.2.9 dnat ip to 192.0.2.1

refuse dnat to map

chain ip6 test postrouting { type nat hook postrouting priority 100; }

rule snat to 2001:db8::1
	[ immediate reg 1 0x20010db8 0x00000000 0x00000000 0x00000001 ]
	[ nat snat ip6 addr_min reg 1 ]

rule snat to 2001:db8::1-2001:db8::9
	[ immediate reg 1 0x20010db8 0x00000000 0x00000000 0x00000001 ]
	[ immediate reg 2 0x20010db8 0x00000000 0x00000000 0x00000009 ]
	[ nat snat ip6 addr_min reg 1 addr_max reg 2 ]

rule tcp dport 80 snat to [2001:db8::1]:1024-65535
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0050 ]
	[ immediate reg 1 0x20010db8 0x00000000 0x00000000 0x00000001 ]
	[ immediate reg 2 0x0400 ]
	[ immediate reg 3 0xffff ]
	[ nat snat ip6 addr_min reg 1 proto_min reg 2 proto_max reg 3 flags 0x2 ]

rule masquerade
	[ masq ]
