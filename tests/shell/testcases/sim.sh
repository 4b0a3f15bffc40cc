# SPDX-License-Identifier: GPL-2.0-or-later
# nft sim: which rules a packet meets, told as text and JSON; a connection with and without the fast path; exit status.
ours

cat >router.nft <<'END'
define wan = wan0
table inet filter {
	set bad { type ipv4_addr; flags interval; elements = { 10.1.0.0/16 } }
	flowtable f1 { hook ingress priority filter; devices = { lan0, wan0 }; }
	chain lan {
		tcp dport 22 accept
		tcp dport 443 counter meta mark set 7 return
	}
	chain forward {
		type filter hook forward priority filter; policy drop;
		meta l4proto { tcp, udp } flow add @f1
		ct state established,related accept
		ct state invalid drop
		ip saddr @bad drop
		ip saddr 10.0.0.0/8 jump lan
		meta mark 7 oifname $wan accept
	}
}
table ip nat {
	chain post { type nat hook postrouting priority srcnat; oif $wan masquerade; }
}
END

# one packet, rule by rule
same "tcp 10.0.0.5:40000 -> 192.0.2.1:443 syn (forward)
  prerouting
   (connection tracking: new)
  forward
   [inet filter forward, filter, priority filter]
    - router.nft:11  meta l4proto { tcp, udp } flow add @f1  -- no at \`flow add @f1\`
        not offloaded: the connection is not established yet
    - router.nft:12  ct state established,related accept  -- no at \`ct state established,related\`: ct state is new
    - router.nft:13  ct state invalid drop  -- no at \`ct state invalid\`: ct state is new
    - router.nft:14  ip saddr @bad drop  -- no at \`ip saddr @bad\`: ip saddr is 10.0.0.5
    + router.nft:15  ip saddr 10.0.0.0/8 jump lan  => jump lan
      - router.nft:6  tcp dport 22 accept  -- no at \`tcp dport 22\`: tcp dport is 443
      + router.nft:7  tcp dport 443 counter meta mark set 0x00000007 return  => return
          meta mark becomes 0x00000007
      return out of chain lan
    + router.nft:16  meta mark 0x00000007 oifname \"wan0\" accept  => accept
  postrouting
   [ip nat post, nat, priority srcnat]
    + router.nft:20  oif \"wan0\" masquerade  => accept
        the source of the connection becomes 198.51.100.7:40000
   (source translated to 198.51.100.7:40000)
  goes on as: tcp 198.51.100.7:40000 -> 192.0.2.1:443 syn
  its connection: source 198.51.100.7:40000
  marks: packet 0x00000007, connection 0x00000000
  verdict: accept by router.nft:16 (inet filter forward): meta mark 0x00000007 oifname \"wan0\" accept" \
	"$("$NFT" sim -f router.nft --address wan0=198.51.100.7 'iif lan0 oif wan0 ip saddr 10.0.0.5 tcp dport 443 ct state new')"

# words without quotes, options between them, standard input, a definition from outside
"$NFT" sim -f - iif lan0 oif wan9 ip saddr 10.0.0.5 tcp dport 22 -D wan=eth9 --expect accept < <(tail -n +2 router.nft) >out
grep -q 'verdict: accept by /dev/stdin:5 (inet filter lan): tcp dport 22 accept' out || fail "$(cat out)"

# what the description leaves open is said
"$NFT" sim -f router.nft 'iif lan0 oif wan0 tcp dport 25' >out
grep -q 'not given, so taken to be: meta nfproto ipv4, ct state new, ip saddr 10.0.0.2, meta mark 0x00000000' out || fail "$(cat out)"
grep -q 'verdict: drop by the policy of inet filter forward' out || fail "$(cat out)"

# state lives from packet to packet: the answer belongs to the connection, by its translated address
"$NFT" sim -f router.nft --address wan0=198.51.100.7 'iif lan0 oif wan0 ip saddr 10.0.0.5 tcp dport 443' \
	'iif wan0 oif lan0 ip saddr 192.0.2.1 ip daddr 198.51.100.7 tcp sport 443 tcp dport 40000' >out
grep -q '(destination translated to 10.0.0.5:40000)' out || fail "$(cat out)"
grep -q 'verdict: accept by router.nft:12' out || fail "$(cat out)"

# exit status: 2 where it is not as expected, 1 for an error
status=0; "$NFT" sim -f router.nft --expect accept 'iif lan0 oif wan0 ip saddr 10.1.2.3 tcp dport 22' >out || status=$?
same 2 $status
"$NFT" sim -f router.nft --expect drop 'iif lan0 oif wan0 ip saddr 10.1.2.3 tcp dport 22' >out
refused sim -f router.nft 'iif lan0 oif wan0 ip saddr 10.0.0.0/8 tcp dport 443'
same "Error: a packet has one value here, not a range, prefix, pattern or set
iif lan0 oif wan0 ip saddr 10.0.0.0/8 tcp dport 443
                  ^^^^^^^^^^^^^^^^^^^" "$refusal"
refused sim -f router.nft 'input iif lan0 ip saddrr 10.0.0.1'
says "did you mean 'saddr'?"
refused sim -f router.nft 'tcp dport 443'
says "the path is not known"
refused sim -f nowhere.nft 'iif lan0 tcp dport 443'
says 'Could not open file "nowhere.nft"'

# a connection
same "  1 > syn      tcp 10.0.0.5:40000 -> 192.0.2.1:443 syn  new
               goes on as tcp 198.51.100.7:40000 -> 192.0.2.1:443 syn
  2 < syn,ack  tcp 192.0.2.1:443 -> 198.51.100.7:40000 syn,ack  established
  3 > ack      tcp 10.0.0.5:40000 -> 192.0.2.1:443 ack  established  f1 takes the connection up: router.nft:11
  4 > data     tcp 10.0.0.5:40000 -> 192.0.2.1:443 psh,ack  fast path
  5 < data     tcp 192.0.2.1:443 -> 198.51.100.7:40000 psh,ack  fast path
  6 > fin,ack  tcp 10.0.0.5:40000 -> 192.0.2.1:443 fin,ack  established
  7 < fin,ack  tcp 192.0.2.1:443 -> 198.51.100.7:40000 fin,ack  established
  8 > ack      tcp 10.0.0.5:40000 -> 192.0.2.1:443 ack  established

    matched  without fast path
          1           1    router.nft:7  tcp dport 443 counter meta mark set 0x00000007 return
          1           1    router.nft:11  meta l4proto { tcp, udp } flow add @f1
          5           7 *  router.nft:12  ct state established,related accept
          1           1    router.nft:15  ip saddr 10.0.0.0/8 jump lan
          1           1    router.nft:16  meta mark 0x00000007 oifname \"wan0\" accept
          1           1    router.nft:20  oif \"wan0\" masquerade
  * packets that the fast path takes past the rule" \
	"$("$NFT" sim -f router.nft --kernel 6.1 --address wan0=198.51.100.7 connection 'iif lan0 oif wan0 ip saddr 10.0.0.5 tcp dport 443' packets 2)"

# JSON
"$NFT" sim -j -f router.nft 'iif lan0 oif wan0 ip saddr 10.0.0.5 tcp dport 25' >out.json
python3 - <<'END'
import json
o = json.load(open("out.json"))
p, = o["packets"]
assert o["version"] == 1 and p["verdict"] == "drop" and p["path"] == "forward" and p["ct_state"] == "new", p
assert p["by"] == {"type": "policy", "family": "inet", "table": "filter", "chain": "forward"}, p["by"]
rules = [e for e in p["path_taken"] if e["type"] == "rule"]
assert [e["line"] for e in rules] == [11, 12, 13, 14, 15, 6, 7, 16], rules
assert rules[4]["matched"] and rules[4]["target"] == "lan" and rules[3]["stopped_at"] == "ip saddr @bad", rules
assert [r["matched"] for r in o["rules"]] == [0, 0, 0, 0, 0, 0, 1, 0, 0], o["rules"]
assert o["rules"][1]["counters"] == [{"packets": 0, "bytes": 0}], o["rules"][1]
END

# errors have their place in the description, in JSON too
status=0; "$NFT" sim -j -f router.nft 'input iif lan0 ip saddrr 10.0.0.1' >out.json 2>err || status=$?
same 1 $status
python3 - <<'END'
import json
o = json.load(open("out.json"))
e, = o["errors"]
assert (e["line"], e["column"], e["end_column"]) == (1, 19, 25), e
assert o["packets"] == [], o
END

# time: a limit fills up again; a set that rules fill forgets
cat >limits.nft <<'END'
table inet filter {
	set seen { type ipv4_addr; flags dynamic,timeout; timeout 1m; }
	chain input {
		type filter hook input priority filter; policy drop;
		udp dport 53 ip saddr @seen counter accept
		udp dport 53 add @seen { ip saddr } counter drop
		tcp dport 22 limit rate 2/minute burst 2 packets counter accept
	}
}
END
verdicts() {
	"$NFT" sim -j -f limits.nft "$@" | python3 -c 'import json, sys; print(*[p["verdict"] for p in json.load(sys.stdin)["packets"]])'
}
same "accept accept drop accept drop" "$(verdicts 'times 3 iif wan0 tcp dport 22' 'after 30s iif wan0 tcp dport 22' 'iif wan0 tcp dport 22')"
same "drop accept accept drop" "$(verdicts 'times 2 iif wan0 udp dport 53' 'after 30s iif wan0 udp dport 53' 'after 31s iif wan0 udp dport 53')"

# a connection of which one side only is on a device of the flowtable: from kernel 7.2 on it is not taken up
sed 's/devices = { lan0, wan0 }/devices = { lan0 }/' router.nft >one.nft
"$NFT" sim --kernel 6.12 -f one.nft connection 'iif lan0 oif wan0 ip saddr 10.0.0.5 tcp dport 443' fastpath on >out
[ "$(grep -c 'fast path$' out)" -gt 2 ] || fail "$(cat out)"
"$NFT" sim --kernel 7.2 -f one.nft connection 'iif lan0 oif wan0 ip saddr 10.0.0.5 tcp dport 443' fastpath on >out
[ "$(grep -c 'fast path$' out)" -eq 0 ] || fail "$(cat out)"

# what a fast_fwd chain says holds for every packet, in the view of the hook forward; and a drop is a drop
cat >fast.nft <<'END'
table inet filter {
	flowtable f1 { hook ingress priority filter; devices = { lan0, wan0 }; }
	flowtable f2 { hook ingress priority filter; devices = { dmz0 }; }
	chain fast_fwd {
		type filter hook fast_fwd flowtable @f1 priority filter; policy accept;
		ip daddr 192.0.2.9 ip ttl 63 counter ip dscp set cs3
		ct direction reply tcp flags fin drop
	}
	chain other { type filter hook fast_fwd flowtable @f2 priority filter; policy accept; counter; }
	chain forward {
		type filter hook forward priority filter; policy accept;
		meta l4proto tcp flow add @f1
	}
	chain dst { type nat hook prerouting priority dstnat; policy accept; ip daddr 203.0.113.5 dnat ip to 192.0.2.9; }
}
END
"$NFT" sim -f fast.nft connection 'iif lan0 oif wan0 ip saddr 10.0.0.5 ip daddr 203.0.113.5 ip ttl 64 tcp dport 443' packets 4 >out
matched() { sed -nE "s/^ +([0-9]+) +([0-9]+) [ *]  fast.nft:$1  .*/\\1 \\2/p" out; }
same "6 6" "$(matched 6)"
same "1 1" "$(matched 7)"
same "3 10" "$(matched 9)"
grep -q '^  9 < fin,ack .*  fast path  drop by fast.nft:7 ' out || fail "$(cat out)"
