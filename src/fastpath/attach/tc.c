/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fastpath/attach/tc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#define PRIORITY	240	/* ours among the filters of a device: in front of what people number, behind few */
#define HANDLE		1
#define FILTER_NAME	"nft_fast_fwd"

static struct nlmsghdr *begin(struct rt *rt, uint16_t type, uint16_t flags, uint32_t ifindex, uint32_t parent, uint32_t handle, uint32_t info)
{
	struct nlmsghdr *nlh = rt_begin(rt, type, flags);
	struct tcmsg *tc = mnl_nlmsg_put_extra_header(nlh, sizeof(*tc));

	tc->tcm_family = AF_UNSPEC;
	tc->tcm_ifindex = (int)ifindex;
	tc->tcm_parent = parent;
	tc->tcm_handle = handle;
	tc->tcm_info = info;
	return nlh;
}

#define EGRESS		TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS)
#define INGRESS		TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS)
#define OUR_INFO	TC_H_MAKE(PRIORITY << 16, htons(ETH_P_ALL))

static int make_qdisc(struct rt *rt, uint32_t ifindex, bool *made)
{
	struct nlmsghdr *nlh = begin(rt, RTM_NEWQDISC, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, ifindex, TC_H_CLSACT, TC_H_MAKE(TC_H_CLSACT, 0), 0);
	int err;

	mnl_attr_put_strz(nlh, TCA_KIND, "clsact");
	err = rt_ask(rt, nlh, NULL, NULL);
	*made = !err;
	return err == -EEXIST ? 0 : err;
}

int tc_attach(struct rt *rt, uint32_t ifindex, int prog, bool *made)
{
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	int err = make_qdisc(rt, ifindex, made);

	if (err)
		return err;
	nlh = begin(rt, RTM_NEWTFILTER, NLM_F_ACK | NLM_F_CREATE, ifindex, EGRESS, HANDLE, OUR_INFO);
	mnl_attr_put_strz(nlh, TCA_KIND, "bpf");
	nest = mnl_attr_nest_start(nlh, TCA_OPTIONS);
	mnl_attr_put_u32(nlh, TCA_BPF_FD, (uint32_t)prog);
	mnl_attr_put_strz(nlh, TCA_BPF_NAME, FILTER_NAME);
	mnl_attr_put_u32(nlh, TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT);
	mnl_attr_nest_end(nlh, nest);
	return rt_ask(rt, nlh, NULL, NULL);
}

/* ---------------------------------------------------------------- what is there */
struct seen { unsigned filters; uint32_t program; };

static int take_option(const struct nlattr *attr, void *data)
{
	struct seen *seen = data;

	if (mnl_attr_get_type(attr) == TCA_BPF_ID && mnl_attr_get_payload_len(attr) >= 4)
		seen->program = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

static int take_filter(const struct nlmsghdr *nlh, void *data)
{
	const struct tcmsg *tc = mnl_nlmsg_get_payload(nlh);
	struct seen *seen = data;
	struct nlattr *attr;

	if (nlh->nlmsg_type != RTM_NEWTFILTER || !tc->tcm_handle)
		return MNL_CB_OK;
	seen->filters++;
	if (tc->tcm_handle != HANDLE || tc->tcm_info >> 16 != PRIORITY)
		return MNL_CB_OK;
	mnl_attr_for_each(attr, nlh, sizeof(*tc))
		if (mnl_attr_get_type(attr) == TCA_OPTIONS)
			mnl_attr_parse_nested(attr, take_option, seen);
	return MNL_CB_OK;
}

static struct seen look(struct rt *rt, uint32_t ifindex, uint32_t parent)
{
	struct seen seen = { 0 };

	rt_ask(rt, begin(rt, RTM_GETTFILTER, NLM_F_DUMP, ifindex, parent, 0, 0), take_filter, &seen);
	return seen;
}

uint32_t tc_program(struct rt *rt, uint32_t ifindex)
{
	return look(rt, ifindex, EGRESS).program;
}

unsigned tc_others(struct rt *rt, uint32_t ifindex)
{
	struct seen out = look(rt, ifindex, EGRESS), in = look(rt, ifindex, INGRESS);

	return out.filters + in.filters - (out.program != 0);
}

int tc_detach(struct rt *rt, uint32_t ifindex, bool qdisc)
{
	struct nlmsghdr *nlh;
	int err;

	if (!tc_program(rt, ifindex))
		return 0;
	nlh = begin(rt, RTM_DELTFILTER, NLM_F_ACK, ifindex, EGRESS, HANDLE, OUR_INFO);
	mnl_attr_put_strz(nlh, TCA_KIND, "bpf");
	err = rt_ask(rt, nlh, NULL, NULL);
	if (err || !qdisc || look(rt, ifindex, EGRESS).filters || look(rt, ifindex, INGRESS).filters)
		return err;
	nlh = begin(rt, RTM_DELQDISC, NLM_F_ACK, ifindex, TC_H_CLSACT, 0, 0);
	return rt_ask(rt, nlh, NULL, NULL);
}
