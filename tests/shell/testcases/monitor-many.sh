# SPDX-License-Identifier: GPL-2.0-or-later
# monitor: large transactions are told whole, events that come too fast are lost with a word, and memory stays where it was
ours
listener() {
	"$NFT" monitor "$@" >told 2>said &
	listener=$!
	sleep 0.5
}

{
	echo 'table ip t { chain c {'
	for i in $(seq 3000); do echo "tcp dport { $i, $((i + 1)) } counter"; done
	echo '}; set s { type ipv4_addr; flags interval; elements = {'
	for i in $(seq 2000); do echo "10.$((i / 250)).$((i % 250)).0/25,"; done
	echo '}; }; }'
} >big
listener
"$NFT" -f big
"$NFT" flush chain ip t c
for i in $(seq 100); do
	[ "$(grep -c '^# new generation' told)" -ge 2 ] && break
	sleep 0.1
done
kill "$listener"
wait "$listener" || fail "status $?: $(cat said)"
! grep -q 'events were lost' told || skip "events were lost"
[ "$(grep -c '^add rule' told)" -eq 3000 ] || fail "$(grep -c '^add rule' told) rules"
[ "$(grep -c '^add element' told)" -eq 2000 ] || fail "$(grep -c '^add element' told) elements"
[ "$(grep -c '^delete rule' told)" -eq 3000 ] || fail "$(grep -c '^delete rule' told) rules gone"

# what is gone takes up no memory for ever
"$NFT" flush ruleset
"$NFT" 'table ip t { chain c { }; }'
for i in $(seq 400); do echo "add rule ip t c tcp dport { $i, $((i + 1)) } counter log prefix \"a prefix\" comment \"a comment that takes up some room\""; done >rules
listener
for i in $(seq 60); do
	"$NFT" -f rules
	"$NFT" flush chain ip t c
done
sleep 1
peak=$(awk '/VmHWM/ { print $2 }' "/proc/$listener/status")
kill "$listener"
wait "$listener" || fail "status $?: $(cat said)"
grep -q __asan_init "$NFT" || [ "$peak" -lt 70000 ] || fail "$peak kB for nothing"

# a listener that does not get to listen
"$NFT" monitor >told 2>said &
listener=$!
sleep 0.5
kill -STOP "$listener"
for i in $(seq 30); do
	"$NFT" -f rules
	"$NFT" flush chain ip t c
done
kill -CONT "$listener"
for i in $(seq 100); do
	grep -q 'events were lost' told && break
	sleep 0.1
done
size=0
while sleep 0.5 && [ "$(stat -c %s told)" -ne "$size" ]; do
	size=$(stat -c %s told)
done
"$NFT" add chain ip t later
sleep 0.3
kill "$listener"
wait "$listener" || fail "status $?: $(cat said)"
if grep -q 'events were lost' told; then
	grep -q '^add chain ip t later$' told || fail "nothing is told behind the loss"
fi
