# routing: fib and rt

chain ip test prerouting { type filter hook prerouting priority 0; }
chain inet test prerouting { type filter hook prerouting priority 0; }

rule fib saddr . iif oif missing
	[ fib saddr . iif oif present => reg 1 ]
	[ cmp eq reg 1 0x00 ]
list fib saddr . iif check missing

rule fib saddr . iif oif exists
	[ fib saddr . iif oif present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
list fib saddr . iif check exists

rule fib saddr oif "lo"
	[ fib saddr oif => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]

rule fib saddr . mark . iif oif != "lo"
	[ fib saddr . mark . iif oif => reg 1 ]
	[ cmp neq reg 1 0x00000001 ]

rule fib daddr oifname "lo"
	[ fib daddr oifname => reg 1 ]
	[ cmp eq reg 1 0x6c6f0000 0x00000000 0x00000000 0x00000000 ]

rule fib daddr type local
	[ fib daddr type => reg 1 ]
	[ cmp eq reg 1 0x00000002 ]

rule fib daddr . iif type != { local, broadcast, multicast }
	element 00000002
	element 00000003
	element 00000005
	[ fib daddr . iif type => reg 1 ]
	[ lookup reg 1 set __set%d 0x1 ]

rule fib daddr . iif type vmap { unicast : accept, blackhole : drop }
	element 00000001 : accept
	element 00000006 : drop
	[ fib daddr . iif type => reg 1 ]
	[ lookup reg 1 set __map%d dreg 0 ]

chain ip test forward { type filter hook forward priority 0; }

rule rt classid 5
	[ rt load classid => reg 1 ]
	[ cmp eq reg 1 0x00000005 ]

rule rt nexthop 192.0.2.1
	[ rt load nexthop4 => reg 1 ]
	[ cmp eq reg 1 0xc0000201 ]
list rt ip nexthop 192.0.2.1

rule rt mtu > 1000
	[ rt load tcpmss => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 2, 2) ]
	[ cmp gt reg 1 0x03e8 ]

rule rt ipsec exists
	[ rt load ipsec => reg 1 ]
	[ cmp eq reg 1 0x01 ]
