# rows of the catalog that no other table has: what nft 1.1.7 makes of them

chain inet test input { type filter hook input priority 0; }

rule icmpv6 taddr ::790:5b51:8289:4940:1f8
	element 82
	element 83
	element 84
	element 87
	element 88
	element 89
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ lookup reg 1 set __set%d ]
	[ payload load 16b @ transport header + 8 => reg 1 ]
	[ cmp eq reg 1 0x00000000 0x00000790 0x5b518289 0x494001f8 ]
list icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, nd-neighbor-solicit, nd-neighbor-advert, nd-redirect } icmpv6 taddr ::790:5b51:8289:4940:1f8

rule icmpv6 daddr ::19cb:b6b8:8a80
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x89 ]
	[ payload load 16b @ transport header + 24 => reg 1 ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x000019cb 0xb6b88a80 ]

rule igmp mrt 0
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 1b @ transport header + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]
list meta nfproto ipv4 igmp mrt 0

rule igmp checksum 0
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0000 ]
list meta nfproto ipv4 igmp checksum 0

rule igmp group 424361
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x000679a9 ]
list meta nfproto ipv4 igmp group 424361

rule udplite sport 2
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x88 ]
	[ payload load 2b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x0002 ]

rule udplite dport 20
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x88 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0014 ]

rule udplite csumcov 11
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x88 ]
	[ payload load 2b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x000b ]

rule udplite checksum 1356
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x88 ]
	[ payload load 2b @ transport header + 6 => reg 1 ]
	[ cmp eq reg 1 0x054c ]

rule sctp sport 1
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x84 ]
	[ payload load 2b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x0001 ]

rule sctp dport 2
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x84 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0002 ]

rule sctp vtag 0
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x84 ]
	[ payload load 4b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]

rule sctp checksum 11
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x84 ]
	[ payload load 4b @ transport header + 8 => reg 1 ]
	[ cmp eq reg 1 0x0000000b ]

rule dccp sport 0
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x21 ]
	[ payload load 2b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x0000 ]

rule dccp dport 3
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x21 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0003 ]

rule dccp type ack
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x21 ]
	[ payload load 1b @ transport header + 8 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x1e ) ^ 0x00 ]
	[ cmp eq reg 1 0x06 ]

rule ah nexthdr icmp
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x33 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule ah hdrlength 3
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x33 ]
	[ payload load 1b @ transport header + 1 => reg 1 ]
	[ cmp eq reg 1 0x03 ]

rule ah reserved 1
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x33 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0001 ]

rule ah spi 341
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x33 ]
	[ payload load 4b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000155 ]

rule ah sequence 109
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x33 ]
	[ payload load 4b @ transport header + 8 => reg 1 ]
	[ cmp eq reg 1 0x0000006d ]

rule esp spi 3
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x32 ]
	[ payload load 4b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x00000003 ]

rule esp sequence 2
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x32 ]
	[ payload load 4b @ transport header + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000002 ]

rule comp nexthdr ip
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x6c ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule comp flags 0x1
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x6c ]
	[ payload load 1b @ transport header + 1 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule comp cpi 0
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x6c ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0000 ]

rule gre flags 0
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x2f ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xf8 ) ^ 0x00 ]
	[ cmp eq reg 1 0x00 ]

rule gre version 0
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x2f ]
	[ payload load 1b @ transport header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x07 ) ^ 0x00 ]
	[ cmp eq reg 1 0x00 ]

rule gre protocol 0x0036
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x2f ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0036 ]

rule udp dport 4789 vxlan flags 2
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x12b5 ]
	[ inner type 1 hdrsize 8 flags f [ payload load 1b @ tunnel header + 0 => reg 1 ] ]
	[ cmp eq reg 1 0x02 ]

rule udp dport 4789 vxlan vni 1
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x12b5 ]
	[ inner type 1 hdrsize 8 flags f [ payload load 3b @ tunnel header + 4 => reg 1 ] ]
	[ cmp eq reg 1 0x000001 ]

rule udp dport 6081 geneve type 0x09cf
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x17c1 ]
	[ inner type 2 hdrsize 8 flags f [ payload load 2b @ tunnel header + 2 => reg 1 ] ]
	[ cmp eq reg 1 0x09cf ]

rule udp dport 6081 geneve vni 1
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x17c1 ]
	[ inner type 2 hdrsize 8 flags f [ payload load 3b @ tunnel header + 4 => reg 1 ] ]
	[ cmp eq reg 1 0x000001 ]

rule hbh nexthdr 16
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 0 + 0 => reg 1 ]
	[ cmp eq reg 1 0x10 ]

rule hbh hdrlength 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 0 + 1 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule rt nexthdr ggp
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 43 + 0 => reg 1 ]
	[ cmp eq reg 1 0x03 ]

rule rt hdrlength 22
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 43 + 1 => reg 1 ]
	[ cmp eq reg 1 0x16 ]

rule rt type 2
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 43 + 2 => reg 1 ]
	[ cmp eq reg 1 0x02 ]

rule rt seg-left 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 43 + 3 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule srh last-entry 6
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 43 + 4 => reg 1 ]
	[ cmp eq reg 1 0x06 ]

rule srh flags 0
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 43 + 5 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule srh tag 2
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 2b @ 43 + 6 => reg 1 ]
	[ cmp eq reg 1 0x0002 ]

rule srh sid[2] ::cc88
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 16b @ 43 + 24 => reg 1 ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x0000cc88 ]

rule rt0 addr[1] ::77.166.202.204
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 16b @ 43 + 8 => reg 1 ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x4da6cacc ]
list srh sid[1] ::77.166.202.204

rule rt0 addr[2] ::9.232.214.2
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 16b @ 43 + 24 => reg 1 ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x09e8d602 ]
list srh sid[2] ::9.232.214.2

rule rt2 addr ::0.60.25.150
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 16b @ 43 + 8 => reg 1 ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x003c1996 ]
list srh sid[1] ::0.60.25.150

rule frag nexthdr tcp
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 44 + 0 => reg 1 ]
	[ cmp eq reg 1 0x06 ]

rule frag reserved 0
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 44 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule frag frag-off 16
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 2b @ 44 + 2 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xfff8 ) ^ 0x0000 ]
	[ cmp eq reg 1 0x0080 ]

rule frag reserved2 0
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 44 + 3 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x06 ) ^ 0x00 ]
	[ cmp eq reg 1 0x00 ]

rule frag more-fragments 0
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 44 + 3 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x01 ) ^ 0x00 ]
	[ cmp eq reg 1 0x00 ]

rule dst nexthdr tcp
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 60 + 0 => reg 1 ]
	[ cmp eq reg 1 0x06 ]

rule dst hdrlength 0
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 60 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule mh nexthdr ipencap
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 135 + 0 => reg 1 ]
	[ cmp eq reg 1 0x04 ]

rule mh hdrlength 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 135 + 1 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule mh type home-test
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 135 + 2 => reg 1 ]
	[ cmp eq reg 1 0x03 ]

rule mh reserved 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 135 + 3 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule mh checksum 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 2b @ 135 + 4 => reg 1 ]
	[ cmp eq reg 1 0x0001 ]

rule tcp option maxseg length 2
	[ exthdr load tcpopt 1b @ 2 + 1 => reg 1 ]
	[ cmp eq reg 1 0x02 ]

rule tcp option window length 0
	[ exthdr load tcpopt 1b @ 3 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule tcp option sack-perm length 2
	[ exthdr load tcpopt 1b @ 4 + 1 => reg 1 ]
	[ cmp eq reg 1 0x02 ]

rule tcp option sack length 0
	[ exthdr load tcpopt 1b @ 5 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule tcp option sack left 1
	[ exthdr load tcpopt 4b @ 5 + 2 => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]

rule tcp option sack right 16
	[ exthdr load tcpopt 4b @ 5 + 6 => reg 1 ]
	[ cmp eq reg 1 0x00000010 ]

rule tcp option sack1 left 7057
	[ exthdr load tcpopt 4b @ 5 + 10 => reg 1 ]
	[ cmp eq reg 1 0x00001b91 ]

rule tcp option sack1 right 0
	[ exthdr load tcpopt 4b @ 5 + 14 => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]

rule tcp option sack2 right 0
	[ exthdr load tcpopt 4b @ 5 + 22 => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]

rule tcp option sack3 left 915
	[ exthdr load tcpopt 4b @ 5 + 26 => reg 1 ]
	[ cmp eq reg 1 0x00000393 ]

rule tcp option sack3 right 10221
	[ exthdr load tcpopt 4b @ 5 + 30 => reg 1 ]
	[ cmp eq reg 1 0x000027ed ]

rule tcp option timestamp length 0
	[ exthdr load tcpopt 1b @ 8 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule tcp option timestamp tsval 3
	[ exthdr load tcpopt 4b @ 8 + 2 => reg 1 ]
	[ cmp eq reg 1 0x00000003 ]

rule tcp option timestamp tsecr 4
	[ exthdr load tcpopt 4b @ 8 + 6 => reg 1 ]
	[ cmp eq reg 1 0x00000004 ]

rule tcp option md5sig length 0
	[ exthdr load tcpopt 1b @ 19 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule tcp option mptcp length 0
	[ exthdr load tcpopt 1b @ 30 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule tcp option mptcp subtype mp-capable
	[ exthdr load tcpopt 1b @ 30 + 2 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xf0 ) ^ 0x00 ]
	[ cmp eq reg 1 0x00 ]

rule tcp option fastopen length 1
	[ exthdr load tcpopt 1b @ 34 + 1 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule ip option rr type 0
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 1b @ 7 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x00 ]
list ip option rr missing

rule ip option rr length 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 1b @ 7 + 1 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule ip option rr ptr 0
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 1b @ 7 + 2 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule ip option lsrr length 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 1b @ 131 + 1 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule ip option lsrr addr 0.0.0.10
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 4b @ 131 + 3 => reg 1 ]
	[ cmp eq reg 1 0x0000000a ]

rule ip option ssrr type 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 1b @ 137 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
list ip option ssrr exists

rule ip option ssrr length 1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 1b @ 137 + 1 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule ip option ssrr ptr 3
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 1b @ 137 + 2 => reg 1 ]
	[ cmp eq reg 1 0x03 ]

rule ip option ssrr addr 0.0.0.1
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 4b @ 137 + 3 => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]

rule ip option ra length 0
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 1b @ 148 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule ip option ra value 4
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ exthdr load ipv4 2b @ 148 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0004 ]

rule sctp chunk data type 3
	[ exthdr load 1b @ 0 + 0 => reg 1 ]
	[ cmp eq reg 1 0x03 ]

rule sctp chunk data flags 8
	[ exthdr load 1b @ 0 + 1 => reg 1 ]
	[ cmp eq reg 1 0x08 ]

rule sctp chunk data length 7
	[ exthdr load 2b @ 0 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0007 ]

rule sctp chunk data tsn 20
	[ exthdr load 4b @ 0 + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000014 ]

rule sctp chunk data stream 1
	[ exthdr load 2b @ 0 + 8 => reg 1 ]
	[ cmp eq reg 1 0x0001 ]

rule sctp chunk data ssn 2
	[ exthdr load 2b @ 0 + 10 => reg 1 ]
	[ cmp eq reg 1 0x0002 ]

rule sctp chunk data ppid 3
	[ exthdr load 4b @ 0 + 12 => reg 1 ]
	[ cmp eq reg 1 0x00000003 ]

rule sctp chunk init type 1
	[ exthdr load 1b @ 1 + 0 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule sctp chunk init flags 0
	[ exthdr load 1b @ 1 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk init length 28
	[ exthdr load 2b @ 1 + 2 => reg 1 ]
	[ cmp eq reg 1 0x001c ]

rule sctp chunk init init-tag 1461
	[ exthdr load 4b @ 1 + 4 => reg 1 ]
	[ cmp eq reg 1 0x000005b5 ]

rule sctp chunk init a-rwnd 1
	[ exthdr load 4b @ 1 + 8 => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]

rule sctp chunk init num-outbound-streams 4
	[ exthdr load 2b @ 1 + 12 => reg 1 ]
	[ cmp eq reg 1 0x0004 ]

rule sctp chunk init num-inbound-streams 1
	[ exthdr load 2b @ 1 + 14 => reg 1 ]
	[ cmp eq reg 1 0x0001 ]

rule sctp chunk init initial-tsn 1
	[ exthdr load 4b @ 1 + 16 => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]

rule sctp chunk init-ack type 0
	[ exthdr load 1b @ 2 + 0 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk init-ack flags 5
	[ exthdr load 1b @ 2 + 1 => reg 1 ]
	[ cmp eq reg 1 0x05 ]

rule sctp chunk init-ack length 0
	[ exthdr load 2b @ 2 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0000 ]

rule sctp chunk init-ack init-tag 845
	[ exthdr load 4b @ 2 + 4 => reg 1 ]
	[ cmp eq reg 1 0x0000034d ]

rule sctp chunk init-ack a-rwnd 889
	[ exthdr load 4b @ 2 + 8 => reg 1 ]
	[ cmp eq reg 1 0x00000379 ]

rule sctp chunk init-ack num-outbound-streams 65
	[ exthdr load 2b @ 2 + 12 => reg 1 ]
	[ cmp eq reg 1 0x0041 ]

rule sctp chunk init-ack num-inbound-streams 1
	[ exthdr load 2b @ 2 + 14 => reg 1 ]
	[ cmp eq reg 1 0x0001 ]

rule sctp chunk init-ack initial-tsn 8
	[ exthdr load 4b @ 2 + 16 => reg 1 ]
	[ cmp eq reg 1 0x00000008 ]

rule sctp chunk sack type 5
	[ exthdr load 1b @ 3 + 0 => reg 1 ]
	[ cmp eq reg 1 0x05 ]

rule sctp chunk sack flags 9
	[ exthdr load 1b @ 3 + 1 => reg 1 ]
	[ cmp eq reg 1 0x09 ]

rule sctp chunk sack length 8
	[ exthdr load 2b @ 3 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0008 ]

rule sctp chunk sack cum-tsn-ack 2
	[ exthdr load 4b @ 3 + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000002 ]

rule sctp chunk sack a-rwnd 0
	[ exthdr load 4b @ 3 + 8 => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]

rule sctp chunk sack num-gap-ack-blocks 100
	[ exthdr load 2b @ 3 + 12 => reg 1 ]
	[ cmp eq reg 1 0x0064 ]

rule sctp chunk sack num-dup-tsns 120
	[ exthdr load 2b @ 3 + 14 => reg 1 ]
	[ cmp eq reg 1 0x0078 ]

rule sctp chunk heartbeat type 1
	[ exthdr load 1b @ 4 + 0 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule sctp chunk heartbeat flags 0
	[ exthdr load 1b @ 4 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk heartbeat length 3
	[ exthdr load 2b @ 4 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0003 ]

rule sctp chunk heartbeat-ack type 4
	[ exthdr load 1b @ 5 + 0 => reg 1 ]
	[ cmp eq reg 1 0x04 ]

rule sctp chunk heartbeat-ack flags 0
	[ exthdr load 1b @ 5 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk heartbeat-ack length 0
	[ exthdr load 2b @ 5 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0000 ]

rule sctp chunk abort type 25
	[ exthdr load 1b @ 6 + 0 => reg 1 ]
	[ cmp eq reg 1 0x19 ]

rule sctp chunk abort flags 2
	[ exthdr load 1b @ 6 + 1 => reg 1 ]
	[ cmp eq reg 1 0x02 ]

rule sctp chunk abort length 23
	[ exthdr load 2b @ 6 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0017 ]

rule sctp chunk shutdown type 0
	[ exthdr load 1b @ 7 + 0 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk shutdown flags 1
	[ exthdr load 1b @ 7 + 1 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule sctp chunk shutdown length 5
	[ exthdr load 2b @ 7 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0005 ]

rule sctp chunk shutdown cum-tsn-ack 242
	[ exthdr load 4b @ 7 + 4 => reg 1 ]
	[ cmp eq reg 1 0x000000f2 ]

rule sctp chunk shutdown-ack type 1
	[ exthdr load 1b @ 8 + 0 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule sctp chunk shutdown-ack flags 0
	[ exthdr load 1b @ 8 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk shutdown-ack length 104
	[ exthdr load 2b @ 8 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0068 ]

rule sctp chunk error type 1
	[ exthdr load 1b @ 9 + 0 => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule sctp chunk error flags 0
	[ exthdr load 1b @ 9 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk error length 102
	[ exthdr load 2b @ 9 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0066 ]

rule sctp chunk cookie-echo type 0
	[ exthdr load 1b @ 10 + 0 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk cookie-echo flags 7
	[ exthdr load 1b @ 10 + 1 => reg 1 ]
	[ cmp eq reg 1 0x07 ]

rule sctp chunk cookie-echo length 12
	[ exthdr load 2b @ 10 + 2 => reg 1 ]
	[ cmp eq reg 1 0x000c ]

rule sctp chunk cookie-ack type 0
	[ exthdr load 1b @ 11 + 0 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk cookie-ack flags 2
	[ exthdr load 1b @ 11 + 1 => reg 1 ]
	[ cmp eq reg 1 0x02 ]

rule sctp chunk cookie-ack length 11
	[ exthdr load 2b @ 11 + 2 => reg 1 ]
	[ cmp eq reg 1 0x000b ]

rule sctp chunk ecne type 6
	[ exthdr load 1b @ 12 + 0 => reg 1 ]
	[ cmp eq reg 1 0x06 ]

rule sctp chunk ecne flags 3
	[ exthdr load 1b @ 12 + 1 => reg 1 ]
	[ cmp eq reg 1 0x03 ]

rule sctp chunk ecne length 54
	[ exthdr load 2b @ 12 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0036 ]

rule sctp chunk ecne lowest-tsn 0
	[ exthdr load 4b @ 12 + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]

rule sctp chunk cwr type 0
	[ exthdr load 1b @ 13 + 0 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk cwr flags 0
	[ exthdr load 1b @ 13 + 1 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk cwr length 7
	[ exthdr load 2b @ 13 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0007 ]

rule sctp chunk cwr lowest-tsn 91
	[ exthdr load 4b @ 13 + 4 => reg 1 ]
	[ cmp eq reg 1 0x0000005b ]

rule sctp chunk shutdown-complete type 0
	[ exthdr load 1b @ 14 + 0 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk shutdown-complete flags 2
	[ exthdr load 1b @ 14 + 1 => reg 1 ]
	[ cmp eq reg 1 0x02 ]

rule sctp chunk shutdown-complete length 0
	[ exthdr load 2b @ 14 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0000 ]

rule sctp chunk asconf-ack type 0
	[ exthdr load 1b @ 128 + 0 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk asconf-ack flags 5
	[ exthdr load 1b @ 128 + 1 => reg 1 ]
	[ cmp eq reg 1 0x05 ]

rule sctp chunk asconf-ack length 1632
	[ exthdr load 2b @ 128 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0660 ]

rule sctp chunk asconf-ack seqno 7
	[ exthdr load 4b @ 128 + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000007 ]

rule sctp chunk forward-tsn type 3
	[ exthdr load 1b @ 192 + 0 => reg 1 ]
	[ cmp eq reg 1 0x03 ]

rule sctp chunk forward-tsn flags 2
	[ exthdr load 1b @ 192 + 1 => reg 1 ]
	[ cmp eq reg 1 0x02 ]

rule sctp chunk forward-tsn length 55
	[ exthdr load 2b @ 192 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0037 ]

rule sctp chunk forward-tsn new-cum-tsn 432
	[ exthdr load 4b @ 192 + 4 => reg 1 ]
	[ cmp eq reg 1 0x000001b0 ]

rule sctp chunk asconf type 0
	[ exthdr load 1b @ 193 + 0 => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule sctp chunk asconf flags 4
	[ exthdr load 1b @ 193 + 1 => reg 1 ]
	[ cmp eq reg 1 0x04 ]

rule sctp chunk asconf length 17
	[ exthdr load 2b @ 193 + 2 => reg 1 ]
	[ cmp eq reg 1 0x0011 ]

rule sctp chunk asconf seqno 0
	[ exthdr load 4b @ 193 + 4 => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]

rule meta oifkind "lo"
	[ meta load oifkind => reg 1 ]
	[ cmp eq reg 1 0x6c6f0000 0x00000000 0x00000000 0x00000000 ]

rule meta sdif "lo"
	[ meta load sdif => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]

rule meta sdifname "lo"
	[ meta load sdifname => reg 1 ]
	[ cmp eq reg 1 0x6c6f0000 0x00000000 0x00000000 0x00000000 ]

rule ct original proto-src 11
	[ ct load proto_src => reg 1 , dir original ]
	[ cmp eq reg 1 0x000b ]

rule ct original ip daddr 0.0.34.64
	[ ct load dst_ip => reg 1 , dir original ]
	[ cmp eq reg 1 0x00002240 ]

rule ct original ip6 saddr ::2.19.202.72
	[ ct load src_ip6 => reg 1 , dir original ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x0213ca48 ]

rule ct original ip6 daddr ::31d
	[ ct load dst_ip6 => reg 1 , dir original ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x0000031d ]

rule rt ip6 nexthop ::0.21.146.192
	[ rt load nexthop6 => reg 1 ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x001592c0 ]

rule socket transparent 0
	[ socket load transparent => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule socket mark 0x000151c7
	[ socket load mark => reg 1 ]
	[ cmp eq reg 1 0x000151c7 ]

rule socket wildcard 0
	[ socket load wildcard => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule ipsec in ip daddr 0.0.0.0
	[ xfrm load in 0 daddr4 => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]

rule ipsec in ip6 daddr ::0.5.2.188
	[ xfrm load in 0 daddr6 => reg 1 ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x000502bc ]

rule ipsec in ip saddr 0.0.0.0
	[ xfrm load in 0 saddr4 => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]

rule ipsec in ip6 saddr ::a
	[ xfrm load in 0 saddr6 => reg 1 ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x0000000a ]

rule ipsec in reqid 0
	[ xfrm load in 0 reqid => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]

rule ipsec in spi 169
	[ xfrm load in 0 spi => reg 1 ]
	[ cmp eq reg 1 0x000000a9 ]

chain inet test prerouting { type filter hook prerouting priority 0; }

rule fib saddr . iif oifname "lo"
	[ fib saddr . iif oifname => reg 1 ]
	[ cmp eq reg 1 0x6c6f0000 0x00000000 0x00000000 0x00000000 ]

rule fib saddr . iif type anycast
	[ fib saddr . iif type => reg 1 ]
	[ cmp eq reg 1 0x00000004 ]

chain netdev test ingress { type filter hook ingress device lo priority 0; }

rule tunnel path missing
	[ tunnel load path => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule tunnel id 3
	[ tunnel load id => reg 1 ]
	[ cmp eq reg 1 0x00000003 ]

chain bridge test input { type filter hook input priority 0; }

offline meta ibrname "br0"
	[ meta load bri_iifname => reg 1 ]
	[ cmp eq reg 1 0x62723000 0x00000000 0x00000000 0x00000000 ]

offline meta obrname "br0"
	[ meta load bri_oifname => reg 1 ]
	[ cmp eq reg 1 0x62723000 0x00000000 0x00000000 0x00000000 ]

offline meta ibrpvid 7
	[ meta load bri_iifpvid => reg 1 ]
	[ cmp eq reg 1 0x0007 ]

offline meta ibrvproto 8021q
	[ meta load bri_iifvproto => reg 1 ]
	[ cmp eq reg 1 0x8100 ]

offline meta ibrhwaddr 02:00:00:00:00:07
	[ meta load ibrhwaddr => reg 1 ]
	[ cmp eq reg 1 0x02000000 0x0007 ]

chain inet test input { type filter hook input priority 0; }

rule ct label 7
	[ ct load label => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x00000000 0x00000000 0x00000000 0x00000080 ) ^ 0x00000000 0x00000000 0x00000000 0x00000000 ]
	[ cmp neq reg 1 0x00000000 0x00000000 0x00000000 0x00000000 ]

rule meta secmark set ct secmark
	[ ct load secmark => reg 1 ]
	[ meta set secmark with reg 1 ]

rule ct secmark set meta secmark
	[ meta load secmark => reg 1 ]
	[ ct set secmark with reg 1 ]
