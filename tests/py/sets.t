# named sets and maps, verdict maps, and sets that rules fill

chain inet test input { type filter hook input priority 0; }
setup add set inet test hosts { type ipv4_addr; }
setup add set inet test nets { type ipv4_addr; flags interval; }
setup add set inet test ports { type inet_service; }
setup add set inet test pairs { type ipv4_addr . inet_service; }
setup add set inet test areas { type ipv4_addr . inet_service; flags interval; }
setup add set inet test seen { type ipv4_addr; flags dynamic,timeout; timeout 1m; }
setup add set inet test names { type ifname; }
setup add map inet test marks { type ipv4_addr : mark; }
setup add map inet test verdicts { type inet_service : verdict; }
setup add map inet test both { type ipv4_addr . inet_service : verdict; }
setup add map inet test learned { type ipv4_addr : mark; flags dynamic; }

rule ip saddr @hosts
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ lookup reg 1 set hosts ]

rule ip saddr != @hosts
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ lookup reg 1 set hosts 0x1 ]

rule ip saddr @nets drop
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ lookup reg 1 set nets ]
	[ immediate reg 0 drop ]

rule tcp dport @ports accept
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ lookup reg 1 set ports ]
	[ immediate reg 0 accept ]

rule iifname @names
	[ meta load iifname => reg 1 ]
	[ lookup reg 1 set names ]

rule ip saddr . tcp dport @pairs accept
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ payload load 2b @ transport header + 2 => reg 9 ]
	[ lookup reg 1 set pairs ]
	[ immediate reg 0 accept ]

rule ip daddr . udp dport @areas accept
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x11 ]
	[ payload load 4b @ network header + 16 => reg 1 ]
	[ payload load 2b @ transport header + 2 => reg 9 ]
	[ lookup reg 1 set areas ]
	[ immediate reg 0 accept ]

rule meta mark set ip saddr map @marks
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ lookup reg 1 set marks dreg 1 ]
	[ meta set mark with reg 1 ]

rule tcp dport vmap @verdicts
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ lookup reg 1 set verdicts dreg 0 ]

rule ip saddr . tcp dport vmap @both
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ payload load 2b @ transport header + 2 => reg 9 ]
	[ lookup reg 1 set both dreg 0 ]

rule add @seen { ip saddr }
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ dynset add reg_key 1 set seen ]

rule update @seen { ip saddr timeout 30s }
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ dynset update reg_key 1 set seen timeout 30000ms ]

rule delete @seen { ip saddr }
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ dynset delete reg_key 1 set seen ]

rule add @seen { ip saddr limit rate 10/second } accept
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ dynset add reg_key 1 set seen expr [ limit rate 10/second burst 5 type packets flags 0x0 ] ]
	[ immediate reg 0 accept ]
list add @seen { ip saddr limit rate 10/second burst 5 packets } accept

rule add @seen { ip saddr counter }
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ dynset add reg_key 1 set seen expr [ counter pkts 0 bytes 0 ] ]

rule add @seen { ip saddr quota over 1 mbytes } drop
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ dynset add reg_key 1 set seen expr [ quota bytes 1048576 consumed 0 flags 1 ] ]
	[ immediate reg 0 drop ]

rule update @learned { ip saddr : 5 }
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ immediate reg 2 0x00000005 ]
	[ dynset update reg_key 1 set learned sreg_data 2 ]
list update @learned { ip saddr : 0x00000005 }

rule tcp dport vmap { 22 : accept, 23 : drop, 25 : return }
	element 0016 : accept
	element 0017 : drop
	element 0019 : return
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ lookup reg 1 set __map%d dreg 0 ]

rule tcp dport vmap { 22 : accept, 80-90 : continue }
	element 0000 flags 1
	element 0016 : accept
	element 0017 flags 1
	element 0050 : continue
	element 005b flags 1
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ lookup reg 1 set __map%d dreg 0 ]

rule meta l4proto . th dport vmap { tcp . 22 : accept, udp . 53 : drop }
	element 06 . 0016 : accept
	element 11 . 0035 : drop
	[ meta load l4proto => reg 1 ]
	[ payload load 2b @ transport header + 2 => reg 9 ]
	[ lookup reg 1 set __map%d dreg 0 ]

rule iifname . ip saddr { "lo" . 192.0.2.1 }
	element 6c6f0000 00000000 00000000 00000000 . c0000201
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load iifname => reg 1 ]
	[ payload load 4b @ network header + 12 => reg 2 ]
	[ lookup reg 1 set __set%d ]

rule ip saddr . ip daddr . tcp sport . tcp dport { 192.0.2.1 . 192.0.2.2 . 1-1023 . 22 }
	element c0000201 . c0000202 . 0001 . 0016 - c0000201 . c0000202 . 03ff . 0016
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ payload load 4b @ network header + 16 => reg 9 ]
	[ payload load 2b @ transport header + 0 => reg 10 ]
	[ payload load 2b @ transport header + 2 => reg 11 ]
	[ lookup reg 1 set __set%d ]

refuse ip saddr @ports
refuse tcp dport vmap @marks
refuse ip saddr . tcp dport @hosts
refuse meta mark set tcp dport map @marks
refuse tcp dport { 22, 192.0.2.1 }
refuse add @hosts { tcp dport }

# lengths of parts that no type tells, options cut short by a prefix
chain inet t c
rule ct packets . meta random { 1 . 3616868 }
	element 00000000 00000001 . 00373064
	[ ct load packets => reg 1 ]
	[ meta load prandom => reg 10 ]
	[ lookup reg 1 set __set%d ]
rule srh sid[1] ::0.73.86.0/120
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 15b @ 43 + 8 => reg 1 ]
	[ cmp eq reg 1 0x00000000 0x00000000 0x00000000 0x004956 ]

# blocks of one option beside each other
chain inet t c
setup add set inet t blocks { typeof tcp option sack2 left; }
rule tcp option sack2 left @blocks
	[ exthdr load tcpopt 4b @ 5 + 18 => reg 1 ]
	[ lookup reg 1 set blocks ]
