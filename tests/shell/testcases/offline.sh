# SPDX-License-Identifier: GPL-2.0-or-later
# --check --offline needs no privilege and asks no kernel
ours
cat >good <<'EOF'
table inet filter {
	flowtable f1 {
		hook ingress priority filter
		devices = { notthere0, notthere1 }
	}
	set hosts {
		type ipv4_addr
		elements = { 192.0.2.1 }
	}
	chain forward {
		type filter hook forward priority filter; policy drop;
		ip saddr @hosts iif "notthere2" oifname "notthere3" accept
		meta skuid nobody counter
		meta l4proto { tcp, udp } flow add @f1
		ct state established,related accept
	}
}
add element inet filter hosts { 192.0.2.2 }
EOF
cat >bad <<'EOF'
table inet filter {
	chain forward {
		tcp dport 70000 accept
	}
}
EOF
chmod 755 .
unprivileged() {
	setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all "$@"
}
if unprivileged test -x "$NFT"; then
	unprivileged "$NFT" --check --offline --no-warn -f good >output 2>&1 || fail "without privilege: $(cat output)"
	same "" "$(cat output)"
	status=0
	unprivileged "$NFT" --check --offline -f bad >output 2>&1 || status=$?
	same 1 "$status"
	grep -q '^bad:3:13-17: Error: ' output || fail "$(cat output)"
	# where the kernel may not be asked, --check goes on without it
	unprivileged "$NFT" --check -f good >output 2>&1 || fail "--check without privilege: $(cat output)"
	# and loading does not
	unprivileged "$NFT" -f good >output 2>&1 && fail "loaded without privilege"
	grep -q "not permitted" output || fail "$(cat output)"
else
	echo "others may not run $NFT here"
fi

"$NFT" --check --offline --no-warn -f good
same "" "$("$NFT" list ruleset)"
if command -v strace >/dev/null; then
	# a leak checker cannot work under a tracer
	ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=socket -o trace "$NFT" --check --offline -f good 2>/dev/null
	grep -q 'AF_NETLINK' trace && fail "$(cat trace)"
fi

# what the kernel holds is not looked at, and what the input does not define is taken as given
"$NFT" 'add table ip t; add chain ip t c; add set ip t s { type inet_service; }'
"$NFT" --check --offline add rule ip t c ip saddr @s accept
refused --check add rule ip t c ip saddr @s accept
"$NFT" --check --offline add rule ip elsewhere c accept

# --offline is for checking
refused --offline add table ip u
hides ' u' list tables
# the set of a meter is a set where it is listed, and loads
"$NFT" --check --offline -f - >listed <<'EOF'
table inet t {
	chain c {
		meter m { ip saddr limit rate 5/second } accept
	}
}
list ruleset
EOF
grep -q '^	set m {$' listed || fail "$(cat listed)"
"$NFT" --check --offline -f listed
