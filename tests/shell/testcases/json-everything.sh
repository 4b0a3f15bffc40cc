# SPDX-License-Identifier: GPL-2.0-or-later
# one of everything, by way of JSON without a kernel: the same ruleset comes back; lists of one kind; what is written other than listed
ours
offline() {
	"$NFT" --check --offline "$@"
}

cat >everything <<'EOF'
table inet t {
	comment "a table"
	flowtable f {
		hook ingress priority filter
		devices = { "lo" }
		counter
	}
	counter c1 { comment "counted"; packets 1 bytes 2; }
	quota q1 { over 10 mbytes used 1 mbytes; }
	limit l1 { rate 400/minute burst 10 packets; }
	limit l2 { rate over 1024 bytes/second burst 512 bytes; }
	ct helper h1 { type "ftp" protocol tcp; l3proto ip; }
	ct timeout t1 { protocol tcp; l3proto ip; policy = { established : 2m, close : 20s }; }
	ct timeout t2 { protocol udp; l3proto ip; policy = { unreplied : 15s, replied : 12s }; }
	ct expectation e1 { protocol tcp; dport 9876; timeout 1m; size 12; l3proto ip; }
	synproxy s1 { mss 1460; wscale 7; timestamp sack-perm; }
	secmark sm1 { "system_u:object_r:http_t:s0"; }
	set addresses { typeof ip saddr; flags interval, timeout; auto-merge; timeout 1h; gc-interval 1m; size 100; elements = { 10.0.0.0/8, 192.0.2.1-192.0.2.5 timeout 1m }; }
	set counted { type ipv4_addr . inet_service; flags interval; counter; elements = { 10.0.0.0/8 . 1-5 comment "one", * counter packets 3 bytes 4 }; }
	set moving { type ipv4_addr; flags dynamic, timeout; policy memory; }
	map marks { type ipv4_addr : mark; flags interval; comment "marks"; elements = { 10.0.0.0/8 : 5 }; }
	map verdicts { type inet_service : verdict; elements = { 22 : accept, 80 : jump other, 81 : goto other }; }
	map counters { type inet_service : counter; elements = { 22 : "c1" }; }
	map targets { type inet_service : ipv4_addr . inet_service; elements = { 80 : 192.0.2.1 . 8080 }; }
	chain other { return; }
	chain expressions {
		type filter hook prerouting priority mangle - 5; policy drop;
		@nh,8,8 1 @th,0,16 2 @ll,0,48 3 @ih,0,8 4
		rt classid 5
		rt ip nexthop 192.0.2.1
		tcp option maxseg size > 100
		socket transparent 1 socket wildcard 0 socket mark 5
		socket cgroupv2 level 2 "a/b"
		osf name "Linux" osf ttl skip version "Linux:4.20"
		fib saddr . iif oif 0
		fib daddr type local
		fib saddr check missing
		ipsec in reqid 1 ipsec out spnum 2 spi 3
		ipsec in ip saddr 192.0.2.1
		numgen inc mod 10 offset 5 < 7
		numgen random mod 2 == 0
		symhash mod 2 offset 1 1
		jhash ip saddr . tcp dport mod 4 seed 0xabc 1
		ct original ip saddr 192.0.2.1 ct reply proto-dst 5 ct original bytes > 5 ct count over 3
		ct status dnat,snat ct direction reply ct expiration 5s ct zone 1 ct label 3
		meta time "2030-01-01 00:00:00" meta hour "10:00" meta day "Monday"
		meta skuid 5 meta cpu 3 meta random 5 meta ipsec exists meta nfproto ipv6
		ip option lsrr exists tcp option maxseg size 5 tcp option sack left 5 tcp option mptcp subtype 1
		ip6 nexthdr 6 hbh nexthdr 6 frag more-fragments 1 rt type 0 dst hdrlength 3 mh type 1 exthdr hbh exists
		sctp chunk data flags 2 sctp chunk init exists
		dccp type request dccp option 5 exists
		udp dport 4789 vxlan vni 5 vxlan ip saddr 192.0.2.1 vxlan tcp dport 80
		udp dport 6081 geneve vni 10 geneve ip daddr 192.0.2.1
		gre version 0 gre ip saddr 192.0.2.1
		ether saddr 02:00:00:00:00:01 vlan id 5 vlan pcp 3 arp operation request
		icmp type echo-request icmp id 5
		icmpv6 type nd-neighbor-solicit icmpv6 taddr fe80::1
		igmp type membership-query
		ah spi 5
		esp spi 6
		comp cpi 7
		udplite sport 8 th dport 9
		ip dscp set cs1
		ip6 flowlabel 5
		ip frag-off & 0x1fff != 0
		meta mark set meta mark & 0xffff | 0x10000 ct mark set meta mark ^ 0x5
		meta mark set ct mark << 8 meta priority set 1:2 meta nftrace set 1
		tcp flags ! syn,ack tcp flags & (fin | syn) == syn tcp flags syn / syn,ack
		ip saddr != 10.0.0.0/8 ip daddr { 192.0.2.1, 192.0.2.4-192.0.2.9 } iifname { "lo", "eth*" }
		ip saddr . tcp dport vmap { 192.0.2.1 . 22 : accept, 192.0.2.2 . 0-80 : drop }
		meta mark set ip saddr map { 10.0.0.0/8 : 1, 192.0.2.0/24 : 2 }
	}
	chain statements {
		type filter hook input priority filter;
		counter packets 1 bytes 2 last used 5s quota over 5 bytes used 1 bytes
		limit rate over 10/second burst 3 packets
		limit rate 10 mbytes/hour burst 5 kbytes
		log prefix "p" level debug flags tcp sequence,options flags ip options flags skuid flags ether
		log group 3 snaplen 64 queue-threshold 5
		log level audit
		log flags all
		queue flags bypass,fanout to 1-3
		queue to numgen inc mod 3
		reject
		reject with icmpx no-route
		ip protocol tcp reject with tcp reset
		ip protocol udp reject with icmp host-prohibited
		meta nfproto ipv6 reject with icmpv6 no-route
		tcp flags syn synproxy mss 1460 wscale 7 timestamp sack-perm
		synproxy name "s1" counter name "c1" quota name "q1" limit name "l1"
		synproxy
		ct timeout set "t1" ct expectation set "e1" meta secmark set "sm1"
		ct helper set "h1"
		add @moving { ip saddr timeout 1m limit rate 5/second } update @moving { ip saddr counter }
		delete @moving { ip saddr }
		update @marks { ip saddr : 5 }
		ip saddr vmap { 192.0.2.1 : jump other, 192.0.2.2 : goto other, 192.0.2.3 : continue }
		counter name tcp dport map { 22 : "c1", 23 : "c1" }
		reset tcp option fastopen tcp option maxseg size set rt mtu
		meta l4proto tcp flow add @f
		jump { ip saddr 192.0.2.1 accept; }
		tcp dport 5 accept comment "last"
	}
	chain raw { type filter hook prerouting priority raw; notrack; meta l4proto tcp tproxy ip to 192.0.2.1:50; meta l4proto tcp tproxy ip6 to [::1]:50; udp dport 5 tproxy to :50; }
	chain source { type nat hook postrouting priority srcnat;
		oifname "a" masquerade random,persistent
		tcp dport 5 masquerade to :10-20
		snat ip to 192.0.2.1-192.0.2.5 fully-random
		tcp dport 7 snat ip6 to [2001:db8::1]:5-10
		snat ip prefix to ip saddr map { 10.0.0.0/24 : 192.0.2.0/24 }
	}
	chain destination { type nat hook prerouting priority dstnat;
		tcp dport 80 redirect to :8080 random
		dnat ip addr . port to tcp dport map @targets
		tcp dport 6 dnat ip to 192.0.2.1:80 persistent
		dnat ip to ip saddr map { 192.0.2.1 : 192.0.2.2 }
	}
}
table netdev n {
	chain i { type filter hook ingress device "lo" priority 0; ip dscp 5 fwd to "lo"; fwd ip to 192.0.2.1 device "lo"; dup to "lo"; vlan id 5 accept; }
	chain e { type filter hook egress devices = { "lo", "a*" } priority 0; meta mark 5 drop; }
}
table ip old {
	flags dormant
	chain c { ip saddr 192.0.2.1 dup to 192.0.2.9 device "lo"; dup to 192.0.2.9; }
}
table bridge b { chain c { ether type vlan vlan type ip ip saddr 192.0.2.1 meta ibrname "br0" reject with icmp host-unreachable; meta broute set 1; }; }
table arp a { chain c { type filter hook input priority 0; arp saddr ip 192.0.2.1 arp htype 1 accept; }; }
EOF
{ cat everything; echo list ruleset; } | offline -f - >text
offline -f text
offline -j -f <(cat everything; echo list ruleset) >json
python3 - json json-in <<'EOF'
import json, sys
told = json.load(open(sys.argv[1]))
told["nftables"].append({"list": {"ruleset": None}})
json.dump(told, open(sys.argv[2], "w"))
EOF
offline -j -f json-in >json-again
diff -u <(python3 -m json.tool json) <(python3 -m json.tool json-again) || fail "JSON comes back as something else"

# of one kind, or one of them
for what in tables chains sets maps counters quotas limits flowtables meters "ct helpers" "ct timeouts" "ct expectations" synproxys secmarks; do
	{ cat everything; echo "list $what"; echo "list $what inet"; } | offline -j -f - >list
	grep -q '"nftables"' list || fail "list $what: no listing"
done
while read -r what; do
	{ cat everything; echo "list $what"; } | offline -j -f - >list
	{ cat everything; echo "list $what"; } | offline -f - >plain
	grep -qF "\"${what##* }\"" list || fail "list $what: not in the listing"
	grep -qF "${what##* }" plain || fail "list $what: not in the text"
done <<'EOF'
table inet t
chain inet t other
set inet t addresses
map inet t marks
flowtable inet t f
counter inet t c1
quota inet t q1
limit inet t l1
ct helper inet t h1
ct timeout inet t t1
ct expectation inet t e1
synproxy inet t s1
secmark inet t sm1
EOF

# what text commands did, told as JSON
cat >batch <<'EOF'
add table ip x { comment "a table"; }
add counter ip x c1 { packets 1 bytes 2; }
add quota ip x q1 { over 5 bytes; }
add set ip x s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8 }; }
add map ip x m { type ipv4_addr : verdict; }
add chain ip x c { type filter hook input priority 0; policy drop; }
add rule ip x c ip saddr @s counter name "c1" comment "first"
insert rule ip x c ip saddr vmap @m
add element ip x m { 192.0.2.1 : accept, 192.0.2.2 : drop }
add table ip y { chain d { ip saddr 192.0.2.1 accept; }; set t { type ipv4_addr; }; counter c2 { }; }
EOF
"$NFT" -j -e -a -f batch >echoed
python3 - echoed <<'EOF' || fail "the echo is not what was added"
import json, sys
told = [(op, *thing) for line in open(sys.argv[1]) for item in json.loads(line)["nftables"] for op, thing in item.items() if op != "metainfo"]
kinds = sorted({(op, kind) for op, kind in told})
want = [("add", kind) for kind in ("chain", "counter", "element", "map", "quota", "rule", "set", "table")] + [("insert", "rule")]
sys.exit(0 if kinds == want else print(kinds) or 1)
EOF
printf '%s\n' "list table ip x" "list chain ip x c" "list set ip x s" "list map ip x m" "list counter ip x c1" "list counters" \
	"list chains ip" "get element ip x m { 192.0.2.1 }" "reset counter ip x c1" "list ruleset ip" >lists
while read -r what; do
	"$NFT" -j "$what" | python3 -c 'import json, sys; sys.exit(len(json.load(sys.stdin)["nftables"]) < 2)' || fail "$what: nothing listed"
done <lists
