# SPDX-License-Identifier: GPL-2.0-or-later
# --optimize merges rules that differ in values, says which, and leaves alone what would not mean the same
ours
merges() { # RULES WANT: the rules of a chain become these
	"$NFT" flush ruleset
	printf 'table inet t {\n\tchain y { }\n\tchain w { meta mark set 1; }\n\tchain c {\n\t\ttype %s\n%s\n\t}\n}\n' "${TYPE:-filter hook input priority 0;}" "$1" >rules
	"$NFT" -o -f rules 2>said
	same "$2" "$("$NFT" list chain inet t c | sed -n 's/^\t\t//p' | sed '/^type /d')"
}
keeps() { # RULES: they stay
	merges "$1" "$1"
	[ ! -s said ] || fail "said: $(cat said)"
}

merges 'ip saddr 1.1.1.1 accept
ip saddr 2.2.2.2 accept
ip saddr { 3.3.3.3, 4.4.4.4 } accept' 'ip saddr { 1.1.1.1, 2.2.2.2, 3.3.3.3, 4.4.4.4 } accept'
same "Merging:
rules:6:1-23: ip saddr 1.1.1.1 accept
rules:7:1-23: ip saddr 2.2.2.2 accept
rules:8:1-36: ip saddr { 3.3.3.3, 4.4.4.4 } accept
into:
	ip saddr { 1.1.1.1, 2.2.2.2, 3.3.3.3, 4.4.4.4 } accept" "$(sed 's/^\([^:]*:[0-9]*\):[0-9]*-\([0-9]*: .*\)/\1:1-\2/' said)"
merges 'ip saddr 1.1.1.1 tcp dport 22 accept
tcp dport 23 ip saddr 1.1.1.2 accept' 'ip saddr . tcp dport { 1.1.1.1 . 22, 1.1.1.2 . 23 } accept'
merges 'iifname "a" tcp dport 22 accept
iifname "a" tcp dport 80-90 accept' 'iifname "a" tcp dport { 22, 80-90 } accept'
merges 'tcp dport 22 accept
tcp dport 23 drop
tcp dport 24 jump y
tcp dport 25 goto w' 'tcp dport vmap { 22 : accept, 23 : drop, 24 : jump y, 25 : goto w }'
merges 'ct state new accept
ct state established,related accept
ct state invalid drop' 'ct state vmap { invalid : drop, established : accept, related : accept, new : accept }'
merges 'ip saddr 10.0.0.0/8 accept
ip saddr 10.1.0.0/16 accept' 'ip saddr { 10.0.0.0/8 } accept'
merges 'udp dport 1 log prefix "a" drop comment "x"
udp dport 2 log prefix "a" drop comment "x"' 'udp dport { 1, 2 } log prefix "a" drop comment "x"'
merges 'udp dport 1 meta mark set 0x00000001
udp dport 2 meta mark set 0x00000001' 'udp dport { 1, 2 } meta mark set 0x00000001'
merges 'udp dport 1 drop
udp dport 1 drop' 'udp dport 1 drop'
TYPE='nat hook prerouting priority dstnat;' merges 'tcp dport 80 dnat ip to 1.1.1.1
tcp dport 81 dnat ip to 1.1.1.2
iifname "a" tcp dport 82 dnat ip to 1.1.1.3:8080
iifname "b" tcp dport 83 dnat ip to 1.1.1.4:8081
tcp dport 90 redirect to :91
tcp dport 92 redirect to :93' 'dnat ip to tcp dport map { 80 : 1.1.1.1, 81 : 1.1.1.2 }
dnat ip to iifname . tcp dport map { "a" . 82 : 1.1.1.3 . 8080, "b" . 83 : 1.1.1.4 . 8081 }
redirect to :tcp dport map { 90 : 91, 92 : 93 }'

# what the first rule does changes what the second one reads
keeps 'meta mark 0x00000001 meta mark set 0x00000002
meta mark 0x00000002 meta mark set 0x00000002'
keeps 'meta mark 0x00000000 jump w
meta mark 0x00000001 jump w'
# some packets are the affair of both, and it matters
keeps 'ip saddr 10.0.0.0/8 accept
ip saddr 10.1.0.0/16 drop'
keeps 'ip saddr 10.0.0.0/8 log prefix "a"
ip saddr 10.1.0.0/16 log prefix "a"'
# all of several flags is not any of them
keeps 'tcp flags syn accept
tcp flags ack accept'
keeps 'ip saddr != 1.1.1.1 accept
ip saddr != 2.2.2.2 accept'
# each has something of its own
keeps 'udp dport 1 counter packets 0 bytes 0 accept
udp dport 2 counter packets 0 bytes 0 accept'
keeps 'udp dport 1 limit rate 1/second burst 5 packets accept
udp dport 2 limit rate 1/second burst 5 packets accept'
keeps 'udp dport 1 accept comment "one"
udp dport 2 accept comment "two"'
keeps 'udp dport 1 log prefix "a" drop
udp dport 2 log prefix "a" accept'

# jumps to a chain that is loaded already: not all its rules are known
"$NFT" flush ruleset
"$NFT" 'table inet t { chain k { meta mark set 1; }; }'
printf 'table inet t {\n\tchain k { }\n\tchain c {\n\t\tmeta mark 0 jump k\n\t\tmeta mark 1 jump k\n\t}\n}\n' >rules
"$NFT" -o -f rules 2>said
[ ! -s said ] || fail "said: $(cat said)"

# errors stay where they were; a check changes nothing; many rules take no time
refused -o -c -f - <<<'table inet t { chain c { tcp dport 70000 accept; }; }'
says '/dev/stdin:1:36-40'
{
	echo 'table ip t { chain c {'
	for i in $(seq 0 5999); do echo "ip saddr 10.0.$((i / 250)).$((i % 250)) tcp dport $((i % 100 + 1)) accept"; done
	echo '}; }'
} >many
start=$(date +%s%N)
"$NFT" -o -c -f many 2>said
[ $(($(date +%s%N) - start)) -lt 5000000000 ] || fail "took $((($(date +%s%N) - start) / 1000000)) ms"
[ "$(grep -c '^into:' said)" -eq 1 ] || fail "$(grep -c '^into:' said) merged rules"
[ -z "$("$NFT" list table ip t 2>/dev/null)" ] || fail "something was loaded"
