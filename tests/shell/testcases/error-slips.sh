# SPDX-License-Identifier: GPL-2.0-or-later
# slips of tired people: LINE:FIRST-LAST|what is said|what was written; the place is where the fault is, and the message helps
ours
while IFS='|' read -r place message text; do
	refused -f - <<<"$text"
	[[ $refusal == "/dev/stdin:$place: Error: $message"* ]] || fail "$text
want $place: $message
got  $refusal"
done <<'EOF'
1:43-47|unknown chain hook; did you mean 'input'?|table inet t { chain c { type filter hook imput priority 0; } }
1:31-36|unknown chain type; did you mean 'filter'?|table inet t { chain c { type filtre hook input priority 0; } }
1:40-46|Could not process rule: Operation not supported; chains of type nat have the hooks prerouting input output postrouting|table inet t { chain c { type nat hook forward priority 0; } }
1:49-55|syntax error, unexpected string; did you mean 'priority'?|table inet t { chain c { type filter hook input prority 0; } }
1:58-62|invalid priority expression value in this context; did you mean 'filter'?|table inet t { chain c { type filter hook input priority filtr; } }
1:68-71|syntax error, unexpected string, expecting '$' or accept or drop|table inet t { chain c { type filter hook input priority 0; policy deny; } }
1:60-65|syntax error, unexpected policy, expecting newline or semicolon or '}'|table inet t { chain c { type filter hook input priority 0 policy drop; } }
1:1-5|syntax error, unexpected string; did you mean 'table'?|tabel inet t { chain c { } }
1:7-11|unknown family 'inett'; did you mean 'inet'?|table inett t { chain c { } }
1:16-20|syntax error, unexpected string; did you mean 'chain'?|table inet t { chian c { } }
1:30-34|syntax error, unexpected string: tcp has no field 'dprot'; did you mean 'dport'?|table inet t { chain c { tcp dprot 22 accept } }
1:30-33|syntax error, unexpected string: tcp has no field 'port'; did you mean 'sport' or 'dport'?|table inet t { chain c { tcp port 22 accept } }
1:26-30|syntax error, unexpected string; did you mean 'tcp dport' or 'udp dport' or 'udplite dport'?|table inet t { chain c { dport 22 accept } }
1:39-43|syntax error, unexpected string; did you mean 'accept'?|table inet t { chain c { tcp dport 22 acept } }
1:39-44|syntax error, unexpected string; did you mean 'accept'?|table inet t { chain c { tcp dport 22 ACCEPT } }
1:36-36|syntax error, unexpected '='; values are compared with ==, or with nothing between|table inet t { chain c { tcp dport = 22 accept } }
1:35-45|Prefix length 33 is invalid for type of 32 bits width|table inet t { chain c { ip saddr 10.0.0.0/33 accept } }
1:35-44|"10.0.0.256" is not an IPv4 address|table inet t { chain c { ip saddr 10.0.0.256 accept } }
1:35-41|fe80::1 is an IPv6 address: it goes with ip6 saddr or ip6 daddr, not with an IPv4 one|table inet t { chain c { ip saddr fe80::1 accept } }
1:36-43|10.0.0.1 is an IPv4 address: it goes with ip saddr or ip daddr, not with an IPv6 one|table inet t { chain c { ip6 saddr 10.0.0.1 accept } }
1:26-30|syntax error, unexpected saddr; did you mean 'ether saddr' or 'ip saddr' or 'ip6 saddr'?|table inet t { chain c { saddr 10.0.0.1 accept } }
1:29-32|syntax error, unexpected string: ip has no field 'addr'; did you mean 'saddr' or 'daddr'?|table inet t { chain c { ip addr 10.0.0.1 accept } }
1:46-53|syntax error, unexpected string, expecting colon or comma or '}'|table inet t { chain c { ip saddr { 10.0.0.1 10.0.0.2 } accept } }
1:56-61|syntax error, unexpected accept, expecting colon or comma or '}'|table inet t { chain c { ip saddr { 10.0.0.1, 10.0.0.2 accept } }
1:36-41|Basetype of type internet network service is not bitmask: several values are a set, { a, b }|table inet t { chain c { tcp dport 22, 80 accept } }
1:40-40|syntax error, unexpected semicolon, expecting colon or comma or '}'|table inet t { chain c { tcp dport { 22; 80 } accept } }
1:36-40|Could not resolve service: "22:80": a range is written with - between|table inet t { chain c { tcp dport 22:80 accept } }
1:36-40|Range negative size|table inet t { chain c { tcp dport 80-22 accept } }
1:35-44|"establshed" is not a known conntrack state; did you mean `established'?|table inet t { chain c { ct state establshed accept } }
1:35-45|"ESTABLISHED" is not a known conntrack state; did you mean `established'?|table inet t { chain c { ct state ESTABLISHED,RELATED accept } }
1:60-64|syntax error, unexpected string; did you mean 'accept'?|table inet t { chain c { ct state { established, related } acept } }
1:26-30|syntax error, unexpected string; did you mean 'ct state'?|table inet t { chain c { state established accept } }
1:52-57|syntax error, unexpected string; did you mean 'accept'?|table inet t { chain c { iifname eth0 oifname eth1 accpet } }
1:26-31|syntax error, unexpected string; did you mean 'iifname'?|table inet t { chain c { iiface eth0 accept } }
1:36-46|"echo-requst" is not a known ICMP type; did you mean `echo-request'?|table inet t { chain c { icmp type echo-requst accept } }
1:36-39|"ping" is not a known ICMP type: it is a number or one of echo-reply, destination-unreachable, source-quench, redirect, echo-request, router-advertisement, router-solicitation, time-exceeded, parameter-problem, timestamp-request, timestamp-reply, info-request, info-reply, address-mask-request, address-mask-reply|table inet t { chain c { icmp type ping accept } }
1:37-37|syntax error, unexpected junk (a string without an end), expecting string or quoted string or string with a trailing asterisk or '$'|table inet t { chain c { log prefix "hello accept } }
1:40-42|unknown unit of time 'sec'|table inet t { chain c { limit rate 10/sec accept } }
1:32-33|syntax error, unexpected number, expecting name or rate|table inet t { chain c { limit 10/second accept } }
1:40-49|unknown unit 'per'|table inet t { chain c { limit rate 10 per second accept } }
1:26-37|Could not process rule: No such file or directory|table inet t { chain c { jump nowhere } }
1:35-42|No such file or directory|table inet t { chain c { ip saddr @nowhere drop } }
1:26-45|Could not process rule: No such file or directory|table inet t { chain c { counter name nowhere } }
1:29-36|unknown datatype 'ipv4_adr'; did you mean 'ipv4_addr'?|table inet t { set s { type ipv4_adr; } }
1:53-62|You must add 'flags interval' to your set declaration if you want to add prefix elements|table inet t { set s { type ipv4_addr; elements = { 10.0.0.0/8 } } }
1:46-54|unknown set flag 'intervall'; did you mean 'interval'?|table inet t { set s { type ipv4_addr; flags intervall; } }
1:16-20|set definition does not specify key|table inet t { set s { elements = { 1.1.1.1 } } }
1:81-91|conflicting intervals specified|table inet t { set s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 10.1.0.0/16 } } }
1:39-42|Could not resolve protocol name "tcpp"; did you mean "tcp"?|table inet t { chain c { meta l4proto tcpp accept } }
1:48-48|syntax error, unexpected '}'; did you mean 'tcp reset'?|table inet t { chain c { reject with tcp-reset } }
1:43-54|"port-unreach" is not a known reject icmp code; did you mean `port-unreachable'?|table inet t { chain c { reject with icmp port-unreach } }
1:69-77|syntax error, unexpected string; did you mean 'masquerade'?|table inet t { chain c { type nat hook postrouting priority srcnat; masqerade } }
1:68-86|ip or ip6 must be specified with address for inet tables.|table inet t { chain c { type nat hook prerouting priority dstnat; dnat to 10.0.0.1:80 } }
1:88-89|transport protocol mapping is only valid after transport protocol match|table inet t { chain c { type nat hook prerouting priority dstnat; dnat ip to 10.0.0.1:80 } }
1:68-83|ip or ip6 must be specified with address for inet tables.|table inet t { chain c { type nat hook prerouting priority dstnat; snat to 10.0.0.1 } }
1:24-32|conflicting protocols specified: ip vs. ip6|table ip t { chain c { ip6 saddr ::1 accept } }
1:39-40|syntax error, unexpected string|table ip t { chain c { meta mark set 0xg accept } }
1:38-40|"akc" is not a known TCP flag; did you mean `ack'?|table ip t { chain c { tcp flags syn,akc accept } }
1:45-46|syntax error, unexpected ==|table ip t { chain c { tcp flags & (syn|ack == syn accept } }
1:31-34|Statement after terminal statement has no effect|table ip t { chain c { accept drop } }
1:55-60|syntax error, unexpected accept, expecting newline or semicolon or '}'|table ip t { chain c { ip daddr 1.1.1.1 comment hello accept } }
1:24-27|syntax error, unexpected '$'|table ip t { chain c { $lan accept } }
1:25-29|syntax error, unexpected table|define lan = 10.0.0.0/8 table ip t { }
1:10-15|No such file or directory|add rule filter input accept
1:28-28|No such file or directory|add table ip t; add rule t c accept
1:16-16|No such file or directory|add element ip t s { 1.1.1.1 }
1:20-20|syntax error, unexpected number, expecting handle|delete rule ip t c 5
1:6-10|syntax error, unexpected string; did you mean 'table'?|list tabel ip t
1:6-11|syntax error, unexpected string; did you mean 'ruleset'?|list rulset
1:7-12|syntax error, unexpected string; did you mean 'ruleset'?|flush rulset
1:6-6|syntax error, unexpected newline|flush
1:34-35|syntax error: this is how iptables is told; iptables-translate says it in the words of nft|add rule ip t c ip saddr 1.1.1.1 -j ACCEPT
1:1-2|syntax error: this is how iptables is told; iptables-translate says it in the words of nft|-A INPUT -j ACCEPT
1:35-41|negation can only be used with bitmask types: write != instead|table ip t { chain c { ip saddr ! 1.1.1.1 drop } }
1:24-26|syntax error, unexpected not; 'not' is written !=, behind what is compared|table ip t { chain c { not ip saddr 1.1.1.1 drop } }
1:45-49|syntax error, unexpected string; several values are a set, { a, b }; different matches are rules of their own|table ip t { chain c { tcp dport ssh or tcp dport http accept } }
1:49-53|syntax error, unexpected string; matches that follow each other must all hold: no word stands between them|table ip t { chain c { ip saddr 1.1.1.1 and tcp dport 22 accept } }
1:32-35|Value 5000 exceeds valid range 0-4095|table ip t { chain c { vlan id 5000 accept } }
1:38-38|syntax error, unexpected colon|table ip t { chain c { ether saddr 00:11:22:33:44 accept } }
1:54-62|Could not process rule: File exists|table ip t { chain c { tcp dport vmap { 22 : accept, 22 : drop } } }
1:44-49|syntax error, unexpected accept, expecting colon or comma or '}'|table ip t { chain c { tcp dport vmap { 22 accept } } }
1:33-35|syntax error, unexpected map|table ip t { chain c { ip saddr map { 1.1.1.1 : 5 } accept } }
1:36-40|Value 70000 exceeds valid range 0-65535|table ip t { chain c { queue num 1-70000 } }
2:1-1|syntax error, unexpected end of file|table ip t { chain c { tcp dport 22 accept }
1:48-48|syntax error, unexpected '}', expecting end of file or newline or semicolon|table ip t { chain c { tcp dport 22 accept } } }
1:6-11|syntax error, unexpected string; did you mean 'tables'?|list tabels
1:6-10|syntax error, unexpected string; did you mean 'chain'?|list chian ip t c
1:5-9|syntax error, unexpected string; did you mean 'chain'?|add chian ip t c
1:8-12|syntax error, unexpected string; did you mean 'table'?|delete tabel ip t
1:65-70|syntax error, unexpected string; did you mean 'iifname'?|add table inet t { chain c { type filter hook input priority 0; iiface lo accept } }
1:26-31|syntax error, unexpected string; did you mean 'iifname'?|table inet t { chain c { iifnam lo accept } }
1:31-36|unknown meta key 'l4prto'; did you mean 'l4proto'?|table inet t { chain c { meta l4prto tcp accept } }
1:39-46|Basetype of type Internet protocol is not bitmask: several values are a set, { a, b }|table inet t { chain c { meta l4proto tcp, udp accept } }
1:29-35|syntax error, unexpected string: ip has no field 'protocl'; did you mean 'protocol'?|table inet t { chain c { ip protocl tcp accept } }
1:29-33|unknown ct key 'satte'; did you mean 'state'?|table inet t { chain c { ct satte new accept } }
1:39-45|"orginal" is not a known conntrack direction; did you mean `original'?|table inet t { chain c { ct direction orginal accept } }
1:41-44|"locl" is not a known fib address type; did you mean `local'?|table inet t { chain c { fib daddr type locl accept } }
1:36-38|unknown fib result 'typ'; did you mean 'type'?|table inet t { chain c { fib daddr typ local accept } }
1:43-48|syntax error, unexpected string; did you mean 'packets'?|table inet t { chain c { rt mtu 5 counter packts 1 } }
1:36-39|unknown log level 'wran'; did you mean 'warn'?|table inet t { chain c { log level wran } }
1:26-46|unknown log flag 'tcp seqence'; did you mean 'tcp sequence'?|table inet t { chain c { log flags tcp seqence } }
1:44-55|unknown unit 'mbyte'; did you mean 'mbytes'?|table inet t { chain c { limit rate over 5 mbyte/second } }
1:39-44|unknown unit 'gbytes'; did you mean 'bytes'?|table inet t { chain c { quota over 5 gbytes } }
1:38-42|syntax error, unexpected string; did you mean 'bypass'?|table inet t { chain c { queue flags bypas to 1 } }
1:37-41|unknown option 'maxsg'; did you mean 'maxseg'?|table inet t { chain c { tcp option maxsg size 5 } }
1:44-46|syntax error, unexpected string: maxseg has no field 'siz'; did you mean 'size'?|table inet t { chain c { tcp option maxseg siz 5 } }
1:45-51|syntax error, unexpected string, expecting colon or comma or '}'|table inet t { chain c { tcp dport { 22, 80 acccept } }
1:44-44|syntax error, unexpected -|table inet t { chain c { tcp dport != 22-80-90 accept } }
1:41-51|unknown datatype 'inet_servce'; did you mean 'inet_service'?|table inet t { set s { type ipv4_addr . inet_servce; } }
1:24-26|syntax error, unexpected string; did you mean 'type'?|table inet t { set s { typ ipv4_addr; } }
1:40-45|syntax error, unexpected string; did you mean 'timeout'?|table inet t { set s { type ipv4_addr; timout 5m; } }
1:50-56|syntax error, unexpected string, expecting newline or semicolon or '}'|table inet t { set s { type ipv4_addr; timeout 5 minutes; } }
1:49-49|syntax error, unexpected '{', expecting '='|table inet t { set s { type ipv4_addr; elements { 1.1.1.1 } } }
1:51-57|syntax error, unexpected string, expecting '{' or '$'|table inet t { set s { type ipv4_addr; elements = 1.1.1.1 } }
1:16-20|map definition does not specify mapping data type|table inet t { map s { type ipv4_addr; } }
1:35-40|a flowtable has the hook ingress|table inet t { flowtable f { hook ingres priority 0; devices = { lo }; } }
1:55-60|syntax error, unexpected device; did you mean 'devices'?|table inet t { flowtable f { hook ingress priority 0; device = { lo }; } }
1:35-35|syntax error, unexpected string, expecting @|table inet t { chain c { flow add f } }
1:26-36|Could not process rule: No such file or directory|table inet t { chain c { flow add @f } }
1:44-52|behind the slash of an address stands its prefix length; other masks are written as `ip saddr & 255.0.255.0 == 10.0.1.0`|table inet t { chain c { ip saddr 10.0.0.0/255.0.0.0 accept } }
1:35-42|too many concatenation components: an IPv4 address is four numbers|table inet t { chain c { ip saddr 10.0.0/8 accept } }
1:35-49|too many concatenation components: an IPv4 address is four numbers|table inet t { chain c { ip saddr 10.0.0.1-10.0.0 accept } }
1:35-51|Range negative size|table inet t { chain c { ip saddr 10.0.0.9-10.0.0.1 accept } }
1:36-42|"25:00" is not a time of the day|table inet t { chain c { meta hour "25:00" accept } }
1:35-42|"Mondai" is not a known Day of week of packet reception; did you mean `Monday'?|table inet t { chain c { meta day "Mondai" accept } }
1:37-39|"ip4" is not a known Ethernet protocol; did you mean `ip'?|table inet t { chain c { ether type ip4 accept } }
1:34-36|"cs9" is not a known Differentiated Services Code Point; did you mean `cs0'?|table inet t { chain c { ip dscp cs9 accept } }
1:45-45|syntax error, unexpected colon|table inet t { chain c { meta priority set 1:zz } }
1:41-45|Value 99999 exceeds valid range 0-65535|table inet t { chain c { masquerade to :99999 } }
1:56-65|unknown state 'establishd'; did you mean 'established'?|table inet t { ct timeout h { protocol tcp; policy = { establishd : 5 }; } }
1:28-33|'packet' with this value does not fit a counter|table inet t { counter c { packet 5 bytes 1 } }
1:81-86|You can only specify this once. This statement is duplicated.|table inet t { chain c { type filter hook input priority 0; policy drop; policy accept; } }
1:14-18|syntax error, unexpected chain, expecting end of file or newline or semicolon or '{'|table inet t chain c { }
1:47-47|syntax error, unexpected junk (a string without an end), expecting string or quoted string or string with a trailing asterisk or '$'|add rule inet t c tcp dport 22 accept comment "unclosed
1:12-14|syntax error, unexpected quoted string, expecting string|table inet "t" { }
1:15-19|syntax error, unexpected table, expecting end of file or newline or semicolon or '{'|table inet my table { }
1:14-14|No such file or directory|add set inet t s { type ipv4_addr }
1:22-28|syntax error, unexpected string, expecting '{' or '$'|add element inet t s 1.1.1.1
1:20-20|syntax error, unexpected newline, expecting string|delete chain inet t
1:22-22|syntax error, unexpected newline, expecting string|rename chain inet t a
EOF
