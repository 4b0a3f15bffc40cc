# what connection tracking knows

chain ip test forward { type filter hook forward priority 0; }
chain inet test forward { type filter hook forward priority 0; }

rule ct state new
	[ ct load state => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x00000008 ) ^ 0x00000000 ]
	[ cmp neq reg 1 0x00000000 ]

rule ct state established,related
	[ ct load state => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x00000006 ) ^ 0x00000000 ]
	[ cmp neq reg 1 0x00000000 ]

rule ct state != invalid
	[ ct load state => reg 1 ]
	[ cmp neq reg 1 0x00000001 ]

rule ct state { established, new }
	element 00000002
	element 00000008
	[ ct load state => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule ct state vmap { established : accept, invalid : drop }
	element 00000001 : drop
	element 00000002 : accept
	[ ct load state => reg 1 ]
	[ lookup reg 1 set __map%d dreg 0 ]
list ct state vmap { invalid : drop, established : accept }

rule ct direction original
	[ ct load direction => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule ct direction != reply
	[ ct load direction => reg 1 ]
	[ cmp neq reg 1 0x01 ]

rule ct status assured
	[ ct load status => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x00000004 ) ^ 0x00000000 ]
	[ cmp neq reg 1 0x00000000 ]

rule ct status expected,seen-reply,snat
	[ ct load status => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x00000013 ) ^ 0x00000000 ]
	[ cmp neq reg 1 0x00000000 ]

rule ct status & dnat == dnat
	[ ct load status => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x00000020 ) ^ 0x00000000 ]
	[ cmp eq reg 1 0x00000020 ]

rule ct mark 1
	[ ct load mark => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]
list ct mark 0x00000001

rule ct mark & 15 == 3
	[ ct load mark => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0000000f ) ^ 0x00000000 ]
	[ cmp eq reg 1 0x00000003 ]
list ct mark & 0x0000000f == 0x00000003

rule ct mark 1-10
	[ ct load mark => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 4, 4) ]
	[ range eq reg 1 0x00000001 0x0000000a ]
list ct mark 0x00000001-0x0000000a

rule ct expiration 30s
	[ ct load expiration => reg 1 ]
	[ cmp eq reg 1 0x00007530 ]

rule ct expiration 10s-1h
	[ ct load expiration => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 4, 4) ]
	[ range eq reg 1 0x00002710 0x0036ee80 ]
list ct expiration 10s-3600s

rule ct helper "ftp"
	[ ct load helper => reg 1 ]
	[ cmp eq reg 1 0x66747000 0x00000000 0x00000000 0x00000000 ]

rule ct zone 1
	[ ct load zone => reg 1 ]
	[ cmp eq reg 1 0x0001 ]

rule ct original zone 1
	[ ct load zone => reg 1 , dir original ]
	[ cmp eq reg 1 0x0001 ]

rule ct bytes > 100000
	[ ct load bytes => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 8, 8) ]
	[ cmp gt reg 1 0x00000000 0x000186a0 ]

rule ct packets 5-10
	[ ct load packets => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 8, 8) ]
	[ range eq reg 1 0x00000000 0x00000005 0x00000000 0x0000000a ]

rule ct original packets > 10
	[ ct load packets => reg 1 , dir original ]
	[ byteorder reg 1 = hton(reg 1, 8, 8) ]
	[ cmp gt reg 1 0x00000000 0x0000000a ]

rule ct reply bytes < 500
	[ ct load bytes => reg 1 , dir reply ]
	[ byteorder reg 1 = hton(reg 1, 8, 8) ]
	[ cmp lt reg 1 0x00000000 0x000001f4 ]

rule ct avgpkt > 200
	[ ct load avgpkt => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 8, 8) ]
	[ cmp gt reg 1 0x00000000 0x000000c8 ]

rule ct id 12345
	[ ct load id => reg 1 ]
	[ cmp eq reg 1 0x00003039 ]

rule ct l3proto ipv4
	[ ct load l3protocol => reg 1 ]
	[ cmp eq reg 1 0x02 ]

rule ct protocol tcp
	[ ct load protocol => reg 1 ]
	[ cmp eq reg 1 0x06 ]

rule ct original protocol tcp
	[ ct load protocol => reg 1 , dir original ]
	[ cmp eq reg 1 0x06 ]
list ct protocol tcp

rule ct original protocol tcp ct original proto-dst 22
	[ ct load protocol => reg 1 , dir original ]
	[ cmp eq reg 1 0x06 ]
	[ ct load proto_dst => reg 1 , dir original ]
	[ cmp eq reg 1 0x0016 ]
list ct protocol tcp ct original proto-dst 22

rule ct reply protocol udp ct reply proto-src != 80-90
	[ ct load protocol => reg 1 , dir reply ]
	[ cmp eq reg 1 0x11 ]
	[ ct load proto_src => reg 1 , dir reply ]
	[ range neq reg 1 0x0050 0x005a ]
list ct protocol udp ct reply proto-src != 80-90

chain ip test forward { type filter hook forward priority 0; }

rule ct original saddr 192.0.2.1
	[ ct load src => reg 1 , dir original ]
	[ cmp eq reg 1 0xc0000201 ]
list ct original ip saddr 192.0.2.1

rule ct original ip saddr 192.0.2.0/24
	[ ct load src_ip => reg 1 , dir original ]
	[ cmp eq reg 1 0xc00002 ]

rule ct reply ip daddr { 192.0.2.1, 192.0.2.2 }
	element c0000201
	element c0000202
	[ ct load dst_ip => reg 1 , dir reply ]
	[ lookup reg 1 set __set%d ]

rule ct mark . ip saddr { 0x00000001 . 192.0.2.1 }
	element 00000001 . c0000201
	[ ct load mark => reg 1 ]
	[ payload load 4b @ network header + 12 => reg 9 ]
	[ lookup reg 1 set __set%d ]
