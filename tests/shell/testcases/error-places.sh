# SPDX-License-Identifier: GPL-2.0-or-later
# every error names file, line and columns, in nft's form: FILE:LINE:FIRST-LAST: Error: TEXT, the line, and carets
cat >bad.nft <<'EOF'
# a comment
table ip t {
	chain c {
		type filter hook input priority 0;
		tcp dport 22 accept
		tcp dport 70000 accept
	}
}
EOF
refused -f bad.nft
same "bad.nft:6:13-17: Error:" "$(head -n 1 <<<"$refusal" | cut -d' ' -f1-2)"
same "		tcp dport 70000 accept
		          ^^^^^" "$(tail -n 2 <<<"$refusal")"

# a command of the line: no file, the column under the word
refused add rule ip t c ip saddr 300.1.1.1
says "Error: "
refused delete table ip nosuch
says "No such file or directory"
says "delete table ip nosuch
                ^^^^^^"

# standard input
refused -f - <<<"delete table ip nosuch"
says ":1:17-22: Error: "

# several errors are all told, in order
cat >bad.nft <<'EOF'
add table ip t
add chain ip t c
add rule ip t c tcp dport 70000
add rule ip t c ip saddr 1.2.3.4.5
add rule ip t c accept
EOF
refused -f bad.nft
says "bad.nft:3:"
says "bad.nft:4:"

# the kernel's refusal finds its command among many
cat >bad.nft <<'EOF'
add table ip t
add chain ip t c
add rule ip t c accept
delete chain ip t nosuch
add rule ip t c drop
EOF
refused -f bad.nft
says "bad.nft:4:19-24: Error: "
says "No such file or directory"
says "delete chain ip t nosuch"

# a place inside of a block, where the kernel decides
cat >bad.nft <<'EOF'
table ip t {
	chain a {
		jump b
	}
	chain b {
		type filter hook input priority 0;
		jump a
	}
}
EOF
refused -f bad.nft
says "bad.nft:"

# a file that is not there, an empty file
refused -f nosuch.nft
says "nosuch.nft"
: >empty.nft
"$NFT" -f empty.nft
printf '# only a comment\n' >comment.nft
"$NFT" -f comment.nft
printf 'add table ip t' >open.nft
"$NFT" -f open.nft
shows 'table ip t' list tables

# statements of a rule that the kernel refuses, in a command and deep in a file
"$NFT" 'add table ip deep; add chain ip deep c'
refused -f - <<<'add rule ip deep c tcp dport 22 counter jump nowhere'
says ':1:41-52: Error'
refused -f - <<<'add rule ip deep c counter name "none" accept'
says ':1:20-38: Error'
{
	printf 'table ip deep {\n\tchain c {\n'
	for i in $(seq 3000); do echo "		tcp dport $i counter accept"; done
	printf '\t\ttcp dport 1 jump nowhere\n\t}\n}\n'
} >deep.nft
refused -f deep.nft
says 'deep.nft:3003:15-26: Error: Could not process rule: No such file or directory'
