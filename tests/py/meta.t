# what the kernel knows of a packet

chain ip test input { type filter hook input priority 0; }
chain inet test input { type filter hook input priority 0; }

rule meta length 1000
	[ meta load len => reg 1 ]
	[ cmp eq reg 1 0x000003e8 ]

rule meta length > 1400
	[ meta load len => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 4, 4) ]
	[ cmp gt reg 1 0x00000578 ]

rule meta protocol ip
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]

rule meta l4proto tcp
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]

rule meta l4proto { tcp, udp, icmp }
	element 01
	element 06
	element 11
	[ meta load l4proto => reg 1 ]
	[ lookup reg 1 set __set%d ]
list meta l4proto { icmp, tcp, udp }

rule meta l4proto != 200
	[ meta load l4proto => reg 1 ]
	[ cmp neq reg 1 0xc8 ]

rule meta priority none
	[ meta load priority => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]

rule meta priority 1:1234
	[ meta load priority => reg 1 ]
	[ cmp eq reg 1 0x00011234 ]

rule meta mark 16
	[ meta load mark => reg 1 ]
	[ cmp eq reg 1 0x00000010 ]
list meta mark 0x00000010

rule mark 16
	[ meta load mark => reg 1 ]
	[ cmp eq reg 1 0x00000010 ]
list meta mark 0x00000010

rule meta mark & 255 == 16
	[ meta load mark => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x000000ff ) ^ 0x00000000 ]
	[ cmp eq reg 1 0x00000010 ]
list meta mark & 0x000000ff == 0x00000010

rule meta mark != { 1, 16-32 }
	element 00000000 flags 1
	element 00000001
	element 00000002 flags 1
	element 00000010
	element 00000021 flags 1
	[ meta load mark => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 4, 4) ]
	[ lookup reg 1 set __set%d 0x1 ]
list meta mark != { 0x00000001, 0x00000010-0x00000020 }

rule iif lo
	[ meta load iif => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]
list iif "lo"

rule iif != lo
	[ meta load iif => reg 1 ]
	[ cmp neq reg 1 0x00000001 ]
list iif != "lo"

rule iifname "lo"
	[ meta load iifname => reg 1 ]
	[ cmp eq reg 1 0x6c6f0000 0x00000000 0x00000000 0x00000000 ]

rule iifname "eth*"
	[ meta load iifname => reg 1 ]
	[ cmp eq reg 1 0x657468 ]

rule iifname { "eth0", "lo" }
	element 65746830 00000000 00000000 00000000
	element 6c6f0000 00000000 00000000 00000000
	[ meta load iifname => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule iifname { "eth*", "lo" }
	element 00000000 00000000 00000000 00000000 flags 1
	element 65746800 00000000 00000000 00000000
	element 65746900 00000000 00000000 00000000 flags 1
	element 6c6f0000 00000000 00000000 00000000
	element 6c6f0000 00000000 00000000 00000001 flags 1
	[ meta load iifname => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule oifname != "lo"
	[ meta load oifname => reg 1 ]
	[ cmp neq reg 1 0x6c6f0000 0x00000000 0x00000000 0x00000000 ]

rule iiftype ether
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
list meta iiftype ether

rule oiftype loopback
	[ meta load oiftype => reg 1 ]
	[ cmp eq reg 1 0x0304 ]
list meta oiftype loopback

rule meta iifgroup 5
	[ meta load iifgroup => reg 1 ]
	[ cmp eq reg 1 0x00000005 ]
list iifgroup 5

rule oifgroup default
	[ meta load oifgroup => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]
list oifgroup "default"

rule skuid 0
	[ meta load skuid => reg 1 ]
	[ cmp eq reg 1 0x00000000 ]
list meta skuid 0

rule meta skuid 1000-2000
	[ meta load skuid => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 4, 4) ]
	[ range eq reg 1 0x000003e8 0x000007d0 ]

rule meta skgid != 0
	[ meta load skgid => reg 1 ]
	[ cmp neq reg 1 0x00000000 ]

rule meta rtclassid 5
	[ meta load rtclassid => reg 1 ]
	[ cmp eq reg 1 0x00000005 ]

rule meta pkttype broadcast
	[ meta load pkttype => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule meta pkttype { host, multicast }
	element 00
	element 02
	[ meta load pkttype => reg 1 ]
	[ lookup reg 1 set __set%d ]

rule meta cpu 1
	[ meta load cpu => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]

rule meta cpu != 1-3
	[ meta load cpu => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 4, 4) ]
	[ range neq reg 1 0x00000001 0x00000003 ]

rule meta cgroup 1048577
	[ meta load cgroup => reg 1 ]
	[ cmp eq reg 1 0x00100001 ]

rule meta iifkind "dummy"
	[ meta load iifkind => reg 1 ]
	[ cmp eq reg 1 0x64756d6d 0x79000000 0x00000000 0x00000000 ]

offline meta nftrace 1
	[ meta load nftrace => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule meta secpath exists
	[ meta load secpath => reg 1 ]
	[ cmp eq reg 1 0x01 ]
list meta ipsec exists

rule meta ipsec missing
	[ meta load secpath => reg 1 ]
	[ cmp eq reg 1 0x00 ]

rule meta day "Monday"
	[ meta load day => reg 1 ]
	[ cmp eq reg 1 0x01 ]

rule meta hour "08:00"-"17:00"
	[ meta load hour => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 4, 4) ]
	[ range eq reg 1 0x00007080 0x0000ef10 ]

rule meta time < "2030-01-01 00:00:00"
	[ meta load time => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 8, 8) ]
	[ cmp lt reg 1 0x1a46e833 0x35d50000 ]

rule meta random <= 2147483647
	[ meta load prandom => reg 1 ]
	[ cmp lte reg 1 0x7fffffff ]

# ranges of flags are ranges of numbers
chain inet test input { type filter hook input priority 0; }

rule ct status 33-55
	[ ct load status => reg 1 ]
	[ byteorder reg 1 = hton(reg 1, 4, 4) ]
	[ range eq reg 1 0x00000021 0x00000037 ]
list ct status 0x21-0x37

rule meta hour 0x10
	[ meta load hour => reg 1 ]
	[ cmp eq reg 1 0x00000010 ]
list meta hour "00:00:16"
