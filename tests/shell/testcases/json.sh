# SPDX-License-Identifier: GPL-2.0-or-later
# JSON in and out on the kernel: listings load back, handles come with the echo, text is still taken
ours

cat >ruleset <<'EOF'
table inet t {
	comment "a table"
	counter cc {
		comment "counted"
		packets 0 bytes 0
	}

	set s {
		type ipv4_addr . inet_service
		flags interval
		elements = { 10.0.0.0/8 . 80,
			     192.168.1.1 . 100-200 }
	}

	map m {
		type ipv4_addr : mark
		elements = { 1.2.3.4 comment "one" : 0x00000005 }
	}

	map v {
		type inet_service : verdict
		elements = { 22 : accept,
			     80 : jump d }
	}

	chain c {
		comment "a chain"
		type filter hook input priority filter; policy drop;
		ct state established,related accept comment "usual"
		ip saddr . tcp dport @s counter accept
		tcp dport vmap @v
		meta mark set ip saddr map @m
		tcp flags & (syn | ack) == syn limit rate 10/second burst 5 packets
		udp dport { 53, 67-68 } counter name "cc"
		log prefix "left \"over\"" group 3
		reject with icmpx admin-prohibited
	}

	chain d {
		return
	}
}
EOF
sed -i 's/left \\"over\\"/left over/' ruleset
"$NFT" -f ruleset
"$NFT" -s list ruleset >first
"$NFT" -j list ruleset >listing.json
"$NFT" flush ruleset
"$NFT" -j -f listing.json
"$NFT" -s list ruleset >second
diff -u first second || fail "the JSON listing does not load back to itself"

# the reply has the handles at the places of the request
"$NFT" flush ruleset
cat >request.json <<'EOF'
{"nftables": [
  {"metainfo": {"json_schema_version": 1}},
  {"add": {"table": {"family": "ip", "name": "t"}}},
  {"add": {"chain": {"family": "ip", "table": "t", "name": "c"}}},
  {"add": {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"accept": null}]}}},
  {"insert": {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"drop": null}]}}}
]}
EOF
"$NFT" -j -e -a -f request.json >reply.json
accept=$(handle_of accept)
drop=$(handle_of drop)
sed -n 5p reply.json | grep -q "\"handle\": $accept}" || fail "no handle $accept in $(sed -n 5p reply.json)"
sed -n 6p reply.json | grep -q "\"handle\": $drop}" || fail "no handle $drop in $(sed -n 6p reply.json)"
echo '{"nftables": [{"delete": {"rule": {"family": "ip", "table": "t", "chain": "c", "handle": '"$drop"'}}}]}' | "$NFT" -j -f -
holds "table ip t {
	chain c {
		accept
	}
}"

# text where JSON could be
"$NFT" -j add counter ip t k
"$NFT" -j list counters | grep -q '"counter": {"family": "ip", "name": "k", "table": "t", "handle": [0-9]*, "packets": 0, "bytes": 0}' || fail "no counter"

# errors from the kernel have places, too
echo '{"nftables": [{"add": {"rule": {"family": "ip", "table": "t", "chain": "nowhere", "expr": []}}}]}' >bad.json
refused -j -f bad.json
says '/nftables/0/add/rule/chain'

# realms are text, as nft has them
"$NFT" 'add rule ip t c meta rtclassid 5'
"$NFT" -j list chain ip t c | grep -q '"key": "rtclassid"}}, "right": "5"}' || fail "a realm that is a number"
