# SPDX-License-Identifier: GPL-2.0-or-later
# many rules and many elements in one batch, and back
python3 - <<'EOF'
with open("rules.nft", "w") as out:
	out.write("table ip t {\n\tset s {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { ")
	out.write(", ".join("10.%d.%d.%d" % (i >> 14 & 255, i >> 6 & 255, i << 2 & 255) for i in range(30000)))
	out.write(" }\n\t}\n\tchain c {\n")
	for i in range(5000):
		out.write("\t\tip saddr 10.0.%d.%d tcp dport %d counter packets 0 bytes 0 accept\n" % (i >> 8, i & 255, i + 1))
	out.write("\t}\n}\n")
EOF
"$NFT" -f rules.nft
"$NFT" list set ip t s | tr ',' '\n' | grep -c '10\.' | grep -qx 30000 || fail "elements are missing"
"$NFT" list chain ip t c | grep -c ' accept$' | grep -qx 5000 || fail "rules are missing"
loads_back
"$NFT" flush ruleset
same "" "$("$NFT" list ruleset)"
