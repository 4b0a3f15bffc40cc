/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sample of every statement that the catalog has a row for. */
#ifndef TESTS_UNIT_SAMPLES_H
#define TESTS_UNIT_SAMPLES_H

#include "catalog/catalog.h"

struct sample_stmt {
	const char *family, *body, *hook;	/* table it goes in, what else that holds, what makes the chain a base chain */
	const char *text, *want;		/* the rule, and how it lists if that is not how it is written */
};

#define FORWARD "type filter hook forward priority filter; policy accept;"
#define PREROUTING "type filter hook prerouting priority raw; policy accept;"
#define SNAT "type nat hook postrouting priority srcnat; policy accept;"
#define DNAT "type nat hook prerouting priority dstnat; policy accept;"
#define INGRESS "type filter hook ingress device \"lo\" priority filter; policy accept;"

static const struct sample_stmt samples[N_STROWS] = {
	[STROW_accept] = { "inet", "", "", "accept", NULL },
	[STROW_drop] = { "inet", "", "", "drop", NULL },
	[STROW_continue] = { "inet", "", "", "continue", NULL },
	[STROW_return] = { "inet", "", "", "return", NULL },
	[STROW_jump] = { "inet", "chain d { }", "", "jump d", NULL },
	[STROW_goto] = { "inet", "chain d { }", "", "goto d", NULL },
	[STROW_vmap] = { "inet", "", "", "tcp dport vmap { 22 : accept, 23 : drop }", NULL },
	[STROW_reject] = { "inet", "", "", "reject with icmpx admin-prohibited", NULL },
	[STROW_counter] = { "inet", "", "", "counter packets 1 bytes 2", NULL },
	[STROW_last] = { "inet", "", "", "last used never", NULL },
	[STROW_limit] = { "inet", "", "", "limit rate over 10/second burst 7 packets", NULL },
	[STROW_quota] = { "inet", "", "", "quota over 25 mbytes", NULL },
	[STROW_connlimit] = { "inet", "", "", "ct count over 20", NULL },
	[STROW_log] = { "inet", "", "", "log prefix \"x: \" level info", NULL },
	[STROW_queue] = { "inet", "", "", "queue flags bypass to 3", NULL },
	[STROW_snat] = { "ip", "", SNAT, "snat to 192.0.2.1", NULL },
	[STROW_dnat] = { "ip", "", DNAT, "tcp dport 80 dnat to 192.0.2.1:8080", NULL },
	[STROW_masquerade] = { "ip", "", SNAT, "masquerade random", NULL },
	[STROW_redirect] = { "ip", "", DNAT, "tcp dport 80 redirect to :8080", NULL },
	[STROW_tproxy] = { "ip", "", PREROUTING, "meta l4proto tcp tproxy to 192.0.2.1:80", NULL },
	[STROW_synproxy] = { "inet", "", FORWARD, "synproxy mss 1460 wscale 7 timestamp sack-perm", NULL },
	[STROW_notrack] = { "inet", "", PREROUTING, "notrack", NULL },
	[STROW_flow] = { "inet", "flowtable f { hook ingress priority filter; devices = { lo } }", FORWARD, "flow add @f", NULL },
	[STROW_dup] = { "ip", "", "", "dup to 192.0.2.1", NULL },
	[STROW_fwd] = { "netdev", "", INGRESS, "fwd to \"lo\"", NULL },
	[STROW_meta_set] = { "inet", "", "", "meta mark set 0x00000007", NULL },
	[STROW_meta_nftrace_set] = { "inet", "", "", "meta nftrace set 1", NULL },
	[STROW_meta_pkttype_set] = { "bridge", "", "", "meta pkttype set host", NULL },
	[STROW_meta_broute_set] = { "bridge", "", "", "meta broute set 1", NULL },
	[STROW_ct_mark_set] = { "inet", "", "", "ct mark set 0x00000007", NULL },
	[STROW_ct_set] = { "inet", "", "", "ct event set new", NULL },
	[STROW_ct_helper_set] = { "inet", "ct helper h { type \"ftp\" protocol tcp }", PREROUTING, "ct helper set \"h\"", NULL },
	[STROW_ct_timeout_set] = { "inet", "ct timeout h { protocol tcp; policy = { established : 100 } }", PREROUTING, "ct timeout set \"h\"", NULL },
	[STROW_ct_expectation_set] = { "inet", "ct expectation h { protocol tcp; dport 9876; timeout 1m; size 12; l3proto ip }", PREROUTING,
				       "ct expectation set \"h\"", NULL },
	[STROW_payload_set] = { "inet", "", "", "ip dscp set cs3", NULL },
	[STROW_payload_set_packet] = { "inet", "", "", "ip id set 7", NULL },
	[STROW_ether_set] = { "bridge", "", "", "ether daddr set 00:01:02:03:04:05", NULL },
	[STROW_exthdr_set] = { "inet", "", "", "tcp option timestamp tsval set 7", NULL },
	[STROW_exthdr_reset] = { "inet", "", "", "reset tcp option timestamp", NULL },
	[STROW_tcp_syn_option_set] = { "inet", "", "", "tcp option maxseg size set rt mtu", NULL },
	[STROW_dynset] = { "inet", "set s { type ipv4_addr; flags dynamic,timeout; timeout 1m; }", "", "update @s { ip saddr }", NULL },
	[STROW_dynset_add] = { "inet", "set s { type ipv4_addr; flags dynamic; }", "", "add @s { ip saddr counter }", NULL },
	[STROW_meter] = { "inet", "set s { type ipv4_addr; flags dynamic; }", "", "update @s { ip saddr limit rate 10/second burst 5 packets }", NULL },
	[STROW_objref] = { NULL, NULL, NULL, NULL, NULL },		/* of a type that we do not know */
	[STROW_objref_counter] = { "inet", "counter o { }", "", "counter name \"o\"", NULL },
	[STROW_objref_quota] = { "inet", "quota o { over 1 mbytes; }", "", "quota name \"o\"", NULL },
	[STROW_objref_limit] = { "inet", "limit o { rate 1/second; }", "", "limit name \"o\"", NULL },
	[STROW_objref_secmark] = { "inet", "secmark o { \"system_u:object_r:x:s0\"; }", "", "meta secmark set \"o\"", NULL },
	[STROW_objref_tunnel] = { "netdev", "tunnel o { id 1; ip daddr 192.0.2.1; }", INGRESS, "tunnel name \"o\"", NULL },
	[STROW_match] = { "inet", "", "", "tcp dport { 22, 80-90 }", NULL },
	[STROW_xt] = { NULL, NULL, NULL, NULL, NULL },			/* lists only */
	[STROW_unknown] = { NULL, NULL, NULL, NULL, NULL },		/* lists only */
};

#endif
