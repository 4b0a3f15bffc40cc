# ether, vlan and arp headers

chain bridge test forward { type filter hook forward priority 0; }
chain netdev test ingress { type filter hook ingress device lo priority 0; }

rule ether saddr 02:00:00:00:00:01
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 6b @ link header + 6 => reg 1 ]
	[ cmp eq reg 1 0x02000000 0x0001 ]

rule ether daddr != 02:00:00:00:00:01
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 6b @ link header + 0 => reg 1 ]
	[ cmp neq reg 1 0x02000000 0x0001 ]

rule ether saddr { 02:00:00:00:00:01, 02:00:00:00:00:02 }
	element 02000000 0001
	element 02000000 0002
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 6b @ link header + 6 => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 6b @ link header + 0 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x01000000 0x0000 ) ^ 0x00000000 0x0000 ]
	[ cmp eq reg 1 0x01000000 0x0000 ]

rule ether type ip
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x0800 ]

rule ether type != arp
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp neq reg 1 0x0806 ]

rule ether type 0x88cc
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x88cc ]

rule ether type { ip, ip6, arp, 0x8864 }
	element 0800
	element 0806
	element 86dd
	element 8864
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ lookup reg 1 set __set%d ]
list ether type { ip, arp, ip6, 0x8864 }

rule ether saddr 02:00:00:00:00:01 ip saddr 192.0.2.1
	@bridge
	[ payload load 6b @ link header + 6 => reg 1 ]
	[ cmp eq reg 1 0x02000000 0x0001 ]
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	[ payload load 8b @ link header + 6 => reg 1 ]
	[ cmp eq reg 1 0x02000000 0x00010800 ]
	@
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ cmp eq reg 1 0xc0000201 ]

rule vlan id 1
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 2b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fff ) ^ 0x0000 ]
	[ cmp eq reg 1 0x0001 ]

rule vlan id != 4094
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 2b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fff ) ^ 0x0000 ]
	[ cmp neq reg 1 0x0ffe ]

rule vlan id { 1, 10-20 }
	element 0000 flags 1
	element 0001
	element 0002 flags 1
	element 000a
	element 0015 flags 1
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 2b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fff ) ^ 0x0000 ]
	[ lookup reg 1 set __set%d ]

rule vlan id 5 vlan pcp 3
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 2b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fff ) ^ 0x0000 ]
	[ cmp eq reg 1 0x0005 ]
	[ payload load 1b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xe0 ) ^ 0x00 ]
	[ cmp eq reg 1 0x60 ]

rule vlan dei 1
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 1b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x10 ) ^ 0x00 ]
	[ cmp eq reg 1 0x10 ]

rule vlan pcp 7
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 1b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xe0 ) ^ 0x00 ]
	[ cmp eq reg 1 0xe0 ]

rule vlan type ip
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 2b @ link header + 16 => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
list ether type 8021q vlan type ip

rule vlan id 5 ip saddr 192.0.2.1
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 2b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fff ) ^ 0x0000 ]
	[ cmp eq reg 1 0x0005 ]
	[ payload load 2b @ link header + 16 => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ cmp eq reg 1 0xc0000201 ]

rule vlan id 5 tcp dport 22
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 2b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fff ) ^ 0x0000 ]
	[ cmp eq reg 1 0x0005 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0016 ]

rule ether type vlan vlan id 5
	@netdev
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	@
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x8100 ]
	[ payload load 2b @ link header + 14 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x0fff ) ^ 0x0000 ]
	[ cmp eq reg 1 0x0005 ]
list vlan id 5

chain arp test input { type filter hook input priority 0; }

rule arp htype 1
	[ payload load 2b @ network header + 0 => reg 1 ]
	[ cmp eq reg 1 0x0001 ]

rule arp ptype ip
	[ payload load 2b @ network header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0800 ]

rule arp hlen 6
	[ payload load 1b @ network header + 4 => reg 1 ]
	[ cmp eq reg 1 0x06 ]

rule arp plen 4
	[ payload load 1b @ network header + 5 => reg 1 ]
	[ cmp eq reg 1 0x04 ]

rule arp operation request
	[ payload load 2b @ network header + 6 => reg 1 ]
	[ cmp eq reg 1 0x0001 ]

rule arp operation { request, reply, 7 }
	element 0001
	element 0002
	element 0007
	[ payload load 2b @ network header + 6 => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule arp operation != reply
	[ payload load 2b @ network header + 6 => reg 1 ]
	[ cmp neq reg 1 0x0002 ]

rule arp saddr ip 192.0.2.1
	[ payload load 4b @ network header + 14 => reg 1 ]
	[ cmp eq reg 1 0xc0000201 ]

rule arp daddr ip 192.0.2.0/24
	[ payload load 3b @ network header + 24 => reg 1 ]
	[ cmp eq reg 1 0xc00002 ]

rule arp saddr ether 02:00:00:00:00:01
	[ payload load 6b @ network header + 8 => reg 1 ]
	[ cmp eq reg 1 0x02000000 0x0001 ]

rule arp daddr ether != ff:ff:ff:ff:ff:ff
	[ payload load 6b @ network header + 18 => reg 1 ]
	[ cmp neq reg 1 0xffffffff 0xffff ]

rule meta iifname "lo" arp operation request
	[ meta load iifname => reg 1 ]
	[ cmp eq reg 1 0x6c6f0000 0x00000000 0x00000000 0x00000000 ]
	[ payload load 2b @ network header + 6 => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
list iifname "lo" arp operation request

chain ip test input { type filter hook input priority 0; }

rule ether saddr 02:00:00:00:00:01
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	[ payload load 6b @ link header + 6 => reg 1 ]
	[ cmp eq reg 1 0x02000000 0x0001 ]

refuse vlan id 4096
refuse arp operation request

# a bridge looks at the type itself where the packet is neither IPv4 nor IPv6
chain bridge test forward { type filter hook forward priority 0; }

rule arp operation request
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x0806 ]
	[ payload load 2b @ network header + 6 => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
