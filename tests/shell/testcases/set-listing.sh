# SPDX-License-Identifier: GPL-2.0-or-later
# how many elements stand on a line, and what of a set goes without saying, as scripts that cut listings up expect
"$NFT" -f - <<'EOF'
table ip t {
	set plain {
		type inet_service
		elements = { 1, 2, 3, 4, 5, 6 }
	}
	set told {
		type inet_service
		elements = { 1, 2 comment "two", 3 }
	}
	set timed {
		type inet_service
		flags timeout
		elements = { 1, 2 }
	}
	set fixed {
		type inet_service
		flags constant
		size 10
		policy memory
		elements = { 1, 2 }
	}
	set pairs {
		type inet_service . inet_proto
		flags interval
		auto-merge
		elements = { 1 . tcp }
	}
}
EOF
holds 'table ip t {
	set plain {
		type inet_service
		elements = { 1, 2, 3, 4, 5,
			     6 }
	}

	set told {
		type inet_service
		elements = { 1,
			     2 comment "two",
			     3 }
	}

	set timed {
		type inet_service
		flags timeout
		elements = { 1,
			     2 }
	}

	set fixed {
		type inet_service
		flags constant
		elements = { 1, 2 }
	}

	set pairs {
		type inet_service . inet_proto
		flags interval
		elements = { 1 . tcp }
	}
}'
