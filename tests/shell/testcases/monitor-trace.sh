# SPDX-License-Identifier: GPL-2.0-or-later
# monitor trace: what packets meet on their way, with their headers
"$NFT" -f - <<'EOT'
table ip raw {
	chain out {
		type filter hook output priority raw
		meta nftrace set 1
	}
}
table inet f {
	chain x {
		udp dport 53 counter drop
		return
	}
	chain in {
		type filter hook input priority 0; policy drop
		tcp dport 22 accept comment "ssh"
		jump x
		udp dport vmap { 54 : accept, 55 : goto x }
		meta mark set 0x7
	}
}
EOT
python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$NFT" -s monitor trace >told 2>said &
listener=$!
sleep 0.6
python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 4000))
for port in 53, 54, 55, 57:
    s.sendto(b"hello", ("127.0.0.1", port))
t = socket.socket()
t.bind(("127.0.0.1", 4001))
t.settimeout(0.5)
t.connect_ex(("127.0.0.1", 22))
'
sleep 0.4
kill -INT "$listener"
wait "$listener" || true
[ ! -s said ] || fail "said: $(cat said)"

# the n-th packet's lines, without its number
packet() {
	local id
	id=$(awk '{ print $3 }' told | uniq | awk '!seen[$0]++' | sed -n "$1p")
	sed -nE "s/^trace id $id //p" told | sed -E 's/ip id [0-9]+/ip id N/; s/checksum [0-9]+/checksum N/; /conntrack:/d; s/ *$//'
}
headers='ip saddr 127.0.0.1 ip daddr 127.0.0.1 ip dscp cs0 ip ecn not-ect ip ttl 64 ip id N'
same "ip raw out packet: oif \"lo\" $headers ip length 33 udp sport 4000 udp dport 53 udp length 13 udp checksum N
ip raw out rule meta nftrace set 1 (verdict continue)
ip raw out policy accept" "$(packet 1 | grep 'ip raw')"
grep -qE "^trace id [0-9a-f]{8} inet f x rule udp dport 53 counter drop \(verdict drop\)\$" told || fail "no rule drops: $(cat told)"
grep -qE "inet f in rule udp dport vmap \{ 54 : accept, 55 : goto x \} \(verdict accept\)\$" told || fail "no map accepts: $(cat told)"
grep -qE "inet f in rule udp dport vmap \{ 54 : accept, 55 : goto x \} \(verdict goto x\)\$" told || fail "no map goes to: $(cat told)"
grep -qE "inet f x rule return \(verdict return\)\$" told || fail "no return: $(cat told)"
grep -qE "inet f in policy drop meta mark 0x00000007 \$" told || fail "no mark: $(cat told)"
grep -qE 'inet f in packet: iif "lo" .* ip protocol tcp ip length 60 tcp sport 4001 tcp dport 22 tcp flags == syn tcp window [0-9]+ $' told ||
	fail "no connection: $(cat told)"
grep -qE 'inet f in rule tcp dport 22 accept comment "ssh" \(verdict accept\)$' told || fail "no comment: $(cat told)"
grep -qE 'tcp flags == 0x14' told || fail "no answer: $(cat told)"
