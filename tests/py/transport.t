# ports and other fields of tcp, udp and whatever protocol there is; icmp

chain ip test input { type filter hook input priority 0; }
chain ip6 test input { type filter hook input priority 0; }
chain inet test input { type filter hook input priority 0; }
chain bridge test input { type filter hook input priority 0; }

rule tcp dport 22
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0016 ]

rule tcp sport != 22
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 0 => reg 1 ]
	[ cmp neq reg 1 0x0016 ]

rule tcp dport 1-1023
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ range eq reg 1 0x0001 0x03ff ]

rule tcp dport != 1-1023
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ range neq reg 1 0x0001 0x03ff ]

rule tcp dport > 1023
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp gt reg 1 0x03ff ]

rule tcp dport >= 1024
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp gte reg 1 0x0400 ]

rule tcp dport < 1024
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp lt reg 1 0x0400 ]

rule tcp dport { 22, 80, 443 }
	element 0016
	element 0050
	element 01bb
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule tcp dport != { 22, 1024-65535 }
	element 0000 flags 1
	element 0016
	element 0017 flags 1
	element 0400 userdata len 6 sum 0x6
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ lookup reg 1 set __set%d 0x1 ]

rule tcp sport 1024-65535 tcp dport 22
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 0 => reg 1 ]
	[ range eq reg 1 0x0400 0xffff ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0016 ]

rule tcp sequence 1
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 4b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]

rule tcp ackseq 4294967295
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 4b @ transport header + 8 => reg 1 ]
	[ cmp eq reg 1 0xffffffff ]

rule tcp doff 8
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 12 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xf0 ) ^ 0x00 ]
	[ cmp eq reg 1 0x80 ]

rule tcp reserved 1
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 12 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0f ) ^ 0x00 ]
	[ cmp eq reg 1 0x01 ]

rule tcp window 1000-2000
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 14 => reg 1 ]
	[ range eq reg 1 0x03e8 0x07d0 ]

rule tcp checksum 0x1234
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 16 => reg 1 ]
	[ cmp eq reg 1 0x1234 ]
list tcp checksum 4660

rule tcp urgptr 7
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 18 => reg 1 ]
	[ cmp eq reg 1 0x0007 ]

rule tcp flags syn
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 13 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x02 ) ^ 0x00 ]
	[ cmp neq reg 1 0x00 ]

rule tcp flags != syn
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 13 => reg 1 ]
	[ cmp neq reg 1 0x02 ]

rule tcp flags { syn, syn | ack }
	element 02
	element 12
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 13 => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule tcp flags & (fin | syn | rst | ack) == syn
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 13 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x17 ) ^ 0x00 ]
	[ cmp eq reg 1 0x02 ]

rule tcp flags syn / fin,syn,rst,ack
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 13 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x17 ) ^ 0x00 ]
	[ cmp eq reg 1 0x02 ]
list tcp flags & (fin | syn | rst | ack) == syn

rule tcp flags & (syn | ack) == 0x0
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 13 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x12 ) ^ 0x00 ]
	[ cmp eq reg 1 0x00 ]
list tcp flags ! syn,ack

rule tcp flags syn,ack
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 13 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x12 ) ^ 0x00 ]
	[ cmp neq reg 1 0x00 ]

rule tcp flags & cwr == cwr
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 13 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x80 ) ^ 0x00 ]
	[ cmp eq reg 1 0x80 ]

rule tcp option maxseg size 1000-1460
	[ exthdr load tcpopt 2b @ 2 + 2 => reg 1 ]
	[ range eq reg 1 0x03e8 0x05b4 ]

rule tcp option maxseg exists
	[ exthdr load tcpopt 1b @ 2 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule tcp option sack-perm missing
	[ exthdr load tcpopt 1b @ 4 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule tcp option window count 7
	[ exthdr load tcpopt 1b @ 3 + 2 => reg 1 ]
	[ cmp eq reg 1 0x07 ]

rule udp dport 53
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0035 ]

rule udp sport . udp dport { 53 . 1024-65535 }
	element 0035 . 0400 - 0035 . ffff
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 0 => reg 1 ]
	[ payload load 2b @ transport header + 2 => reg 9 ]
	[ lookup reg 1 set __set%d ]

rule udp length > 512
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 4 => reg 1 ]
	[ cmp gt reg 1 0x0200 ]

rule udp checksum 0
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 6 => reg 1 ]
	[ cmp eq reg 1 0x0000 ]

rule th dport 53
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0035 ]

rule th sport . th dport { 1 . 2 }
	element 0001 . 0002
	[ payload load 2b @ transport header + 0 => reg 1 ]
	[ payload load 2b @ transport header + 2 => reg 9 ]
	[ lookup reg 1 set __set%d ]

rule meta l4proto { tcp, udp } th dport 53
	element 06
	element 11
	[ meta load l4proto => reg 1 ]
	[ lookup reg 1 set __set%d ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0035 ]

rule meta l4proto udp th dport 53
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0035 ]
list udp dport 53

rule meta l4proto tcp tcp dport 22
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0016 ]
list tcp dport 22

chain ip test input { type filter hook input priority 0; }
chain inet test input { type filter hook input priority 0; }

rule icmp type echo-request
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x08 ]

rule icmp type { echo-reply, echo-request, 41 }
	element 00
	element 08
	element 29
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule icmp type != router-advertisement
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp neq reg 1 0x09 ]

rule icmp code 3
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 1b @ transport header + 1 => reg 1 ]
	[ cmp eq reg 1 0x03 ]

rule icmp type destination-unreachable icmp code port-unreachable
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 2b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x0303 ]
list icmp type destination-unreachable icmp code 3

rule icmp id 5
	element 00
	element 08
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ lookup reg 1 set __set%d ]
	[ payload load 2b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x0005 ]
list icmp type { echo-reply, echo-request } icmp id 5

rule icmp sequence 1-10
	element 00
	element 08
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ lookup reg 1 set __set%d ]
	[ payload load 2b @ transport header + 6 => reg 1 ]
	[ range eq reg 1 0x0001 0x000a ]
list icmp type { echo-reply, echo-request } icmp sequence 1-10

rule icmp mtu 1280-1500
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x03 ]
	[ payload load 2b @ transport header + 6 => reg 1 ]
	[ range eq reg 1 0x0500 0x05dc ]

rule icmp gateway 22
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x05 ]
	[ payload load 4b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000016 ]

rule icmp checksum 0x1234
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x1234 ]
list icmp checksum 4660

chain ip6 test input { type filter hook input priority 0; }
chain inet test input { type filter hook input priority 0; }

rule icmpv6 type echo-request
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x80 ]

rule icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert }
	element 87
	element 88
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule icmpv6 type packet-too-big icmpv6 mtu 1280
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000500 ]
list icmpv6 mtu 1280

rule icmpv6 code 4
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 1 => reg 1 ]
	[ cmp eq reg 1 0x04 ]

rule icmpv6 id 5
	element 80
	element 81
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ lookup reg 1 set __set%d ]
	[ payload load 2b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x0005 ]
list icmpv6 type { echo-request, echo-reply } icmpv6 id 5

rule icmpv6 sequence 7
	element 80
	element 81
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ lookup reg 1 set __set%d ]
	[ payload load 2b @ transport header + 6 => reg 1 ]
	[ cmp eq reg 1 0x0007 ]
list icmpv6 type { echo-request, echo-reply } icmpv6 sequence 7

rule icmpv6 max-delay 100
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x82 ]
	[ payload load 2b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x0064 ]

rule icmpv6 checksum 0x1234
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x1234 ]
list icmpv6 checksum 4660

# igmp is of IPv4; which listings say, as other tools list it
chain inet t c
rule igmp type 17
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x11 ]
list meta nfproto ipv4 igmp type membership-query

# what is written changes the checksum: a sum, CRC-32c, or one that may be absent, which the kernel sees
chain inet test writes
rule sctp sport set 5
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x84 ]
	[ immediate reg 1 0x0005 ]
	[ payload write reg 1 => 2b @ transport header + 0 csum_type 2 csum_off 8 csum_flags 0x0 ]
rule tcp sport set 5
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ immediate reg 1 0x0005 ]
	[ payload write reg 1 => 2b @ transport header + 0 csum_type 1 csum_off 16 csum_flags 0x0 ]
rule udp dport set 5
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ immediate reg 1 0x0005 ]
	[ payload write reg 1 => 2b @ transport header + 2 csum_type 0 csum_off 0 csum_flags 0x1 ]
rule udplite dport set 5
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x88 ]
	[ immediate reg 1 0x0005 ]
	[ payload write reg 1 => 2b @ transport header + 2 csum_type 1 csum_off 6 csum_flags 0x0 ]
