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
