# SPDX-License-Identifier: GPL-2.0-or-later
# errors in JSON: each names the place by its JSON pointer and its byte, which are found anew in the text; a table of
# them, and each value and name of a ruleset damaged one after the other
ours
cat >errors.py <<'PROGRAM'
import json, os, re, subprocess, sys
NFT = os.environ["NFT"]
TOLD = re.compile(r"^(?:\S+:\d+:\d+-\d+: )?Error: (.*) \(byte (\d+), (the whole text|/.*)\)$", re.M)

def errors_of(text, *options):
    done = subprocess.run([NFT, *options, "-j", "-f", "-"], input=text, capture_output=True, text=True, timeout=60)
    return done.returncode, TOLD.findall(done.stderr), done.stderr

def skip(text, at):
    while text[at] in " \n\t":
        at += 1
    return at

# A reader of JSON of its own, which goes along the pointer: where the value and its name begin.
def scan(text, pointer):
    path = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    decoder, at, key_at = json.JSONDecoder(), skip(text, 0), None
    for want in path:
        close = {"{": "}", "[": "]"}[text[at]]
        at, index, found = skip(text, at + 1), 0, None
        while text[at] != close:
            key_at, name = at, str(index)
            if close == "}":
                name, at = decoder.raw_decode(text, at)
                at = skip(text, skip(text, at) + 1)
            if name == want:
                found = (key_at, at)    # the last of one name counts
            at = skip(text, decoder.raw_decode(text, at)[1])
            if text[at] == ",":
                at = skip(text, at + 1)
            index += 1
        key_at, at = found
    return at, key_at

def check(text, want, message, options=("--check", "--offline")):
    status, errors, said = errors_of(text, *options)
    if status != 1 or not errors:
        return "status %d, want 1 and an error with its place: %s" % (status, said)
    told, byte, pointer = errors[0]
    pointer = "" if pointer == "the whole text" else pointer
    if pointer != want or message not in told:
        return "want %s: %s\ngot  %s: %s" % (want, message, pointer, told)
    if int(byte) not in scan(text, pointer):
        return "byte %s is not where %s stands: %s" % (byte, pointer, scan(text, pointer))
    return None

failed = 0
BEGIN = '{"nftables": [{"add": {"table": {"family": "inet", "name": "t"}}},\n {"add": {"chain": {"family": "inet", "table": "t", "name": "c"}}},\n '
for line in open(sys.argv[1]):
    mode, pointer, message, text = line.rstrip("\n").split("|", 3)
    if mode in ("rule", "kernel-rule"):
        pointer = "/nftables/2/add/rule/expr" + pointer
        text = BEGIN + '{"add": {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [' + text + "]}}}]}"
    elif mode in ("command", "kernel"):
        pointer, text = "/nftables/2" + pointer, BEGIN + text + "]}"
    why = check(text, pointer, message, () if mode.startswith("kernel") else ("--check", "--offline"))
    if why:
        print("%s\n%s" % (line.rstrip("\n"), why))
        failed += 1

def walk(node, path=()):
    yield path, node
    for key, item in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from walk(item, path + (key,))

def changed(node, path, value):
    if not path:
        return value
    if isinstance(node, dict):
        return {k: changed(v, path[1:], value) if k == path[0] else v for k, v in node.items()}
    return [changed(v, path[1:], value) if k == path[0] else v for k, v in enumerate(node)]

# What may be wrong elsewhere than where it was changed: what goes by a name, what decides what another value may be.
ELSEWHERE = re.compile(r"/(family|table|name|flags|hook|field|protocol|device|dev)$")
told = 0
whole = json.load(open(sys.argv[2]))
for path, node in walk(whole):
    pointer = "".join("/" + str(part) for part in path)
    if len(path) < 4 or ELSEWHERE.search(pointer):
        continue
    text = json.dumps(changed(whole, path, {"no": "thing"}))
    status, errors, said = errors_of(text, "--check", "--offline")
    if status == 0:
        continue
    told += 1
    if status != 1 or not errors:
        print("%s: status %d, no place: %s" % (pointer, status, said[:300]))
        failed += 1
    elif not (errors[0][2] + "/").startswith(pointer + "/") and errors[0][2] != pointer.rsplit("/", 1)[0]:
        print("%s: told at %s: %s" % (pointer, errors[0][2], errors[0][0]))
        failed += 1
    elif int(errors[0][1]) not in scan(text, errors[0][2]):
        print("%s: byte %s is not where that is" % (errors[0][2], errors[0][1]))
        failed += 1
print("%d damaged values told" % told)
sys.exit(failed > 0 or told < 100)
PROGRAM
cat >table <<'EOF'
whole||expected an object with a member "nftables"|[]
whole||a member "nftables" is missing|{"tables": []}
whole|/nftables|expected an array of commands|{"nftables": {"add": 1}}
whole|/nftables/0|a command is an object with one member|{"nftables": [5]}
whole|/nftables/0|a command is an object with one member|{"nftables": [{"add": {}, "delete": {}}]}
whole|/nftables/0/metainfo/json_schema_version|is newer than|{"nftables": [{"metainfo": {"json_schema_version": 99}}]}
whole|/nftables/0/ad|did you mean "add"|{"nftables": [{"ad": {"table": {"family": "ip", "name": "t"}}}]}
whole|/nftables/0/add|takes an object with one member|{"nftables": [{"add": []}]}
whole|/nftables/0/add/tabel|did you mean "table"|{"nftables": [{"add": {"tabel": {"family": "ip", "name": "t"}}}]}
whole|/nftables/0/add/table/family|did you mean "inet"|{"nftables": [{"add": {"table": {"family": "inett", "name": "t"}}}]}
whole|/nftables/0/add/table|a member "name" is missing|{"nftables": [{"add": {"table": {"family": "inet"}}}]}
whole|/nftables/0/add/table/name|expected a string, not a number|{"nftables": [{"add": {"table": {"family": "inet", "name": 5}}}]}
whole|/nftables/0/add/table/name|expected a string|{"nftables": [{"add": {"table": {"family": "inet", "name": "a", "name": []}}}]}
whole|/nftables/0/add/table/flags|did you mean "dormant"|{"nftables": [{"add": {"table": {"family": "inet", "name": "t", "flags": "dormnt"}}}]}
command|/add/chain/hook|did you mean 'input'|{"add": {"chain": {"family": "inet", "table": "t", "name": "b", "type": "filter", "hook": "inptu", "prio": 0}}}
command|/add/chain/type|did you mean 'filter'|{"add": {"chain": {"family": "inet", "table": "t", "name": "b", "type": "filtr", "hook": "input", "prio": 0}}}
command|/add/chain/hook|chains of type nat have the hooks|{"add": {"chain": {"family": "inet", "table": "t", "name": "b", "type": "nat", "hook": "forward", "prio": 0}}}
command|/add/chain/policy|did you mean "drop"|{"add": {"chain": {"family": "inet", "table": "t", "name": "b", "type": "filter", "hook": "input", "prio": 0, "policy": "drp"}}}
command|/add/chain|needs "type" and "prio"|{"add": {"chain": {"family": "inet", "table": "t", "name": "b", "hook": "input"}}}
command|/add/rule|a member "chain" is missing|{"add": {"rule": {"family": "inet", "table": "t", "expr": []}}}
command|/add/rule/chain|did you mean chain|{"add": {"rule": {"family": "inet", "table": "t", "chain": "cc", "expr": []}}}
command|/add/rule/expr|expected an array of statements|{"add": {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": {"accept": null}}}}
command|/add/rule/comment|comment too long|{"add": {"rule": {"family": "inet", "table": "t", "chain": "c", "comment": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "expr": []}}}
command|/add/set/type|did you mean "ipv4_addr"|{"add": {"set": {"family": "inet", "table": "t", "name": "s", "type": "ipv4_adr"}}}
command|/add/set|a member "type" is missing|{"add": {"set": {"family": "inet", "table": "t", "name": "s"}}}
command|/add/set/elem/0|"x" is|{"add": {"set": {"family": "inet", "table": "t", "name": "s", "type": "inet_service", "elem": ["x", 5]}}}
command|/add/set/elem/1|conflicting intervals|{"add": {"set": {"family": "inet", "table": "t", "name": "s", "type": "ipv4_addr", "flags": ["interval"], "elem": [{"prefix": {"addr": "10.0.0.0", "len": 8}}, {"range": ["10.1.0.0", "10.2.0.0"]}]}}}
command|/add/set/elem/0/prefix|Prefix length 33|{"add": {"set": {"family": "inet", "table": "t", "name": "s", "type": "ipv4_addr", "flags": ["interval"], "elem": [{"prefix": {"addr": "10.0.0.0", "len": 33}}]}}}
command|/add/element|a member "elem" is missing|{"add": {"element": {"family": "inet", "table": "t", "name": "s"}}}
command|/add/limit/per|did you mean "second"|{"add": {"limit": {"family": "inet", "table": "t", "name": "l", "rate": 5, "per": "secnd"}}}
command|/add/ct timeout/policy/establishd|did you mean "established"|{"add": {"ct timeout": {"family": "inet", "table": "t", "name": "h", "protocol": "tcp", "policy": {"establishd": 5}}}}
command|/add/flowtable/hook|ingress|{"add": {"flowtable": {"family": "inet", "table": "t", "name": "f", "hook": "egress", "prio": 0, "dev": "lo"}}}
kernel|/delete/rule/handle|No such file|{"delete": {"rule": {"family": "inet", "table": "t", "chain": "c", "handle": 999}}}
kernel|/delete/chain/name|No such file|{"delete": {"chain": {"family": "inet", "table": "t", "name": "none"}}}
kernel|/delete/table/name|No such file|{"delete": {"table": {"family": "inet", "name": "none"}}}
kernel|/create/chain/name|File exists|{"create": {"chain": {"family": "inet", "table": "t", "name": "c"}}}
kernel|/add/rule/expr/1/jump|No such file|{"add": {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"counter": null}, {"jump": {"target": "nowhere"}}]}}}
kernel|/add/rule/expr/0/quota|No such file|{"add": {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"quota": "none"}]}}}
rule|/0|a statement is an object with one member, not a number|5
rule|/0|a statement is an object with one member|{"accept": null, "drop": null}
rule|/0/acept|did you mean "accept"|{"acept": null}
rule|/0/match|a member "right" is missing|{"match": {"op": "==", "left": {"meta": {"key": "mark"}}}}
rule|/0/match/op|did you mean|{"match": {"op": "=", "left": {"meta": {"key": "mark"}}, "right": 5}}
rule|/0/match/left/met|did you mean "meta"|{"match": {"op": "==", "left": {"met": {"key": "mark"}}, "right": 5}}
rule|/0/match/left/meta/key|did you mean "mark"|{"match": {"op": "==", "left": {"meta": {"key": "mrk"}}, "right": 5}}
rule|/0/match/left/payload/field|did you mean "saddr"|{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "sadr"}}, "right": 5}}
rule|/0/match/left/payload/protocol|"ipp"|{"match": {"op": "==", "left": {"payload": {"protocol": "ipp", "field": "saddr"}}, "right": 5}}
rule|/0/match/left/ct/key|did you mean "state"|{"match": {"op": "in", "left": {"ct": {"key": "stat"}}, "right": "new"}}
rule|/0/match/right|IPv6 address|{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "fe80::1"}}
rule|/0/match/right/set/1|exceeds valid range 0-255|{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": {"set": ["tcp", 1000]}}}
rule|/1/match/right/range|negative|{"counter": null}, {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": {"range": [80, 22]}}}
rule|/0/match/right|is not a known conntrack state|{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "newest"}}
kernel-rule|/0/match/right|No such file|{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "@none"}}
rule|/0/limit/rate|expected a whole number|{"limit": {"rate": "5", "per": "second"}}
rule|/0/limit/per|did you mean "second"|{"limit": {"rate": 5, "per": "secnd"}}
rule|/0/log/level|did you mean|{"log": {"level": "wran"}}
rule|/0/log/group|expected a number from 0 to 65535|{"log": {"group": 65536}}
rule|/0/counter/packets|expected a whole number|{"counter": {"packets": 1.5, "bytes": 0}}
rule|/0/reject/expr|did you mean|{"reject": {"type": "icmp", "expr": "host-unreachabl"}}
rule|/0/vmap/data/set/0|needs its data|{"vmap": {"key": {"payload": {"protocol": "tcp", "field": "dport"}}, "data": {"set": [22]}}}
rule|/0/mangle/value|exceeds|{"mangle": {"key": {"meta": {"key": "mark"}}, "value": 4294967296}}
EOF
"$NFT" --check --offline -j -f - >whole.json <<'EOF'
table inet t {
	counter k { packets 1 bytes 2; }
	limit l { rate 400/minute burst 10 packets; }
	ct timeout ctt { protocol tcp; l3proto ip; policy = { established : 2m, close : 20s }; }
	ct expectation cte { protocol tcp; dport 9876; timeout 1m; size 12; l3proto ip; }
	set s { type ipv4_addr . inet_service; flags interval; counter; elements = { 10.0.0.0/8 . 1-5 comment "one" timeout 5s, * counter packets 3 bytes 4 }; timeout 1h; }
	map m { type inet_service : verdict; elements = { 22 : accept, 80 : jump other }; }
	chain other { return; }
	chain c {
		type filter hook input priority filter; policy drop;
		ip saddr != 10.0.0.0/8 tcp dport { 22, 80-90 } ct state new,established
		tcp flags & (fin | syn) == syn meta mark set ct mark << 8 | 0x1
		ip saddr . tcp dport vmap { 192.0.2.1 . 22 : accept } limit rate over 10/second burst 3 packets
		numgen inc mod 10 offset 5 < 7 jhash ip saddr . tcp dport mod 4 seed 0xabc 1 fib saddr . iif oif 0
		log prefix "p" level debug flags tcp sequence queue flags bypass to 1-3
		add @s { ip saddr . tcp dport timeout 1m } ct original ip saddr 192.0.2.1 tcp option maxseg size 5 reject with icmpx no-route
	}
}
list ruleset
EOF
python3 errors.py table whole.json || fail "errors that are told elsewhere"
