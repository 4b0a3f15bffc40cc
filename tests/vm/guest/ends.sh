# SPDX-License-Identifier: GPL-2.0-or-later
# A router with veth0, veth1 and veth2, for packets that tools/flowplay.c makes by hand. Behind each is a device of the
# namespace 'ends' (p0, p1, p2), which has no addresses and answers nothing by itself.

nets() {
	cat <<'END'
0 10.0.0.0/8
0 2001:db8:1::/48
1 192.0.2.0/24
1 198.51.100.0/24
1 203.0.113.0/24
1 2001:db8:2::/48
2 172.16.0.0/12
2 2001:db8:3::/48
END
}

# ends_and_router NETS: which prefixes are behind which device, a line 'DEVICE PREFIX' each
ends_and_router() {
	local n net
	ip netns add router
	ip netns add ends
	# a router solicits no routers, and has told its multicast groups when the first packet is played
	in_router bash -c 'cd /proc/sys/net/ipv6/conf; echo 1 >all/forwarding; echo 0 >default/router_solicitations
		echo 100 >default/mldv2_unsolicited_report_interval'
	in_ns ends ip link set lo up
	in_router ip link set lo up
	for n in 0 1 2; do
		ip link add "veth$n" netns router address 02:00:00:00:00:0$((n + 1)) type veth \
			peer name "p$n" netns ends address 02:00:00:00:01:0$((n + 1))
		[ "${OFFLOADS-}" ] || wire_packets ends "p$n"
		[ "${OFFLOADS-}" ] || wire_packets router "veth$n"
		in_ns ends bash -c "echo 1 >/proc/sys/net/ipv6/conf/p$n/disable_ipv6"
		in_router bash -c "echo 0 >/proc/sys/net/ipv6/conf/veth$n/accept_dad; echo 0 >/proc/sys/net/ipv4/conf/veth$n/rp_filter"
		in_router ip link set "veth$n" up
		in_ns ends ip link set "p$n" arp off up
		in_router ip neigh add "169.254.$n.2" lladdr 02:00:00:00:01:0$((n + 1)) dev "veth$n" nud permanent
		in_router ip neigh add "fe80::$n:2" lladdr 02:00:00:00:01:0$((n + 1)) dev "veth$n" nud permanent
		in_router ip rule add iif "veth$n" lookup $((100 + n))
		in_router ip -6 rule add iif "veth$n" lookup $((100 + n))
		# for the way back flow add asks by the device: behind each may be every address
		in_router ip rule add oif "veth$n" lookup $((200 + n))
		in_router ip -6 rule add oif "veth$n" lookup $((200 + n))
		in_router ip route add default via "169.254.$n.2" dev "veth$n" onlink table $((200 + n))
		in_router ip -6 route add default via "fe80::$n:2" dev "veth$n" onlink table $((200 + n))
	done
	# smaller packets behind veth2
	in_router ip link set veth2 mtu 1300
	in_router ip addr add 10.255.255.254/32 dev veth0
	in_router ip addr add 192.0.2.254/32 dev veth1
	in_router ip addr add 172.31.255.254/32 dev veth2
	for n in 0 1 2; do
		in_router ip addr add "2001:db8:$((n + 1)):ffff::1/128" dev "veth$n" nodad
	done
	in_router bash -c 'cd /proc/sys/net
		echo 1 >ipv4/ip_forward; echo 1 >ipv6/conf/all/forwarding; echo 0 >ipv4/conf/all/rp_filter
		echo 1 >netfilter/nf_conntrack_acct
		echo 0 >ipv4/icmp_ratelimit; echo 0 >ipv6/icmp/ratelimit
		for f in ipv4/conf/*/send_redirects; do echo 0 >$f; done'
	while read -r n net; do
		case $net in
		*:*) in_router ip -6 route add "$net" via "fe80::$n:2" dev "veth$n" onlink ;;
		*) in_router ip route add "$net" via "169.254.$n.2" dev "veth$n" onlink ;;
		esac
	done <"$1"
}
