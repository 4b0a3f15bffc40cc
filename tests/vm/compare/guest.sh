# SPDX-License-Identifier: GPL-2.0-or-later
# Plays the cases in /vm/cases, each without 'flow add', once more so, and with it; what flowplay says comes out packed.

# play CASE RUN: loads the ruleset and plays the plan, anew for each of its lines when the case wants that
play() {
	local line
	echo "run $1 $2"
	if ! in_router nft --no-warn -f "$CASES/$1/$2.nft" >said 2>&1; then
		echo "refused $(head -n 1 said)"
	elif [ -f "$CASES/$1/fresh" ]; then
		while read -r line; do
			echo "$line" >plan
			in_router nft --no-warn -f "$CASES/$1/$2.nft" && in_router flowplay plan
		done <"$CASES/$1/plan"
	else
		in_router flowplay "$CASES/$1/plan"
	fi
}

# some connections go where the prefix of their address does not lead
case_routes() { # CASE
	[ ! -s unroute ] || in_router ip -batch unroute
	: >unroute
	if [ -f "$CASES/$1/routes" ]; then
		in_router ip -batch "$CASES/$1/routes"
		cp "$CASES/$1/unroute" unroute
	fi
}

# what there is so far, to the console: a machine that is stopped has told most of it
tell_results() {
	{
		echo "=== results"
		gzip -c results | base64
		echo "=== results end"
	} >/dev/console
	: >results
}

play_all() {
	local name played=0
	while read -r name; do
		case_routes "$name" 2>&1
		play "$name" off 2>&1
		[ ! -f "$CASES/$name/again.nft" ] || play "$name" again 2>&1
		play "$name" on 2>&1
		((++played % 10)) || tell_results
	done <"$CASES/list" >>results
	tell_results
}
