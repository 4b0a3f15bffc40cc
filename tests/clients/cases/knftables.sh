# SPDX-License-Identifier: GPL-2.0-or-later
# what kube-proxy's library does: looks at the version, probes with checks, loads from standard input, lists as terse JSON
nft --version | sed -E 's/v[0-9.]+.*/vN/'
nft --check -f - <<<'add table ip probe { comment "probe" ; }'
nft --check -f - <<<'add table ip probe
destroy table ip probe' >probe 2>&1 || true	# 1.0.6 knows no destroy
nft -f - <<'EOT'
add table ip kube-proxy { comment "rules for kube-proxy" ; }
add chain ip kube-proxy services
add chain ip kube-proxy firewall
add chain ip kube-proxy filter-input { type filter hook input priority -110 ; }
add chain ip kube-proxy nat-prerouting { type nat hook prerouting priority -100 ; }
add set ip kube-proxy cluster-ips { type ipv4_addr ; comment "Active ClusterIPs" ; }
add map ip kube-proxy service-ips { type ipv4_addr . inet_proto . inet_service : verdict ; comment "ClusterIP traffic" ; }
add chain ip kube-proxy service-ULMVA6XW-ns1/svc1/tcp/p80
add chain ip kube-proxy endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80
flush chain ip kube-proxy services
add rule ip kube-proxy filter-input ct state new jump firewall
add rule ip kube-proxy nat-prerouting jump services
add rule ip kube-proxy services ip daddr . meta l4proto . th dport vmap @service-ips
add rule ip kube-proxy firewall ip daddr @cluster-ips reject comment "a ClusterIP without such a port"
add rule ip kube-proxy service-ULMVA6XW-ns1/svc1/tcp/p80 numgen random mod 1 vmap { 0 : goto endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80 }
add rule ip kube-proxy endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80 meta l4proto tcp dnat to 10.180.0.1:80
add element ip kube-proxy cluster-ips { 172.30.0.41 }
add element ip kube-proxy service-ips { 172.30.0.41 . tcp . 80 comment "ns1/svc1:p80" : goto service-ULMVA6XW-ns1/svc1/tcp/p80 }
EOT
nft --json --terse list table ip kube-proxy | python3 -c '
import json, sys
items = json.load(sys.stdin)["nftables"]
for item in items:
    item.pop("metainfo", None)
    for thing in item.values():
        thing.pop("handle", None)
        thing.pop("count", None)
        if "table" in item:
            thing.pop("comment", None)	# 1.0.6 does not tell it
    print(json.dumps(item, sort_keys=True))' | sort
for what in map\ ip\ kube-proxy\ service-ips set\ ip\ kube-proxy\ cluster-ips; do
	nft --json list $what | python3 -c '
import json, sys
print(json.dumps([t.get("elem") for i in json.load(sys.stdin)["nftables"] for t in i.values()], sort_keys=True))'
done
nft --json list counters table ip kube-proxy | grep -c nftables
nft --json list chain ip nosuch nosuch 2>&1 | grep -o 'No such file or directory' | head -n 1 || true
