# fields of the IPv6 header

chain ip6 test forward { type filter hook forward priority 0; }
chain inet test forward { type filter hook forward priority 0; }

rule ip6 saddr 2001:db8::1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 16b @ network header + 8 => reg 1 ]
	[ cmp eq reg 1 0x20010db8 0x00000000 0x00000000 0x00000001 ]

rule ip6 saddr 2001:db8::/32
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 4b @ network header + 8 => reg 1 ]
	[ cmp eq reg 1 0x20010db8 ]

rule ip6 saddr 2001:db8::/33
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 16b @ network header + 8 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xffffffff 0x80000000 0x00000000 0x00000000 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
	[ cmp eq reg 1 0x20010db8 0x00000000 0x00000000 0x00000000 ]

rule ip6 daddr != 2001:db8::1-2001:db8::ff
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 16b @ network header + 24 => reg 1 ]
	[ range neq reg 1 0x20010db8 0x00000000 0x00000000 0x00000001 0x20010db8 0x00000000 0x00000000 0x000000ff ]

rule ip6 saddr { ::1, fe80::/10 }
	element 00000000 00000000 00000000 00000000 flags 1
	element 00000000 00000000 00000000 00000001
	element 00000000 00000000 00000000 00000002 flags 1
	element fe800000 00000000 00000000 00000000
	element fec00000 00000000 00000000 00000000 flags 1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 16b @ network header + 8 => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule ip6 daddr ff02::1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 16b @ network header + 24 => reg 1 ]
	[ cmp eq reg 1 0xff020000 0x00000000 0x00000000 0x00000001 ]

rule ip6 version 6
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 1b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xf0 ) ^ 0x00 ]
	[ cmp eq reg 1 0x60 ]

rule ip6 dscp cs3
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 2b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fc0 ) ^ 0x0000 ]
	[ cmp eq reg 1 0x0600 ]

rule ip6 dscp { cs0, ef }
	element 0000
	element 0b80
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 2b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fc0 ) ^ 0x0000 ]
	[ lookup reg 1 set __set%d ]

rule ip6 ecn ce
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 1b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x30 ) ^ 0x00 ]
	[ cmp eq reg 1 0x30 ]

rule ip6 flowlabel 22
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 3b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fffff ) ^ 0x000000 ]
	[ cmp eq reg 1 0x000016 ]

rule ip6 flowlabel != 0x10000
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 3b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fffff ) ^ 0x000000 ]
	[ cmp neq reg 1 0x010000 ]
list ip6 flowlabel != 65536

rule ip6 length 100-200
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 2b @ network header + 4 => reg 1 ]
	[ range eq reg 1 0x0064 0x00c8 ]

rule ip6 nexthdr tcp
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 1b @ network header + 6 => reg 1 ]
	[ cmp eq reg 1 0x06 ]

rule ip6 nexthdr { tcp, udp, ipv6-icmp }
	element 06
	element 11
	element 3a
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 1b @ network header + 6 => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule ip6 hoplimit 64
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 1b @ network header + 7 => reg 1 ]
	[ cmp eq reg 1 0x40 ]

rule ip6 hoplimit >= 255
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 1b @ network header + 7 => reg 1 ]
	[ cmp gte reg 1 0xff ]

rule ip6 saddr . ip6 daddr { 2001:db8::1 . 2001:db8::2 }
	element 20010db8 00000000 00000000 00000001 . 20010db8 00000000 00000000 00000002
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 16b @ network header + 8 => reg 1 ]
	[ payload load 16b @ network header + 24 => reg 2 ]
	[ lookup reg 1 set __set%d ]

# what an extension header needs to be asked first stands before all else in the rule
chain inet test forward { type filter hook forward priority 0; }

rule meta mark 1 frag id 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ meta load mark => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]
	[ exthdr load ipv6 4b @ 44 + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]
list meta mark 0x00000001 frag id 1

rule tcp dport 22 ip option lsrr ptr 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0016 ]
	[ exthdr load ipv4 1b @ 131 + 2 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

chain bridge test forward { type filter hook forward priority 0; }

rule meta mark 1 frag id 1
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x86dd ]
	[ meta load mark => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]
	[ exthdr load ipv6 4b @ 44 + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]
list meta mark 0x00000001 frag id 1
