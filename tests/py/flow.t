# handing connections to a flowtable; not every kernel can

chain inet test forward { type filter hook forward priority 0; }
setup add flowtable inet test ft { hook ingress priority 0; devices = { lo }; }

offline flow add @ft
	[ flow_offload flowtable ft ]

offline meta l4proto { tcp, udp } flow add @ft
	element 06
	element 11
	[ meta load l4proto => reg 1 ]
	[ lookup reg 1 set __set%d ]
	[ flow_offload flowtable ft ]

offline ip saddr 10.0.0.0/8 ct state established flow add @ft
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 1b @ network header + 12 => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ ct load state => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x00000002 ) ^ 0x00000000 ]
	[ cmp neq reg 1 0x00000000 ]
	[ flow_offload flowtable ft ]

offline tcp dport 443 flow add @ft counter
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x01bb ]
	[ flow_offload flowtable ft ]
	[ counter pkts 0 bytes 0 ]
