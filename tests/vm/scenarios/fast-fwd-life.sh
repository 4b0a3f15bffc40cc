# SPDX-License-Identifier: GPL-2.0-or-later
# The life of the programs of fast_fwd chains: they come, change and go with their chains, whoever takes these away, and
# wherever nft is killed or fails on its way.
# programs: unshare
# seconds: 900

RULES=$EXAMPLES/fast-fwd.nft
TABLE="inet filter"

fastpath() { in_router nft list fastpath; }
attached() { fastpath | grep -c '" attached' || true; }
kept() { ls /sys/fs/bpf/nft/ 2>/dev/null | wc -l; }
# elsewhere COMMAND...: as a program that knows nothing of what is kept
elsewhere() { in_router unshare -m sh -c 'umount /sys/fs/bpf; shift; exec nft --fast-fwd off "$@"' sh "$@"; }
drift() { fastpath | sed -n 's/^\tdrift //p'; }

# agrees NAME: what is attached is what the ruleset asks for
agrees() {
	local want=0 have
	in_router nft list ruleset >ruleset
	fastpath >state
	grep -q 'hook fast_fwd' ruleset && want=2
	have=$(grep -c '" attached' state || true)
	if [ "$have" = "$want" ] && ! grep -q drift state && { [ "$want" = 2 ] || [ "$(kept)" = 0 ]; }; then
		return 0
	fi
	not_ok "$1" "$have of $want attached, kept: $(ls -R /sys/fs/bpf | tr '\n' ' '), $(tr '\n' ' ' <state)"
	return 1
}

agree() { if agrees "$1"; then ok "$1"; fi; }

topology
in_router nft list ruleset >/dev/null
check "it loads" in_router nft -f $RULES
expect "it is attached to both devices" "$(attached) == 2" "$(fastpath)"
check "and says so in JSON" sh -c "nsenter --net=/run/netns/router nft -j list fastpath | grep -q '\"backend\": \"tc\"'"
in_router nft add rule $TABLE fast_fwd counter
agree "a rule is added"
in_router nft add set $TABLE s '{ type ipv4_addr; }'
in_router nft add rule $TABLE fast_fwd ip saddr @s ip dscp set cs1
before=$(fastpath | sed -n 's/.*program //p')
in_router nft add element $TABLE s '{ 10.0.1.2 }'
agree "an element is added"
expect "which made another program" "$before != $(fastpath | sed -n 's/.*program //p')"
in_router nft add table ip other
agree "another table is nothing to it"
check "the chain is deleted" in_router nft "flush chain $TABLE fast_fwd; delete chain $TABLE fast_fwd"
agree "programs go with the chain"
expect "nothing is kept" "$(kept) == 0"
in_router nft flush ruleset

for way in "delete table $TABLE" "flush ruleset"; do
	in_router nft -f $RULES
	agree "$way: loaded"
	in_router nft $way
	expect "$way: nothing is kept" "$(kept) == 0"
	in_router nft -f $RULES
	elsewhere nft $way
	expect "$way by another: still there" "$(kept) == 1"
	in_router nft list ruleset >/dev/null
	expect "$way by another: the next command takes it away" "$(kept) == 0"
done

in_router nft -f $RULES
elsewhere nft add rule $TABLE fast_fwd ip dscp set cs2
in_router nft list ruleset >/dev/null
expect "a rule by another is drift" "$(fastpath | grep -c drift) == 1" "$(fastpath)"
check "sync" in_router nft fastpath sync
agree "sync repairs it"
elsewhere nft "flush ruleset; include \"$RULES\""
in_router nft list ruleset >/dev/null
check "sync of a ruleset made anew" in_router nft fastpath sync
agree "a ruleset made anew"
in_router nft --fast-fwd off -f $RULES
expect "off: nothing is attached" "$(attached) == 0" "$(fastpath)"
in_router nft fastpath sync
expect "off is kept" "$(attached) == 0" "$(fastpath)"
in_router nft --fast-fwd auto fastpath sync
agree "on again"

# two namespaces
in_client ip link add veth0 type veth peer name veth1
in_client nft -f $RULES
expect "two namespaces" "$(kept) == 2"
in_client nft flush ruleset
agree "another namespace is nothing to it"
expect "the other's is gone" "$(kept) == 1"
in_router nft flush ruleset

# killed, or refused by the kernel, at every twentieth of the steps of loading, replacing and taking away; at every one of them, and in
# more ways, with --set "STRIDE=1" --set "WAYS=kill:load kill:replace kill:delete fail:load fail:replace fail:delete", for hours
STRIDE=${STRIDE:-12}
MODE=${MODE:-}	# "--fast-fwd xdp"
WAYS=${WAYS:-kill:load kill:replace kill:delete fail:replace}
in_router nft -f $RULES
sed 's/cs3/cs5/' $RULES >other.nft
(echo "flush ruleset"; cat other.nft) >new.nft
for way in $WAYS; do
	how=${way%:*} what=${way#*:} wrong=0 n=$STRIDE tried=0
	while :; do
		in_router nft flush ruleset
		case $what in
		load) command=($MODE -f $RULES) ;;
		replace) in_router nft $MODE -f $RULES; command=($MODE -f new.nft) ;;
		delete) in_router nft $MODE -f $RULES; command=(delete table $TABLE) ;;
		esac
		in_router nft -s list ruleset >was
		status=0
		in_router killat $how $n nft "${command[@]}" >killed 2>&1 || status=$?
		tried=$((tried + 1))
		# what nft says has failed has not happened
		if [ $how = fail ] && [ $status != 0 ] && ! { in_router nft -s list ruleset | diff was -; } >difference; then
			echo "$how at step $n of $what: another ruleset: $(cat killed difference)"
			wrong=$((wrong + 1))
		fi
		if ! agrees "$how at step $n of $what"; then
			cat killed
			in_router nft fastpath sync || true
			wrong=$((wrong + 1))
		fi
		[ "$(sed -n 's/^steps //p' killed)" -ge $n ] || break
		n=$((n + STRIDE))
	done
	expect "$how at every ${STRIDE}th of $n steps of $what" "wrong == 0 && tried > 1"
done
