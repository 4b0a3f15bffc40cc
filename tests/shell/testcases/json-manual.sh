# SPDX-License-Identifier: GPL-2.0-or-later
# the examples of libnftables-json(5) are taken; a list of statements is taken as a rule
python3 - "$SRCDIR/doc/libnftables-json.5.adoc" <<'EOT'
import json, os, re, subprocess, sys
page = open(sys.argv[1]).read()
blocks = [json.loads(b) for b in re.findall(r"\[source,json\]\n----\n(.*?)\n----\n", page, re.S)]
assert len(blocks) > 12, len(blocks)
names = set()
for block in blocks:
    if isinstance(block, list):
        names.update(name for statement in block for name in statement)
        place = {"family": "inet", "table": "manual"}
        block = {"nftables": [{"add": {"table": {"family": "inet", "name": "manual"}}},
                              {"add": {"chain": {**place, "name": "c"}}},
                              {"add": {"rule": {**place, "chain": "c", "expr": block}}}]}
    nft = os.environ["NFT"]
    options = ["--offline"] if b"--offline" in subprocess.run([nft, "--help"], stdout=subprocess.PIPE).stdout else []
    done = subprocess.run([nft, "-j", "-c", *options, "-f", "-"], input=json.dumps(block), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode or done.stdout:
        sys.exit("%s\n%s" % (json.dumps(block, indent=1), done.stdout))
assert {"match", "vmap", "counter", "limit", "mangle", "log", "reject", "queue"} <= names, names
EOT
