# SPDX-License-Identifier: GPL-2.0-or-later
# Debian's Python module: commands, JSON, echo with handles at the places of the requests, errors, a dry run, variables
python3 - <<'PY'
import json
import nftables

nft = nftables.Nftables()
nft.set_json_output(True)
nft.set_echo_output(True)
nft.set_handle_output(True)
request = {"nftables": [{"metainfo": {"json_schema_version": 1}},
                        {"add": {"table": {"family": "inet", "name": "t"}}},
                        {"add": {"chain": {"family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input", "prio": 0}}},
                        {"add": {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [
                            {"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": {"set": ["established", "related"]}}},
                            {"accept": None}]}}},
                        {"insert": {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"counter": None}, {"drop": None}]}}}]}
status, output, error = nft.json_cmd(request)
assert status == 0, (status, error)
reply = output["nftables"]
print([list(item)[0] for item in reply])
handles = [reply[i][verb]["rule"]["handle"] for i, verb in ((3, "add"), (4, "insert"))]
nft.set_echo_output(False)
status, output, error = nft.json_cmd({"nftables": [{"delete": {"rule": {"family": "inet", "table": "t", "chain": "c", "handle": handles[1]}}}]})
assert status == 0, error
status, output, error = nft.json_cmd({"nftables": [{"list": {"chain": {"family": "inet", "table": "t", "name": "c"}}}]})
rules = [item["rule"] for item in output["nftables"] if "rule" in item]
assert [r["handle"] for r in rules] == handles[:1]
print(json.dumps(rules[0]["expr"], sort_keys=True))
status, output, error = nft.json_cmd({"nftables": [{"delete": {"table": {"family": "inet", "name": "gone"}}}]})
print(status, bool(error))
nft.set_json_output(False)
print(nft.cmd("add rule inet t c tcp dport nosuchport")[0])
nft.set_dry_run(True)
print(nft.cmd("flush ruleset")[0])
nft.set_dry_run(False)
print(nft.cmd("list tables"))
PY
