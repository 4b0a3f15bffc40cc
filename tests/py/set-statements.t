# statements that write: meta, ct, headers, options

chain ip test forward { type filter hook prerouting priority 0; }
chain inet test forward { type filter hook prerouting priority 0; }

rule meta mark set 1
	[ immediate reg 1 0x00000001 ]
	[ meta set mark with reg 1 ]
list meta mark set 0x00000001

rule meta mark set meta mark | 16
	[ meta load mark => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xffffffef ) ^ 0x00000010 ]
	[ meta set mark with reg 1 ]
list meta mark set meta mark | 0x00000010

rule meta mark set meta mark & 255 ^ 16
	[ meta load mark => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000010 ]
	[ meta set mark with reg 1 ]
list meta mark set meta mark & 0x000000ff ^ 0x00000010

rule meta mark set ct mark
	[ ct load mark => reg 1 ]
	[ meta set mark with reg 1 ]

rule meta mark set ct mark & 255
	[ ct load mark => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
	[ meta set mark with reg 1 ]
list meta mark set ct mark & 0x000000ff

rule meta priority set 1:10
	[ immediate reg 1 0x00010010 ]
	[ meta set priority with reg 1 ]

rule meta pkttype set host
	[ immediate reg 1 0x00 ]
	[ meta set pkttype with reg 1 ]

rule meta nftrace set 1
	[ immediate reg 1 0x01 ]
	[ meta set nftrace with reg 1 ]

rule ct mark set 5
	[ immediate reg 1 0x00000005 ]
	[ ct set mark with reg 1 ]
list ct mark set 0x00000005

rule ct mark set meta mark
	[ meta load mark => reg 1 ]
	[ ct set mark with reg 1 ]

rule ct mark set ct mark & 4294967040 | 1
	[ ct load mark => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xffffff00 ) ^ 0x00000001 ]
	[ ct set mark with reg 1 ]
list ct mark set ct mark & 0xffffff01 | 0x00000001

rule ct zone set 3
	[ immediate reg 1 0x0003 ]
	[ ct set zone with reg 1 ]

rule ct event set new,destroy
	[ immediate reg 1 0x00000005 ]
	[ ct set event with reg 1 ]

rule meta mark set tcp dport map { 22 : 1, 80-90 : 2 }
	element 0000 flags 1
	element 0016 : 00000001
	element 0017 flags 1
	element 0050 : 00000002
	element 005b flags 1
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ lookup reg 1 set __map%d dreg 1 ]
	[ meta set mark with reg 1 ]
list meta mark set tcp dport map { 22 : 0x00000001, 80-90 : 0x00000002 }

rule meta mark set iifname map { "lo" : 1, "eth0" : 2 }
	element 65746830 00000000 00000000 00000000 : 00000002
	element 6c6f0000 00000000 00000000 00000000 : 00000001
	[ meta load iifname => reg 1 ]
	[ lookup reg 1 set __map%d dreg 1 ]
	[ meta set mark with reg 1 ]
list meta mark set iifname map { "eth0" : 0x00000002, "lo" : 0x00000001 }

chain ip test forward { type filter hook forward priority 0; }
chain inet test forward { type filter hook forward priority 0; }

rule ip dscp set cs3
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ payload load 2b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xff03 ) ^ 0x0060 ]
	[ payload write reg 1 => 2b @ network header + 0 csum_type 1 csum_off 10 csum_flags 0x0 ]

rule ip dscp set 0x0
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ payload load 2b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xff03 ) ^ 0x0000 ]
	[ payload write reg 1 => 2b @ network header + 0 csum_type 1 csum_off 10 csum_flags 0x0 ]
list ip dscp set cs0

rule ip ecn set ce
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ payload load 2b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xfffc ) ^ 0x0003 ]
	[ payload write reg 1 => 2b @ network header + 0 csum_type 1 csum_off 10 csum_flags 0x0 ]

rule ip ttl set 64
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ payload load 2b @ network header + 8 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x00ff ) ^ 0x4000 ]
	[ payload write reg 1 => 2b @ network header + 8 csum_type 1 csum_off 10 csum_flags 0x0 ]

rule ip id set 0
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ immediate reg 1 0x0000 ]
	[ payload write reg 1 => 2b @ network header + 4 csum_type 1 csum_off 10 csum_flags 0x0 ]

rule ip saddr set 192.0.2.1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ immediate reg 1 0xc0000201 ]
	[ payload write reg 1 => 4b @ network header + 12 csum_type 1 csum_off 10 csum_flags 0x1 ]

rule ip daddr set 192.0.2.1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ immediate reg 1 0xc0000201 ]
	[ payload write reg 1 => 4b @ network header + 16 csum_type 1 csum_off 10 csum_flags 0x1 ]

rule ip dscp set tcp dport map { 22 : af21, 443 : cs1 }
	element 0016 : 12
	element 01bb : 08
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	@
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xff03 ) ^ 0x0000 ]
	[ payload load 2b @ transport header + 2 => reg 2 ]
	[ lookup reg 2 set __map%d dreg 2 ]
	[ bitwise reg 2 = ( reg 2 << 0x00000002 ) ]
	[ byteorder reg 2 = hton(reg 2, 2, 2) ]
	[ bitwise reg 2 = ( reg 2 & 0x00fc ) ^ 0x0000 ]
	[ bitwise reg 1 = ( reg 1 | reg 2 ) ]
	[ payload write reg 1 => 2b @ network header + 0 csum_type 1 csum_off 10 csum_flags 0x0 ]

rule tcp dport set 8080
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ immediate reg 1 0x1f90 ]
	[ payload write reg 1 => 2b @ transport header + 2 csum_type 1 csum_off 16 csum_flags 0x0 ]

rule tcp sport set 1024
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ immediate reg 1 0x0400 ]
	[ payload write reg 1 => 2b @ transport header + 0 csum_type 1 csum_off 16 csum_flags 0x0 ]

rule udp dport set 53
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ immediate reg 1 0x0035 ]
	[ payload write reg 1 => 2b @ transport header + 2 csum_type 0 csum_off 0 csum_flags 0x1 ]

rule tcp option maxseg size set 1400
	[ immediate reg 1 0x0578 ]
	[ exthdr write tcpopt reg 1 => 2b @ 2 + 2 ]

rule tcp option maxseg size set rt mtu
	[ rt load tcpmss => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 2, 2) ]
	[ exthdr write tcpopt reg 1 => 2b @ 2 + 2 ]

rule tcp flags syn tcp option maxseg size set rt mtu
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 13 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x02 ) ^ 0x00 ]
	[ cmp neq reg 1 0x00 ]
	[ rt load tcpmss => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 2, 2) ]
	[ exthdr write tcpopt reg 1 => 2b @ 2 + 2 ]

rule tcp window set 1000
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ immediate reg 1 0x03e8 ]
	[ payload write reg 1 => 2b @ transport header + 14 csum_type 1 csum_off 16 csum_flags 0x0 ]

refuse ip dscp set 64
refuse ip ttl set 256
refuse ip version set
refuse meta l4proto set 6

chain ip6 test forward { type filter hook forward priority 0; }
chain inet test forward { type filter hook forward priority 0; }

rule ip6 dscp set cs3
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 2b @ network header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xf03f ) ^ 0x0600 ]
	[ payload write reg 1 => 2b @ network header + 0 csum_type 0 csum_off 0 csum_flags 0x0 ]

rule ip6 ecn set ect1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 1b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xcf ) ^ 0x10 ]
	[ payload write reg 1 => 1b @ network header + 1 csum_type 0 csum_off 0 csum_flags 0x0 ]

rule ip6 hoplimit set 64
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ immediate reg 1 0x40 ]
	[ payload write reg 1 => 1b @ network header + 7 csum_type 0 csum_off 0 csum_flags 0x0 ]

rule ip6 flowlabel set 0x12345
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ payload load 3b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xf00000 ) ^ 0x012345 ]
	[ payload write reg 1 => 3b @ network header + 1 csum_type 0 csum_off 0 csum_flags 0x0 ]
list ip6 flowlabel set 74565

rule ip6 daddr set 2001:db8::1
	@inet
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	@
	[ immediate reg 1 0x20010db8 0x00000000 0x00000000 0x00000001 ]
	[ payload write reg 1 => 16b @ network header + 24 csum_type 0 csum_off 0 csum_flags 0x1 ]

chain bridge test forward { type filter hook forward priority 0; }

rule ether saddr set 02:00:00:00:00:01
	[ immediate reg 1 0x02000000 0x0001 ]
	[ payload write reg 1 => 6b @ link header + 6 csum_type 0 csum_off 0 csum_flags 0x0 ]

rule vlan id set 5
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 2b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xf000 ) ^ 0x0005 ]
	[ payload write reg 1 => 2b @ link header + 14 csum_type 0 csum_off 0 csum_flags 0x0 ]

rule vlan pcp set 3
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 2b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x1fff ) ^ 0x6000 ]
	[ payload write reg 1 => 2b @ link header + 14 csum_type 0 csum_off 0 csum_flags 0x0 ]
