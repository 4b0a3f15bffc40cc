# SPDX-License-Identifier: GPL-2.0-or-later
# counter, quota, limit and ct helper objects, and rules that use them
cat >rules <<'EOF'
table inet t {
	comment "objects of every kind"
	counter n {
		comment "seen"
		packets 0 bytes 0
	}

	quota q {
		over 25 mbytes
	}

	quota upto {
		500 bytes
	}

	ct helper ftp-standard {
		type "ftp" protocol tcp
		l3proto inet
	}

	limit l {
		rate 10/minute burst 3 packets
	}

	limit volume {
		rate over 1 mbytes/second burst 2 mbytes
	}

	map counts {
		type ipv4_addr : counter
		elements = { 192.0.2.1 : "n" }
	}

	chain c {
		type filter hook prerouting priority filter; policy accept;
		counter name "n"
		quota name "q" drop
		limit name "l" accept
		limit name "volume" drop
		counter name ip saddr map @counts
		counter name tcp dport map { 22 : "n", 80 : "n" }
		tcp dport 21 ct helper set "ftp-standard"
	}
}
EOF
if ! "$NFT" -f rules 2>errors; then
	grep -q 'ftp-standard' errors || fail "$(cat errors)"
	# this kernel has no ftp helper
	sed -i -e '/ct helper ftp-standard {/,/^$/d' -e '/ct helper set/d' rules
	"$NFT" -f rules
fi
# each once, and the listing loads
"$NFT" -s list ruleset >listing
for line in 'comment "objects of every kind"' 'over 25 mbytes' '500 bytes' 'rate 10/minute burst 3 packets' \
	'rate over 1 mbytes/second burst 2 mbytes' 'counter name "n"' 'quota name "q" drop' 'limit name "l" accept' \
	'limit name "volume" drop' 'counter name ip saddr map @counts' 'counter name tcp dport map { 22 : "n", 80 : "n" }'; do
	[ "$(grep -cF "	$line" listing)" -ge 1 ] || fail "no '$line' in: $(cat listing)"
done
loads_back
refused delete counter inet t n
says "busy"
refused add rule inet t c counter name nosuch
"$NFT" flush chain inet t c
"$NFT" delete map inet t counts
"$NFT" delete counter inet t n
"$NFT" delete quota inet t q
"$NFT" delete limit inet t l
refused delete limit inet t l
says "No such file or directory"
