# fields of the IPv4 header: alone in ip, behind a check of the protocol elsewhere

chain ip test forward { type filter hook forward priority 0; }
chain inet test forward { type filter hook forward priority 0; }
chain bridge test forward { type filter hook forward priority 0; }
chain netdev test ingress { type filter hook ingress device lo priority 0; }

rule ip saddr 192.0.2.1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ cmp eq reg 1 0xc0000201 ]

rule ip daddr != 192.0.2.1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 16 => reg 1 ]
	[ cmp neq reg 1 0xc0000201 ]

rule ip saddr 192.0.2.0/24
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 3b @ network header + 12 => reg 1 ]
	[ cmp eq reg 1 0xc00002 ]

rule ip saddr 192.0.2.64/26
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xffffffc0 ) ^ 0x00000000 ]
	[ cmp eq reg 1 0xc0000240 ]

rule ip saddr 0.0.0.0/1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x80000000 ) ^ 0x00000000 ]
	[ cmp eq reg 1 0x00000000 ]

rule ip daddr 192.0.2.1-192.0.2.9
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 16 => reg 1 ]
	[ range eq reg 1 0xc0000201 0xc0000209 ]

rule ip daddr != 192.0.2.1-192.0.2.9
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 16 => reg 1 ]
	[ range neq reg 1 0xc0000201 0xc0000209 ]

rule ip saddr & 255.255.0.255 == 10.0.0.1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xffff00ff ) ^ 0x00000000 ]
	[ cmp eq reg 1 0x0a000001 ]

rule ip saddr { 192.0.2.1, 198.51.100.1 }
	element c0000201
	element c6336401
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule ip saddr != { 192.0.2.0/24, 198.51.100.1-198.51.100.9 }
	element 00000000 flags 1
	element c0000200
	element c0000300 flags 1
	element c6336401
	element c633640a flags 1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ lookup reg 1 set __set%d 0x1 ]

rule ip version 4
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xf0 ) ^ 0x00 ]
	[ cmp eq reg 1 0x40 ]

rule ip hdrlength 5
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0f ) ^ 0x00 ]
	[ cmp eq reg 1 0x05 ]

rule ip hdrlength 6-15
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0f ) ^ 0x00 ]
	[ range eq reg 1 0x06 0x0f ]

rule ip dscp cs1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xfc ) ^ 0x00 ]
	[ cmp eq reg 1 0x20 ]

rule ip dscp != ef
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xfc ) ^ 0x00 ]
	[ cmp neq reg 1 0xb8 ]

rule ip dscp 0x2a
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xfc ) ^ 0x00 ]
	[ cmp eq reg 1 0xa8 ]

rule ip dscp { cs0, af41, 0x3f }
	element 00
	element 88
	element fc
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xfc ) ^ 0x00 ]
	[ lookup reg 1 set __set%d ]

rule ip ecn ce
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x03 ) ^ 0x00 ]
	[ cmp eq reg 1 0x03 ]

rule ip ecn { not-ect, ect0, ect1 }
	element 00
	element 01
	element 02
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x03 ) ^ 0x00 ]
	[ lookup reg 1 set __set%d ]
list ip ecn { not-ect, ect1, ect0 }

rule ip length 100
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 2b @ network header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0064 ]

rule ip length > 1000
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 2b @ network header + 2 => reg 1 ]
	[ cmp gt reg 1 0x03e8 ]

rule ip length 100-200
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 2b @ network header + 2 => reg 1 ]
	[ range eq reg 1 0x0064 0x00c8 ]

rule ip id 4660
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 2b @ network header + 4 => reg 1 ]
	[ cmp eq reg 1 0x1234 ]

rule ip frag-off & 0x1fff != 0x0
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 2b @ network header + 6 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x1fff ) ^ 0x0000 ]
	[ cmp neq reg 1 0x0000 ]

rule ip frag-off & 0x2000 != 0x0
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 2b @ network header + 6 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x2000 ) ^ 0x0000 ]
	[ cmp neq reg 1 0x0000 ]

rule ip ttl 64
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 8 => reg 1 ]
	[ cmp eq reg 1 0x40 ]

rule ip ttl < 5
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 8 => reg 1 ]
	[ cmp lt reg 1 0x05 ]

rule ip ttl { 1, 64, 128-255 }
	element 00 flags 1
	element 01
	element 02 flags 1
	element 40
	element 41 flags 1
	element 80 userdata len 6 sum 0x6
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 8 => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule ip protocol tcp
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 9 => reg 1 ]
	[ cmp eq reg 1 0x06 ]

rule ip protocol != { tcp, udp }
	element 06
	element 11
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 9 => reg 1 ]
	[ lookup reg 1 set __set%d 0x1 ]

rule ip protocol 253
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 9 => reg 1 ]
	[ cmp eq reg 1 0xfd ]

rule ip checksum 0x1234
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 2b @ network header + 10 => reg 1 ]
	[ cmp eq reg 1 0x1234 ]
list ip checksum 4660

rule ip saddr 192.0.2.1 ip daddr 198.51.100.1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ cmp eq reg 1 0xc0000201 ]
	[ payload load 4b @ network header + 16 => reg 1 ]
	[ cmp eq reg 1 0xc6336401 ]

rule ip saddr . ip daddr { 192.0.2.1 . 198.51.100.1 }
	element c0000201 . c6336401
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ payload load 4b @ network header + 16 => reg 9 ]
	[ lookup reg 1 set __set%d ]

rule ip protocol . ip ttl { tcp . 64, udp . 1-10 }
	element 06 . 40 - 06 . 40
	element 11 . 01 - 11 . 0a
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@bridge netdev
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@
	[ payload load 1b @ network header + 9 => reg 1 ]
	[ payload load 1b @ network header + 8 => reg 9 ]
	[ lookup reg 1 set __set%d ]
