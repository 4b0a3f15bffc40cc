# what must be refused, and with which words

chain ip test input { type filter hook input priority 0; }

refuse tcp dport 70000
	Value 70000 exceeds valid range 0-65535
refuse tcp dport
refuse tcp dport 22 23
refuse tcp dport "nosuchservice"
refuse tcp dports 22
	dport
refuse ip saddr 192.0.2.256
refuse ip saddr 192.0.2.0/33
refuse ip saddr 2001:db8::1
	is an IPv6 address
refuse ip6 saddr 2001:db8::1
	conflicting
refuse ip protocol udp tcp dport 22
	conflicting
refuse tcp dport 22 udp dport 53
	conflicting
refuse ip saddr tcp
refuse ct state nosuch
refuse ct state 22-5
refuse tcp dport 10-5
refuse meta nosuch 1
refuse meta mark set
refuse limit rate 0/second
refuse limit rate 10/fortnight
refuse quota 10
refuse log level nosuch
	nosuch
refuse reject with icmp nosuch
refuse reject with icmpv6 no-route
refuse accept drop
	terminal
refuse drop counter
refuse iifname "a-name-that-is-much-too-long"
refuse ip dscp nosuch
refuse ip dscp 64
refuse ether type nosuch
refuse udp flags syn
refuse tcp flags nosuch
refuse counter packets
refuse comment
refuse { 22 }

# numbers of security marks mean nothing
chain inet t c
refuse meta secmark 12
	security marks
refuse ct secmark { 1, 2 }
	security marks

chain inet t c
refuse ip saddr < { 192.0.2.1 }
	Relational expression (<) is undefined for set expressions
refuse ip6 saddr 1
	is not an IPv6 address

# bits of several labels have no notation in a listing
chain inet test labels
refuse ct label set 1,2
	one label is set at a time

# ports are ports
chain ip test nat { type nat hook prerouting priority 0; }
refuse meta l4proto tcp redirect to :meta mark
	expected internet network service
refuse meta l4proto tcp redirect to oifname
	expected internet network service
refuse tcp dport 1 dnat to 192.0.2.1:iifname
	expected internet network service
