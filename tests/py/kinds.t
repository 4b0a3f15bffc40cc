# one of every kind: statements, objects, options, hooks, priorities, types

# statements that keep a state, and statements of connections
chain inet test input { type filter hook input priority filter; }
setup add counter inet test n { }
setup add ct helper inet test h { type "ftp" protocol tcp; }
setup add synproxy inet test y { mss 1460; wscale 7; timestamp sack-perm; }
rule last
	[ last never ]
rule ct count over 5
	[ connlimit count 5 flags 1 ]
rule limit rate 5/week
	[ limit rate 5/week burst 5 type packets flags 0x0 ]
list limit rate 5/week burst 5 packets
rule log flags tcp options
	[ log tcpopt ]
rule log flags ip options
	[ log ipopt ]
rule meta mark set 5
	[ immediate reg 1 0x00000005 ]
	[ meta set mark with reg 1 ]
list meta mark set 0x00000005
offline ct helper set "h"
	[ objref type 3 name h ]
rule reset tcp option fastopen
	[ exthdr reset tcpopt 34 ]
offline meta l4proto tcp synproxy mss 1460 wscale 7 timestamp sack-perm
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ synproxy mss 1460 wscale 7 ]
offline meta l4proto tcp synproxy name "y"
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ objref type 10 name y ]
offline osf ttl loose name "Linux"
	[ osf dreg 1 ]
	[ cmp eq reg 1 0x4c696e75 0x78000000 0x00000000 0x00000000 ]
offline osf ttl skip name "Linux"
	[ osf dreg 1 ]
	[ cmp eq reg 1 0x4c696e75 0x78000000 0x00000000 0x00000000 ]
rule meter m { ip saddr limit rate 5/second }
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ dynset add reg_key 1 set m expr [ limit rate 5/second burst 5 type packets flags 0x0 ] ]
list add @m { ip saddr limit rate 5/second burst 5 packets }

# a security mark is known by name only: the kernel has to know the label
chain inet test input { type filter hook input priority security; }
setup add secmark inet test sm { "system_u:object_r:http_t:s0"; }
offline meta secmark set "sm"
	[ objref type 8 name sm ]

# what the running kernel may lack
chain inet test input { type filter hook input priority 0; }
setup add ct timeout inet test t { protocol tcp; l3proto ip; policy = { established : 5 }; }
setup add ct expectation inet test e { protocol tcp; dport 7; timeout 1m; size 3; l3proto ip; }
offline ct timeout set "t"
	[ objref type 7 name t ]
offline ct expectation set "e"
	[ objref type 9 name e ]

# packets that go elsewhere
chain inet test prerouting { type filter hook prerouting priority mangle; }
offline meta l4proto tcp tproxy ip to :50
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ immediate reg 1 0x0032 ]
	[ tproxy ip port reg 1 ]

chain ip test postrouting { type filter hook postrouting priority srcnat; }
offline dup to 192.0.2.9
	[ immediate reg 1 0xc0000209 ]
	[ dup sreg_addr 1 ]

chain netdev test egress { type filter hook egress device lo priority filter; }
setup add tunnel netdev test u { id 10; ip saddr 192.0.2.1; ip daddr 192.0.2.2; }
offline fwd to "lo"
	[ immediate reg 1 0x00000001 ]
	[ fwd sreg_dev 1 ]
offline dup to "lo"
	[ immediate reg 1 0x00000001 ]
	[ dup sreg_dev 1 ]
offline tunnel name "u"
	[ objref type 6 name u ]

chain bridge test prerouting { type filter hook prerouting priority dstnat; }
offline meta broute set 1
	[ immediate reg 1 0x01 ]
	[ meta set broute with reg 1 ]

# every hook has chains
chain ip test c_ip_output { type route hook output priority raw; }
chain ip6 test c_ip6_prerouting { type filter hook prerouting priority raw; }
chain ip6 test c_ip6_output { type route hook output priority mangle; }
chain inet test c_inet_output { type filter hook output priority security; }
chain inet test c_inet_postrouting { type nat hook postrouting priority srcnat; }
chain arp test c_arp_output { type filter hook output priority filter; }
chain bridge test c_bridge_output { type filter hook output priority out; }
chain bridge test c_bridge_postrouting { type filter hook postrouting priority srcnat; }
chain inet test c_inet_ingress { type filter hook ingress device lo priority filter; }
chain netdev test c_netdev_ingress { type filter hook ingress device lo priority filter; }
rule counter
	[ counter pkts 0 bytes 0 ]

chain arp test forward { type filter hook forward priority filter; }
offline counter
	[ counter pkts 0 bytes 0 ]

chain netdev test hardware { type filter hook ingress device lo priority 0; flags offload; }
offline accept
	[ immediate reg 0 accept ]

chain inet test forward { type filter hook forward priority 0; }
setup add flowtable inet test hw { hook ingress priority 0; devices = { lo }; flags offload; }
offline flow add @hw
	[ flow_offload flowtable hw ]

# whether headers, options and chunks are there
chain inet test input { type filter hook input priority 0; }
rule exthdr hbh exists
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 0 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule exthdr rt exists
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 43 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule exthdr srh exists
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 43 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
list exthdr rt exists
rule exthdr rt0 exists
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 43 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
list exthdr rt exists
rule exthdr rt2 exists
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 43 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
list exthdr rt exists
rule exthdr frag exists
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 44 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule exthdr dst exists
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 60 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule exthdr mh exists
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 135 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option eol exists
	[ exthdr load tcpopt 1b @ 0 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option nop exists
	[ exthdr load tcpopt 1b @ 1 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option maxseg exists
	[ exthdr load tcpopt 1b @ 2 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option window exists
	[ exthdr load tcpopt 1b @ 3 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option sack-perm exists
	[ exthdr load tcpopt 1b @ 4 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option sack exists
	[ exthdr load tcpopt 1b @ 5 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option sack1 exists
	[ exthdr load tcpopt 1b @ 5 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
list tcp option sack exists
rule tcp option sack2 exists
	[ exthdr load tcpopt 1b @ 5 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
list tcp option sack exists
rule tcp option sack3 exists
	[ exthdr load tcpopt 1b @ 5 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
list tcp option sack exists
rule tcp option timestamp exists
	[ exthdr load tcpopt 1b @ 8 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option md5sig exists
	[ exthdr load tcpopt 1b @ 19 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option mptcp exists
	[ exthdr load tcpopt 1b @ 30 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option fastopen exists
	[ exthdr load tcpopt 1b @ 34 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk data exists
	[ exthdr load 1b @ 0 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk init exists
	[ exthdr load 1b @ 1 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk init-ack exists
	[ exthdr load 1b @ 2 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk sack exists
	[ exthdr load 1b @ 3 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk heartbeat exists
	[ exthdr load 1b @ 4 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk heartbeat-ack exists
	[ exthdr load 1b @ 5 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk abort exists
	[ exthdr load 1b @ 6 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk shutdown exists
	[ exthdr load 1b @ 7 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk shutdown-ack exists
	[ exthdr load 1b @ 8 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk error exists
	[ exthdr load 1b @ 9 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk cookie-echo exists
	[ exthdr load 1b @ 10 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk cookie-ack exists
	[ exthdr load 1b @ 11 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk ecne exists
	[ exthdr load 1b @ 12 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk cwr exists
	[ exthdr load 1b @ 13 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk shutdown-complete exists
	[ exthdr load 1b @ 14 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk asconf-ack exists
	[ exthdr load 1b @ 128 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk forward-tsn exists
	[ exthdr load 1b @ 192 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule sctp chunk asconf exists
	[ exthdr load 1b @ 193 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule tcp option eol missing
	[ exthdr load tcpopt 1b @ 0 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x00 ]

chain ip test input { type filter hook input priority 0; }
rule ip option rr exists
	[ exthdr load ipv4 1b @ 7 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule ip option lsrr exists
	[ exthdr load ipv4 1b @ 131 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule ip option ssrr exists
	[ exthdr load ipv4 1b @ 137 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]
rule ip option ra exists
	[ exthdr load ipv4 1b @ 148 + 0 present => reg 1 ]
	[ cmp eq reg 1 0x01 ]

# sets of every type
chain inet test input { type filter hook input priority 0; }
setup add set inet test s_nf_proto { type nf_proto; }
setup add set inet test s_ipv4_addr { type ipv4_addr; }
setup add set inet test s_ipv6_addr { type ipv6_addr; }
setup add set inet test s_ether_addr { type ether_addr; }
setup add set inet test s_ether_type { type ether_type; }
setup add set inet test s_arp_op { type arp_op; }
setup add set inet test s_inet_proto { type inet_proto; }
setup add set inet test s_inet_service { type inet_service; }
setup add set inet test s_icmp_type { type icmp_type; }
setup add set inet test s_tcp_flag { type tcp_flag; }
setup add set inet test s_dccp_pkttype { type dccp_pkttype; }
setup add set inet test s_mh_type { type mh_type; }
setup add set inet test s_time { type time; }
setup add set inet test s_mark { type mark; }
setup add set inet test s_iface_index { type iface_index; }
setup add set inet test s_iface_type { type iface_type; }
setup add set inet test s_realm { type realm; }
setup add set inet test s_classid { type classid; }
setup add set inet test s_uid { type uid; }
setup add set inet test s_gid { type gid; }
setup add set inet test s_ct_state { type ct_state; }
setup add set inet test s_ct_dir { type ct_dir; }
setup add set inet test s_ct_status { type ct_status; }
setup add set inet test s_icmpv6_type { type icmpv6_type; }
setup add set inet test s_ct_label { type ct_label; }
setup add set inet test s_pkt_type { type pkt_type; }
setup add set inet test s_icmp_code { type icmp_code; }
setup add set inet test s_icmpv6_code { type icmpv6_code; }
setup add set inet test s_icmpx_code { type icmpx_code; }
setup add set inet test s_devgroup { type devgroup; }
setup add set inet test s_dscp { type dscp; }
setup add set inet test s_ecn { type ecn; }
setup add set inet test s_fib_addrtype { type fib_addrtype; }
setup add set inet test s_ct_event { type ct_event; }
setup add set inet test s_ifname { type ifname; }
setup add set inet test s_igmp_type { type igmp_type; }
setup add set inet test s_hour { typeof meta hour; }
setup add set inet test s_day { typeof meta day; }
setup add set inet test s_cgroupsv2 { type cgroupsv2; }
setup add set inet test fixed { type ipv4_addr; flags constant; policy performance; }
setup add set inet test small { type ipv4_addr . inet_service; policy memory; }
rule meta nfproto @s_nf_proto
	[ meta load nfproto => reg 1 ]
	[ lookup reg 1 set s_nf_proto ]
rule ip saddr @s_ipv4_addr
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ lookup reg 1 set s_ipv4_addr ]
rule ip6 saddr @s_ipv6_addr
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ payload load 16b @ network header + 8 => reg 1 ]
	[ lookup reg 1 set s_ipv6_addr ]
rule ether saddr @s_ether_addr
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	[ payload load 6b @ link header + 6 => reg 1 ]
	[ lookup reg 1 set s_ether_addr ]
rule ether type @s_ether_type
	[ meta load iiftype => reg 1 ]
	[ cmp eq reg 1 0x0001 ]
	[ payload load 2b @ link header + 12 => reg 1 ]
	[ lookup reg 1 set s_ether_type ]
rule meta l4proto @s_inet_proto
	[ meta load l4proto => reg 1 ]
	[ lookup reg 1 set s_inet_proto ]
rule tcp dport @s_inet_service
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 2b @ transport header + 2 => reg 1 ]
	[ lookup reg 1 set s_inet_service ]
rule icmp type @s_icmp_type
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ lookup reg 1 set s_icmp_type ]
rule tcp flags @s_tcp_flag
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 1b @ transport header + 13 => reg 1 ]
	[ lookup reg 1 set s_tcp_flag ]
rule dccp type @s_dccp_pkttype
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x21 ]
	[ payload load 1b @ transport header + 8 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x1e ) ^ 0x00 ]
	[ bitwise reg 1 = ( reg 1 >> 0x00000001 ) ]
	[ lookup reg 1 set s_dccp_pkttype ]
rule mh type @s_mh_type
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ exthdr load ipv6 1b @ 135 + 2 => reg 1 ]
	[ lookup reg 1 set s_mh_type ]
rule meta mark @s_mark
	[ meta load mark => reg 1 ]
	[ lookup reg 1 set s_mark ]
rule iif @s_iface_index
	[ meta load iif => reg 1 ]
	[ lookup reg 1 set s_iface_index ]
rule iiftype @s_iface_type
	[ meta load iiftype => reg 1 ]
	[ lookup reg 1 set s_iface_type ]
list meta iiftype @s_iface_type
rule meta rtclassid @s_realm
	[ meta load rtclassid => reg 1 ]
	[ lookup reg 1 set s_realm ]
rule meta priority @s_classid
	[ meta load priority => reg 1 ]
	[ lookup reg 1 set s_classid ]
rule meta skuid @s_uid
	[ meta load skuid => reg 1 ]
	[ lookup reg 1 set s_uid ]
rule meta skgid @s_gid
	[ meta load skgid => reg 1 ]
	[ lookup reg 1 set s_gid ]
rule ct state @s_ct_state
	[ ct load state => reg 1 ]
	[ lookup reg 1 set s_ct_state ]
rule ct direction @s_ct_dir
	[ ct load direction => reg 1 ]
	[ lookup reg 1 set s_ct_dir ]
rule ct status @s_ct_status
	[ ct load status => reg 1 ]
	[ lookup reg 1 set s_ct_status ]
rule icmpv6 type @s_icmpv6_type
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ lookup reg 1 set s_icmpv6_type ]
rule ct label @s_ct_label
	[ ct load label => reg 1 ]
	[ lookup reg 1 set s_ct_label ]
rule meta pkttype @s_pkt_type
	[ meta load pkttype => reg 1 ]
	[ lookup reg 1 set s_pkt_type ]
rule icmp code @s_icmp_code
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x01 ]
	[ payload load 1b @ transport header + 1 => reg 1 ]
	[ lookup reg 1 set s_icmp_code ]
rule icmpv6 code @s_icmpv6_code
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x0a ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x3a ]
	[ payload load 1b @ transport header + 1 => reg 1 ]
	[ lookup reg 1 set s_icmpv6_code ]
rule iifgroup @s_devgroup
	[ meta load iifgroup => reg 1 ]
	[ lookup reg 1 set s_devgroup ]
rule ip dscp @s_dscp
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 1b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0xfc ) ^ 0x00 ]
	[ bitwise reg 1 = ( reg 1 >> 0x00000002 ) ]
	[ lookup reg 1 set s_dscp ]
rule ip ecn @s_ecn
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 1b @ network header + 1 => reg 1 ]
	[ bitwise reg 1 = ( reg 1 & 0x03 ) ^ 0x00 ]
	[ lookup reg 1 set s_ecn ]
rule fib saddr type @s_fib_addrtype
	[ fib saddr type => reg 1 ]
	[ lookup reg 1 set s_fib_addrtype ]
rule iifname @s_ifname
	[ meta load iifname => reg 1 ]
	[ lookup reg 1 set s_ifname ]
rule igmp type @s_igmp_type
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 1b @ transport header + 0 => reg 1 ]
	[ lookup reg 1 set s_igmp_type ]
list meta nfproto ipv4 igmp type @s_igmp_type
rule meta hour @s_hour
	[ meta load hour => reg 1 ]
	[ lookup reg 1 set s_hour ]
rule meta day @s_day
	[ meta load day => reg 1 ]
	[ lookup reg 1 set s_day ]
rule socket cgroupv2 level 1 @s_cgroupsv2
	[ socket load cgroupv2 => reg 1 level 1 ]
	[ lookup reg 1 set s_cgroupsv2 ]
rule ip saddr @fixed
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ lookup reg 1 set fixed ]
rule ip saddr . tcp dport @small
	[ meta load nfproto => reg 1 ]
	[ cmp eq reg 1 0x02 ]
	[ meta load l4proto => reg 1 ]
	[ cmp eq reg 1 0x06 ]
	[ payload load 4b @ network header + 12 => reg 1 ]
	[ payload load 2b @ transport header + 2 => reg 9 ]
	[ lookup reg 1 set small ]

chain arp test input { type filter hook input priority 0; }
setup add set arp test s_arp_op { type arp_op; }
rule arp operation @s_arp_op
	[ payload load 2b @ network header + 6 => reg 1 ]
	[ lookup reg 1 set s_arp_op ]

# tables that do nothing, that end with their owner, that stay
chain inet test input { type filter hook input priority 0; }
setup add table inet sleeping { flags dormant; }
setup add table inet owned { flags owner, persist; }
offline accept
	[ immediate reg 0 accept ]
