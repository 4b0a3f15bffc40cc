# named objects in rules

chain inet test input { type filter hook input priority 0; }
setup add counter inet test seen
setup add counter inet test other
setup add quota inet test volume { over 10 mbytes; }
setup add limit inet test rate5 { rate 5/second; }
setup add map inet test counts { type inet_service : counter; }

rule counter name "seen"
	[ objref type 1 name seen ]

rule quota name "volume" drop
	[ objref type 2 name volume ]
	[ immediate reg 0 drop ]

rule limit name "rate5" accept
	[ objref type 4 name rate5 ]
	[ immediate reg 0 accept ]

rule tcp dport 22 counter name "other"
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ cmp eq reg 1 0x0016 ]
	[ objref type 1 name other ]

rule counter name tcp dport map { 22 : "seen", 80 : "other" }
	element 0016 : seen
	element 0050 : other
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ objref sreg 1 set __objmap%d ]

rule counter name tcp dport map @counts
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ objref sreg 1 set counts ]

refuse counter name "missing"
refuse quota name "seen"
