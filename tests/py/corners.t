# where rules are easily read, or written, otherwise than by other tools

chain ip test input { type filter hook input priority 0; }

rule tcp dport 22counter
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0016 ]
	[ counter pkts 0 bytes 0 ]
list tcp dport 22 counter

rule ether type & vlan == 0x1234
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x8100 ) ^ 0x0000 ]
	[ cmp eq reg 1 0x1234 ]
list ether type & 8021q == 0x1234

rule tcp option @200,8,8 250
	[ exthdr load tcpopt 1b @ 200 + 1 => reg 1 ]
	[ cmp eq reg 1 0xfa ]

rule ip option lsrr type 1
	[ exthdr load ipv4 1b @ 131 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
list ip option lsrr exists

rule ip option rr addr 192.0.2.1
	[ exthdr load ipv4 4b @ 7 + 3 => reg 1 ]
	[ cmp eq reg 1 0xc0000201 ]

rule tcp flags set syn | ack
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 12 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xff00 ) ^ 0x0012 ]
	[ payload write reg 1 => 2b @ transport header + 12 csum_type 1 csum_off 16 csum_flags 0x0 ]

# another protocol than the table's: the answer is still the table's own
rule ether type ip6 reject
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ cmp eq reg 1 0x86dd ]
	[ reject type 0 code 3 ]

refuse ether type ip6 reject with icmpv6 no-route
	conflicting
refuse tcp option maxseg kind 2
	exists
refuse ip saddr . ip daddr 192.0.2.1 . 192.0.2.2
	Use concatenations with sets and maps
refuse ip saddr 192.0.2.1/255.255.0.0
	prefix length
refuse meta mark set ip length
	length 16
refuse limit rate 5/minute burst 0 packets
	burst must be > 0
refuse meta day monday
	"Monday"
refuse ct count until 5
refuse osf name . meta mark { "Linux" . 1 }
	variable sized

chain inet test input { type filter hook input priority 0; }

# what the link says is not what the family is
rule meta protocol ip ip saddr 192.0.2.1
	[ meta load protocol => reg 1 ]
	[ cmp eq reg 1 0x0800 ]
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ cmp eq reg 1 0xc0000201 ]

chain arp test input { type filter hook input priority 0; }

refuse meta protocol ip udp dport 67
	conflicting

# times in hexadecimal are seconds, too
chain inet test times
rule ct expiration 0x32
	[ ct load expiration => reg 1 ]
	[ cmp eq reg 1 0x0000c350 ]
list ct expiration 50s
