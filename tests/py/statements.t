# statements that stand for themselves

chain ip test input { type filter hook input priority 0; }
chain inet test input { type filter hook input priority 0; }

rule accept
	[ immediate reg 0 accept ]

rule drop
	[ immediate reg 0 drop ]

rule continue
	[ immediate reg 0 continue ]

rule return
	[ immediate reg 0 return ]

rule counter
	[ counter pkts 0 bytes 0 ]

rule counter packets 3 bytes 180
	[ counter pkts 3 bytes 180 ]
list counter

rule counter bytes 6
	[ counter pkts 0 bytes 6 ]
list counter

rule limit rate 10/second
	[ limit rate 10/second burst 5 type packets flags 0x0 ]
list limit rate 10/second burst 5 packets

rule limit rate 1/day
	[ limit rate 1/day burst 5 type packets flags 0x0 ]
list limit rate 1/day burst 5 packets

rule limit rate 400/minute burst 10 packets
	[ limit rate 400/minute burst 10 type packets flags 0x0 ]

rule limit rate over 10/hour
	[ limit rate 10/hour burst 5 type packets flags 0x1 ]
list limit rate over 10/hour burst 5 packets

rule limit rate 10 kbytes/second
	[ limit rate 10240/second burst 0 type bytes flags 0x0 ]

rule limit rate over 1 mbytes/second burst 2 kbytes
	[ limit rate 1048576/second burst 2048 type bytes flags 0x1 ]

rule quota 500 bytes
	[ quota bytes 500 consumed 0 flags 0 ]

rule quota over 25 mbytes
	[ quota bytes 26214400 consumed 0 flags 1 ]

rule log
	[ log ]

rule log prefix "seen: "
	[ log prefix seen: ]

rule log prefix "a " level alert
	[ log prefix a level 1 ]

rule log level debug flags tcp sequence,options
	[ log level 7 tcpseq tcpopt ]

rule log flags skuid flags ether
	[ log uid macdecode ]

rule log flags all
	[ log tcpseq tcpopt ipopt uid macdecode ]

rule log group 2
	[ log group 2 snaplen 0 qthreshold 0 ]

rule log prefix "x" group 2 snaplen 128 queue-threshold 10
	[ log prefix x group 2 snaplen 128 qthreshold 10 ]

rule log level audit
	[ log level 8 ]

rule notrack
	[ notrack ]

rule meta mark 1 drop comment "why"
	[ meta load mark => reg 1 ]
	[ cmp eq reg 1 0x00000001 ]
	[ immediate reg 0 drop ]
list meta mark 0x00000001 drop comment "why"

rule tcp dport 22 counter limit rate 5/second log prefix "ssh" accept
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0016 ]
	[ counter pkts 0 bytes 0 ]
	[ limit rate 5/second burst 5 type packets flags 0x0 ]
	[ log prefix ssh ]
	[ immediate reg 0 accept ]
list tcp dport 22 counter limit rate 5/second burst 5 packets log prefix "ssh" accept

chain ip test input { type filter hook input priority 0; }

rule reject
	[ reject type 0 code 3 ]

rule reject with icmp host-unreachable
	[ reject type 0 code 1 ]

rule reject with icmp admin-prohibited
	[ reject type 0 code 13 ]

rule reject with tcp reset
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ reject type 1 code 0 ]

chain ip6 test input { type filter hook input priority 0; }

rule reject
	[ reject type 0 code 4 ]

rule reject with icmpv6 addr-unreachable
	[ reject type 0 code 3 ]

rule reject with tcp reset
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ reject type 1 code 0 ]

chain inet test input { type filter hook input priority 0; }

rule reject
	[ reject type 2 code 1 ]

rule reject with icmp host-unreachable
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ reject type 0 code 1 ]

# what is not rejected is not counted
rule counter reject with icmp host-unreachable
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ counter pkts 0 bytes 0 ]
	[ reject type 0 code 1 ]
list meta nfproto ipv4 counter reject with icmp host-unreachable

rule ether saddr 00:11:22:33:44:55 log reject with icmp host-unreachable
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	[ payload load 8b @ link header + 6 => reg 1 ]
	[ cmp eq reg 1 0x00112233 0x44550800 ]
	[ log ]
	[ reject type 0 code 1 ]
list ether saddr 00:11:22:33:44:55 ether type ip log reject with icmp host-unreachable

rule reject with icmpv6 no-route
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ reject type 0 code 0 ]

rule reject with icmpx admin-prohibited
	[ reject type 2 code 3 ]

rule reject with tcp reset
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ reject type 1 code 0 ]
list meta l4proto tcp reject with tcp reset

rule ip saddr 192.0.2.1 reject
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ cmp eq reg 1 0xc0000201 ]
	[ reject type 0 code 3 ]
list ip saddr 192.0.2.1 reject with icmp port-unreachable

chain ip test input { type filter hook input priority 0; }
setup add chain ip test other

rule jump other
	[ immediate reg 0 jump -> other ]

rule goto other
	[ immediate reg 0 goto -> other ]

rule tcp dport 22 jump other
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0016 ]
	[ immediate reg 0 jump -> other ]

chain ip test input { type filter hook input priority 0; }

offline queue
	[ queue num 0 ]

offline queue to 3
	[ queue num 3 ]

offline queue flags bypass to 3
	[ queue num 3 bypass ]

offline queue flags bypass,fanout to 1-5
	[ queue num 1-5 bypass fanout ]

refuse jump nowhere
