# the smallest of everything: a match, a verdict, a set, a refusal

chain ip test input { type filter hook input priority 0; }

rule accept
	[ immediate reg 0 accept ]

rule tcp dport 22 accept
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0016 ]
	[ immediate reg 0 accept ]

rule ip saddr 192.0.2.0/24 counter drop
	[ payload load 3b @ network header + 12 => reg 1 ]
	[ cmp eq reg 1 0xc00002 ]
	[ counter pkts 0 bytes 0 ]
	[ immediate reg 0 drop ]

refuse tcp dport 70000

refuse no_such_word
