# SPDX-License-Identifier: GPL-2.0-or-later
# monitor tells of every change, a line each, as it happens; what it shows can be chosen; a signal ends it
listening() { # ARGS...: an nft that listens, into ./told
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$NFT" "$@" >told 2>said &
	listener=$!
	for i in $(seq 50); do	# a socket of netfilter that is in a group
		awk '$2 == 12 && $4 != "00000000" { found = 1 } END { exit !found }' /proc/net/netlink && break
		sleep 0.1
	done
	sleep 0.2
}

heard() { # SIGNAL: what it heard, in $told; processes have no fixed numbers
	local status=0
	sleep 0.3
	kill "-$1" "$listener"
	wait "$listener" || status=$?
	if "$NFT" --help | grep -q -- --offline; then
		[ "$status" -eq 0 ] || fail "ended with $status: $(cat said)"
	fi
	[ ! -s said ] || fail "said: $(cat said)"
	told=$(sed -E 's/ by process [0-9]+ \(/ by process N (/' told)
}

change() {
	"$NFT" 'table ip t { set s { type ipv4_addr; flags interval; size 100; }; chain c { type filter hook input priority 0; policy drop; comment "told in JSON only"; }; }'
	"$NFT" 'add element ip t s { 1.2.3.4, 10.0.0.0/8, 20.0.0.0-20.0.0.5, 240.0.0.0-255.255.255.255 }'
	"$NFT" 'add rule ip t c tcp dport { 22, 80-90 } accept comment "web"; insert rule ip t c ip saddr vmap { 1.1.1.1 : accept }'
	"$NFT" 'add counter ip t n { packets 3 bytes 5; comment "three"; }; create chain ip t e'
	"$NFT" 'add rule ip t c index 0 counter name n'
	"$NFT" 'delete element ip t s { 10.0.0.0/8 }'
	"$NFT" flush set ip t s
	"$NFT" 'add map ip t m { type inet_service : verdict; }; add element ip t m { 80 : accept, 443 : drop }; delete map ip t m'
	"$NFT" 'add table inet z { flags dormant; }; delete table inet z'
	"$NFT" 'delete counter ip t n' 2>/dev/null || true	# it is in use
	"$NFT" delete table ip t
}

listening monitor
change
heard INT
same 'add table ip t
add chain ip t c { type filter hook input priority filter; policy drop; }
add set ip t s { type ipv4_addr; size 100# count 0; flags interval; } 
# new generation 2 by process N (nft)
add element ip t s { 1.2.3.4 }
add element ip t s { 10.0.0.0/8 }
add element ip t s { 20.0.0.0-20.0.0.5 }
add element ip t s { 240.0.0.0/4 }
# new generation 3 by process N (nft)
add rule ip t c tcp dport { 22, 80-90 } accept comment "web"
insert rule ip t c ip saddr vmap { 1.1.1.1 : accept }
# new generation 4 by process N (nft)
add counter ip t n { comment "three" packets 3 bytes 5 } 
create chain ip t e
# new generation 5 by process N (nft)
add rule ip t c handle 6 counter name "n"
# new generation 6 by process N (nft)
delete element ip t s { 10.0.0.0/8 }
# new generation 7 by process N (nft)
delete element ip t s { 240.0.0.0/4 }
delete element ip t s { 20.0.0.0-20.0.0.5 }
delete element ip t s { 1.2.3.4 }
# new generation 8 by process N (nft)
add map ip t m { type inet_service : verdict; } 
add element ip t m { 80 : accept }
add element ip t m { 443 : drop }
delete set ip t m
# new generation 9 by process N (nft)
add table inet z { flags dormant; }
delete table inet z
# new generation 10 by process N (nft)
delete rule ip t c handle 6
delete set ip t __map0
delete rule ip t c handle 9
delete rule ip t c handle 4
delete set ip t __set0
delete set ip t s
delete counter ip t n
delete chain ip t c
delete chain ip t e
delete table ip t
# new generation 11 by process N (nft)' "$(sed -E 's/(size 100)(# count 0)?;/\1# count 0;/' <<<"$told")"

listening monitor new elements
change
heard TERM
same 'add element ip t s { 1.2.3.4 }
add element ip t s { 10.0.0.0/8 }
add element ip t s { 20.0.0.0-20.0.0.5 }
add element ip t s { 240.0.0.0/4 }
add element ip t m { 80 : accept }
add element ip t m { 443 : drop }' "$told"

listening -a monitor destroy chains
change
heard INT
same 'delete chain ip t c
delete chain ip t e' "$told"

# each line is a document of JSON; what is gone is told in full
listening -j monitor rules
change
heard INT
python3 - told <<'EOT' || fail "not the JSON that was expected: $told"
import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
kinds = [(op, kind) for e in events for op, thing in e.items() for kind in thing]
assert kinds == [("add", "rule"), ("insert", "rule"), ("add", "rule")] + [("delete", "rule")] * 3, kinds
gone = {e["delete"]["rule"]["handle"]: e["delete"]["rule"] for e in events if "delete" in e}
for e in events[:3]:
    rule = list(e.values())[0]["rule"]
    assert gone[rule["handle"]] == rule, (gone[rule["handle"]], rule)
assert events[0]["add"]["rule"]["comment"] == "web"
EOT
listening monitor sets vm json
change
heard INT
same '{"add": {"set": {"family": "ip", "name": "s", "table": "t", "type": "ipv4_addr", "handle": 1, "size": 100, "flags": ["interval"]}}}
{"add": {"map": {"family": "ip", "name": "m", "table": "t", "type": "inet_service", "handle": 9, "map": "verdict"}}}' \
	"$(sed -e '/^{"delete/d' -e 's/"handle": [0-9]*/"handle": 1/;2s/"handle": 1/"handle": 9/' <<<"$told")"

# a set that was there before the listening began; rules of a block
"$NFT" 'table ip t { map p { type ipv4_addr . inet_service : ipv4_addr; }; chain c { tcp dport { 1, 2 } accept; }; }'
listening monitor
"$NFT" 'add element ip t p { 1.2.3.4 . 80 : 10.0.0.1 }; add rule ip t c jump { accept; }'
heard INT
same 'add element ip t p { 1.2.3.4 . 80 : 10.0.0.1 }
add chain ip t __chainN
add rule ip t __chainN accept
add rule ip t c jump __chainN' "$(sed -e '/^# new generation/d' -e 's/__chain[0-9]*/__chainN/' <<<"$told")"

refused monitor tabels
refused monitor new tables old
refused monitor vm xml
