# SPDX-License-Identifier: GPL-2.0-or-later
# counters count, are kept by what does not touch them, and reset on request
"$NFT" -f - <<'EOF'
table ip t {
	counter named {
		packets 10 bytes 1000
	}
	chain out {
		type filter hook output priority 0; policy accept;
		ip daddr 127.0.0.9 counter name "named"
		ip daddr 127.0.0.8 counter
	}
}
EOF
# send N ADDRESS: so many datagrams of 100 bytes with their headers
send() {
	python3 -c "import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(int(sys.argv[1])):
	s.sendto(bytes(72), (sys.argv[2], 9))" "$@"
}
send 2 127.0.0.8
send 1 127.0.0.9
shows 'ip daddr 127.0.0.8 counter packets 2 bytes 200' list chain ip t out
shows 'packets 11 bytes 1100' list counter ip t named
# --stateless leaves them out of text; in JSON out of rules only, as programs expect
shows '"packets": 11, "bytes": 1100' -j -s list counter ip t named
shows '{"counter": null}' -j -s list chain ip t out

# a rule beside it changes nothing, nor does a refused batch
"$NFT" add rule ip t out accept
refused 'flush chain ip t out; delete chain ip t nosuch'
shows 'counter packets 2 bytes 200' list chain ip t out

# a counter loaded with its values goes on from there
"$NFT" list ruleset >saved
"$NFT" 'flush ruleset'
"$NFT" -f saved
same "$(cat saved)" "$("$NFT" list ruleset)"
send 1 127.0.0.8
shows 'counter packets 3 bytes 300' list chain ip t out
hides 'packets' -s list ruleset
