# SPDX-License-Identifier: GPL-2.0-or-later
# timeouts of sets and elements, and sets that rules fill
"$NFT" -f - <<'EOF'
table ip t {
	set s {
		type ipv4_addr
		timeout 1h30m
		gc-interval 5m
		elements = { 192.0.2.1, 192.0.2.2 timeout 10s }
	}
	set seen {
		type ipv4_addr
		size 65535
		flags dynamic,timeout
		timeout 1m
	}
	set plain {
		type ipv4_addr
		flags timeout
	}
	chain c {
		add @seen { ip saddr }
		update @seen { ip saddr timeout 30s }
		add @seen { ip saddr limit rate 10/second } accept
		tcp dport 22 delete @seen { ip saddr }
	}
}
EOF
"$NFT" list set ip t s >listing
grep -q '	timeout 1h30m$' listing || fail "$(cat listing)"
grep -q '	gc-interval 5m$' listing || fail "$(cat listing)"
grep -qE '192\.0\.2\.2 timeout 10s expires [0-9]+(s|ms|s[0-9]+ms)' listing || fail "$(cat listing)"
grep -qE '192\.0\.2\.1 (timeout 1h30m )?expires 1h(30m|29m5[0-9]s)' listing || fail "$(cat listing)"
"$NFT" add element ip t plain '{ 192.0.2.9 timeout 100ms }'
sleep 0.3
hides '192.0.2.9' list set ip t plain
"$NFT" list chain ip t c >listing
for line in 'add @seen { ip saddr }' 'update @seen { ip saddr timeout 30s }' \
	'tcp dport 22 delete @seen { ip saddr }'; do
	grep -qF "$line" listing || fail "no '$line' in $(cat listing)"
done
grep -qE 'add @seen \{ ip saddr limit rate 10/second( burst 5 packets)? \} accept' listing || fail "$(cat listing)"

refused add rule ip t c add @s '{ tcp dport }'
"$NFT" 'add set ip t untimed { type ipv4_addr; }'
refused add element ip t untimed '{ 192.0.2.1 timeout 5s }'
