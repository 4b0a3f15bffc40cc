/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of kinds: the one place where a kind is entered. */
#include "model/faces.h"

extern const struct expr_ops value_expr_ops;
extern const struct expr_ops symbol_expr_ops;
extern const struct expr_ops verdict_expr_ops;
extern const struct expr_ops prefix_expr_ops;
extern const struct expr_ops range_expr_ops;
extern const struct expr_ops list_expr_ops;
extern const struct expr_ops set_expr_ops;
extern const struct expr_ops elem_expr_ops;
extern const struct expr_ops concat_expr_ops;
extern const struct expr_ops setref_expr_ops;
extern const struct expr_ops payload_expr_ops;
extern const struct expr_ops exthdr_expr_ops;
extern const struct expr_ops meta_expr_ops;
extern const struct expr_ops ct_expr_ops;
extern const struct expr_ops rt_expr_ops;
extern const struct expr_ops socket_expr_ops;
extern const struct expr_ops fib_expr_ops;
extern const struct expr_ops osf_expr_ops;
extern const struct expr_ops numgen_expr_ops;
extern const struct expr_ops hash_expr_ops;
extern const struct expr_ops xfrm_expr_ops;
extern const struct expr_ops tunnel_expr_ops;
extern const struct expr_ops binop_expr_ops;
extern const struct expr_ops unary_expr_ops;
extern const struct expr_ops map_expr_ops;
extern const struct expr_ops unknown_expr_ops;
extern const struct stmt_ops match_stmt_ops;
extern const struct stmt_ops verdict_stmt_ops;
extern const struct stmt_ops counter_stmt_ops;
extern const struct stmt_ops limit_stmt_ops;
extern const struct stmt_ops quota_stmt_ops;
extern const struct stmt_ops last_stmt_ops;
extern const struct stmt_ops connlimit_stmt_ops;
extern const struct stmt_ops log_stmt_ops;
extern const struct stmt_ops reject_stmt_ops;
extern const struct stmt_ops nat_stmt_ops;
extern const struct stmt_ops tproxy_stmt_ops;
extern const struct stmt_ops synproxy_stmt_ops;
extern const struct stmt_ops notrack_stmt_ops;
extern const struct stmt_ops queue_stmt_ops;
extern const struct stmt_ops dup_stmt_ops;
extern const struct stmt_ops fwd_stmt_ops;
extern const struct stmt_ops flow_stmt_ops;
extern const struct stmt_ops set_stmt_ops;
extern const struct stmt_ops reset_stmt_ops;
extern const struct stmt_ops objref_stmt_ops;
extern const struct stmt_ops dynset_stmt_ops;
extern const struct stmt_ops meter_stmt_ops;
extern const struct stmt_ops chain_stmt_ops;
extern const struct stmt_ops xt_stmt_ops;
extern const struct stmt_ops unknown_stmt_ops;

int immediate_decode(struct decode *d, const struct op *op);
int payload_decode(struct decode *d, const struct op *op);
int inner_decode(struct decode *d, const struct op *op);
int exthdr_decode(struct decode *d, const struct op *op);
int meta_decode(struct decode *d, const struct op *op);
int ct_decode(struct decode *d, const struct op *op);
int rt_decode(struct decode *d, const struct op *op);
int socket_decode(struct decode *d, const struct op *op);
int fib_decode(struct decode *d, const struct op *op);
int osf_decode(struct decode *d, const struct op *op);
int numgen_decode(struct decode *d, const struct op *op);
int hash_decode(struct decode *d, const struct op *op);
int xfrm_decode(struct decode *d, const struct op *op);
int tunnel_decode(struct decode *d, const struct op *op);
int bitwise_decode(struct decode *d, const struct op *op);
int byteorder_decode(struct decode *d, const struct op *op);
int lookup_decode(struct decode *d, const struct op *op);
int cmp_decode(struct decode *d, const struct op *op);
int range_decode(struct decode *d, const struct op *op);
int counter_decode(struct decode *d, const struct op *op);
int limit_decode(struct decode *d, const struct op *op);
int quota_decode(struct decode *d, const struct op *op);
int last_decode(struct decode *d, const struct op *op);
int connlimit_decode(struct decode *d, const struct op *op);
int log_decode(struct decode *d, const struct op *op);
int reject_decode(struct decode *d, const struct op *op);
int nat_decode(struct decode *d, const struct op *op);
int masq_decode(struct decode *d, const struct op *op);
int redir_decode(struct decode *d, const struct op *op);
int tproxy_decode(struct decode *d, const struct op *op);
int synproxy_decode(struct decode *d, const struct op *op);
int notrack_decode(struct decode *d, const struct op *op);
int queue_decode(struct decode *d, const struct op *op);
int dup_decode(struct decode *d, const struct op *op);
int fwd_decode(struct decode *d, const struct op *op);
int flow_decode(struct decode *d, const struct op *op);
int objref_decode(struct decode *d, const struct op *op);
int dynset_decode(struct decode *d, const struct op *op);
int xt_match_decode(struct decode *d, const struct op *op);
int xt_target_decode(struct decode *d, const struct op *op);

const struct expr_ops *const expr_kinds[N_EXPRS] = {
	[E_VALUE] = &value_expr_ops,
	[E_SYMBOL] = &symbol_expr_ops,
	[E_VERDICT] = &verdict_expr_ops,
	[E_PREFIX] = &prefix_expr_ops,
	[E_RANGE] = &range_expr_ops,
	[E_LIST] = &list_expr_ops,
	[E_SET] = &set_expr_ops,
	[E_ELEM] = &elem_expr_ops,
	[E_CONCAT] = &concat_expr_ops,
	[E_SETREF] = &setref_expr_ops,
	[E_PAYLOAD] = &payload_expr_ops,
	[E_EXTHDR] = &exthdr_expr_ops,
	[E_META] = &meta_expr_ops,
	[E_CT] = &ct_expr_ops,
	[E_RT] = &rt_expr_ops,
	[E_SOCKET] = &socket_expr_ops,
	[E_FIB] = &fib_expr_ops,
	[E_OSF] = &osf_expr_ops,
	[E_NUMGEN] = &numgen_expr_ops,
	[E_HASH] = &hash_expr_ops,
	[E_XFRM] = &xfrm_expr_ops,
	[E_TUNNEL] = &tunnel_expr_ops,
	[E_BINOP] = &binop_expr_ops,
	[E_UNARY] = &unary_expr_ops,
	[E_MAP] = &map_expr_ops,
	[E_UNKNOWN] = &unknown_expr_ops,
};

const struct stmt_ops *const stmt_kinds[N_STMTS] = {
	[S_MATCH] = &match_stmt_ops,
	[S_VERDICT] = &verdict_stmt_ops,
	[S_COUNTER] = &counter_stmt_ops,
	[S_LIMIT] = &limit_stmt_ops,
	[S_QUOTA] = &quota_stmt_ops,
	[S_LAST] = &last_stmt_ops,
	[S_CONNLIMIT] = &connlimit_stmt_ops,
	[S_LOG] = &log_stmt_ops,
	[S_REJECT] = &reject_stmt_ops,
	[S_NAT] = &nat_stmt_ops,
	[S_TPROXY] = &tproxy_stmt_ops,
	[S_SYNPROXY] = &synproxy_stmt_ops,
	[S_NOTRACK] = &notrack_stmt_ops,
	[S_QUEUE] = &queue_stmt_ops,
	[S_DUP] = &dup_stmt_ops,
	[S_FWD] = &fwd_stmt_ops,
	[S_FLOW] = &flow_stmt_ops,
	[S_SET] = &set_stmt_ops,
	[S_RESET] = &reset_stmt_ops,
	[S_OBJREF] = &objref_stmt_ops,
	[S_DYNSET] = &dynset_stmt_ops,
	[S_METER] = &meter_stmt_ops,
	[S_CHAIN] = &chain_stmt_ops,
	[S_XT] = &xt_stmt_ops,
	[S_UNKNOWN] = &unknown_stmt_ops,
};

/* Netlink in, by op. */
const decode_fn decode_kinds[N_OPS] = {
	[OP_immediate] = immediate_decode,
	[OP_payload] = payload_decode,
	[OP_inner] = inner_decode,
	[OP_exthdr] = exthdr_decode,
	[OP_meta] = meta_decode,
	[OP_ct] = ct_decode,
	[OP_rt] = rt_decode,
	[OP_socket] = socket_decode,
	[OP_fib] = fib_decode,
	[OP_osf] = osf_decode,
	[OP_numgen] = numgen_decode,
	[OP_hash] = hash_decode,
	[OP_xfrm] = xfrm_decode,
	[OP_tunnel] = tunnel_decode,
	[OP_bitwise] = bitwise_decode,
	[OP_byteorder] = byteorder_decode,
	[OP_lookup] = lookup_decode,
	[OP_cmp] = cmp_decode,
	[OP_range] = range_decode,
	[OP_counter] = counter_decode,
	[OP_limit] = limit_decode,
	[OP_quota] = quota_decode,
	[OP_last] = last_decode,
	[OP_connlimit] = connlimit_decode,
	[OP_log] = log_decode,
	[OP_reject] = reject_decode,
	[OP_nat] = nat_decode,
	[OP_masq] = masq_decode,
	[OP_redir] = redir_decode,
	[OP_tproxy] = tproxy_decode,
	[OP_synproxy] = synproxy_decode,
	[OP_notrack] = notrack_decode,
	[OP_queue] = queue_decode,
	[OP_dup] = dup_decode,
	[OP_fwd] = fwd_decode,
	[OP_flow_offload] = flow_decode,
	[OP_objref] = objref_decode,
	[OP_dynset] = dynset_decode,
	[OP_match] = xt_match_decode,
	[OP_target] = xt_target_decode,
};
