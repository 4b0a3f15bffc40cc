/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The builder of BPF programs: what each form assembles to, how it reads, and that the running kernel takes it. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "fastpath/bpf/disasm.h"
#include "fastpath/bpf/load.h"
#include "test.h"

static struct region *r;
static struct asm_buf a;

static void begin(void)
{
	r = region_create();
	a = (struct asm_buf){ .r = r };
}

static void end(void)
{
	region_free(r);
}

/* The text of all that was built, without line numbers, lines joined by "; ". */
static const char *text(void)
{
	static char out[8192];
	struct strbuf b = { 0 };
	size_t n = 0;

	disasm(&b, &a, NULL);
	for (char *s = strtok(b.s, "\n"); s; s = strtok(NULL, "\n"))
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s", n ? "; " : "", strchr(s, ':') + 2);
	strbuf_free(&b);
	return out;
}

TEST(arithmetic)
{
	begin();
	asm_mov(&a, R1, FP);
	asm_movi(&a, R2, -5);
	asm_mov32(&a, R3, R2);
	asm_mov32i(&a, R4, 0xffffffff);
	asm_alu(&a, BPF_ADD, R1, R2);
	asm_alui(&a, BPF_SUB, R1, 8);
	asm_alu32(&a, BPF_XOR, R3, R4);
	asm_alu32i(&a, BPF_AND, R3, 0xff);
	asm_alui(&a, BPF_LSH, R3, 32);
	asm_alui(&a, BPF_ARSH, R3, 32);
	asm_neg(&a, R3);
	asm_to_be(&a, R3, 16);
	asm_to_le(&a, R3, 64);
	asm_movi64(&a, R5, 0x0102030405060708);
	CHECK_STR(text(), "r1 = fp; r2 = -5; w3 = w2; w4 = -1; r1 += r2; r1 -= 8; w3 ^= w4; w3 &= 255; r3 <<= 32; r3 s>>= 32; r3 = -r3; "
		  "r3 = be16 r3; r3 = le64 r3; r5 = 0x102030405060708");
	CHECK_INT(a.insn.n, 15);
	CHECK_INT(a.insn.v[13].imm, 0x05060708);
	CHECK_INT(a.insn.v[14].imm, 0x01020304);
	end();
}

TEST(memory)
{
	begin();
	asm_load(&a, W8, R0, R1, 3);
	asm_load(&a, W64, R0, R1, -8);
	asm_store(&a, W16, FP, -2, R3);
	asm_storei(&a, W32, R7, 16, -1);
	asm_atomic_add(&a, W64, R0, 8, R2);
	asm_map(&a, R1, 0);
	asm_map_value(&a, R1, 0, 12);
	CHECK_STR(text(), "r0 = *(u8 *)(r1 + 3); r0 = *(u64 *)(r1 - 8); *(u16 *)(fp - 2) = r3; *(u32 *)(r7 + 16) = -1; "
		  "lock *(u64 *)(r0 + 8) += r2; r1 = map ?; r1 = value of map ? + 12");
	CHECK_INT(a.relocs.n, 2);
	CHECK_INT(a.relocs.v[1].insn, 7);
	end();
}

TEST(jumps)
{
	label on, out, sub;

	begin();
	on = asm_label(&a);
	out = asm_label(&a);
	sub = asm_label(&a);
	asm_ifi(&a, BPF_JEQ, R1, 4, on);
	asm_if(&a, BPF_JSGE, R1, R2, out);
	asm_if32i(&a, BPF_JSET, R1, 0x80000000, out);
	asm_if32(&a, BPF_JLT, R1, R2, out);
	asm_call(&a, BPF_FUNC_map_lookup_elem);
	asm_call(&a, 9999);
	asm_call_kfunc(&a, KFUNC_CT_RELEASE);
	asm_call_sub(&a, sub);
	asm_jump(&a, out);
	asm_place(&a, on);
	asm_movi(&a, R0, 1);
	asm_place(&a, out);
	asm_exit(&a);
	asm_place_sub(&a, sub);
	asm_exit(&a);
	CHECK_INT(asm_finish(&a), 0);
	CHECK_STR(text(), "if r1 == 4 goto 9; if r1 s>= r2 goto 10; if w1 & -2147483648 goto 10; if w1 < w2 goto 10; call map_lookup_elem; call 9999; "
		  "call kernel function ?; call function 11; goto 10; r0 = 1; exit; exit");
	end();
}

TEST(wrong_jumps)
{
	label l;

	begin();
	l = asm_label(&a);
	asm_jump(&a, l);
	asm_exit(&a);
	CHECK_INT(asm_finish(&a), -EINVAL);	/* never placed */
	end();

	begin();
	l = asm_label(&a);
	asm_place(&a, l);
	asm_movi(&a, R0, 0);
	asm_jump(&a, l);
	CHECK_INT(asm_finish(&a), -EINVAL);	/* backward */
	end();

	begin();
	l = asm_label(&a);
	asm_ifi(&a, BPF_JEQ, R1, 0, l);
	for (unsigned i = 0; i < 40000; i++)
		asm_movi(&a, R0, 0);
	asm_place(&a, l);
	asm_exit(&a);
	CHECK_INT(asm_finish(&a), -E2BIG);	/* too far */
	end();

	begin();
	for (unsigned i = 0; i < ASM_MAX_INSNS + 10; i++)
		asm_movi(&a, R0, 0);
	CHECK_INT(a.insn.n, ASM_MAX_INSNS);
	CHECK_INT(asm_finish(&a), -E2BIG);
	end();
}

/* The kernel refuses code that control never comes to. */
TEST(dead_code_goes)
{
	label out, over, unused;

	begin();
	out = asm_label(&a);
	over = asm_label(&a);
	unused = asm_label(&a);
	asm_ifi(&a, BPF_JEQ, R1, 0, over);
	asm_jump(&a, out);
	asm_map(&a, R1, 0);
	asm_ifi(&a, BPF_JEQ, R1, 0, unused);
	asm_place(&a, over);
	asm_map(&a, R2, 0);
	asm_place(&a, unused);
	asm_movi(&a, R0, 1);
	asm_place(&a, out);
	asm_exit(&a);
	CHECK_INT(asm_finish(&a), 0);
	CHECK_STR(text(), "if r1 == 0 goto 2; goto 5; r2 = map ?; r0 = 1; exit");
	CHECK_INT(a.relocs.n, 1);
	CHECK_INT(a.relocs.v[0].insn, 2);
	end();
}

/* Nor may there be a function that is called from such code only. */
TEST(dead_functions_go)
{
	label sub, other;

	begin();
	sub = asm_label(&a);
	other = asm_label(&a);
	asm_call_sub(&a, other);
	asm_exit(&a);
	asm_call_sub(&a, sub);
	asm_exit(&a);
	asm_place_sub(&a, sub);
	asm_movi(&a, R0, 1);
	asm_exit(&a);
	asm_place_sub(&a, other);
	asm_movi(&a, R0, 2);
	asm_exit(&a);
	CHECK_INT(asm_finish(&a), 0);
	CHECK_STR(text(), "call function 2; exit; r0 = 2; exit");
	CHECK_INT(a.labels.v[sub.n].called, false);
	CHECK_INT(a.labels.v[other.n].called, true);
	end();
}

TEST(text_of_nonsense)
{
	begin();
	vec_push(r, &a.insn, ((struct bpf_insn){ .code = 0xff, .dst_reg = 15, .src_reg = 15 }));
	vec_push(r, &a.insn, ((struct bpf_insn){ .code = 0x20 }));
	vec_push(r, &a.insn, ((struct bpf_insn){ .code = BPF_LD | BPF_IMM | BPF_DW }));	/* its second half is missing */
	CHECK_STR(text(), "unknown 0xff; unknown 0x20; r0 = 0x0");
	end();
}

/* ---------------------------------------------------------------- against the kernel */
static bool may_load(void)
{
	struct sys_map m = { BPF_MAP_TYPE_ARRAY, 4, 4, 1, 0, "probe" };
	int fd = geteuid() ? -EPERM : sys_map_create(&m);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

TEST(the_kernel_runs_it)
{
	uint8_t packet[64] = { 0 }, out[64];
	struct sys_run run = { .in = packet, .in_len = 64, .out = out, .out_len = 64, .repeat = 1 };
	struct diag_sink sink = { 0 };
	struct loc nowhere = { 0 };
	struct bpf_object o;
	struct host h = { 0 };
	uint32_t map, key = 0, value = 40;
	label none, sub;

	if (!may_load())
		SKIP("programs cannot be loaded here");
	begin();
	sink.region = r;
	bpf_object_init(r, &o);
	o.name = "unit";
	o.prog_type = BPF_PROG_TYPE_SCHED_CLS;
	map = bpf_object_map(&o, "numbers", BPF_MAP_TYPE_ARRAY, 4, 4, 1);
	o.maps.v[map].n = 1;
	o.maps.v[map].values = (const uint8_t *)&value;
	none = asm_label(&o.code);
	sub = asm_label(&o.code);
	asm_storei(&o.code, W32, FP, -4, 0);
	asm_map(&o.code, R1, map);
	asm_mov(&o.code, R2, FP);
	asm_alui(&o.code, BPF_ADD, R2, -4);
	asm_call(&o.code, BPF_FUNC_map_lookup_elem);
	asm_ifi(&o.code, BPF_JEQ, R0, 0, none);
	asm_movi(&o.code, R1, 1);
	asm_atomic_add(&o.code, W32, R0, 0, R1);
	asm_load(&o.code, W32, R1, R0, 0);
	asm_call_sub(&o.code, sub);
	asm_place(&o.code, none);
	asm_exit(&o.code);
	asm_place_sub(&o.code, sub);
	asm_mov(&o.code, R0, R1);
	asm_alui(&o.code, BPF_ADD, R0, 1);
	asm_exit(&o.code);
	REQUIRE(!asm_finish(&o.code));
	REQUIRE(!bpf_object_load(&o, &h, &sink, nowhere, NULL));
	REQUIRE(!sys_prog_run(o.fd, &run));
	CHECK_INT(run.retval, 42);
	CHECK_INT(sys_map_lookup(o.maps.v[map].fd, &key, &value), 0);
	CHECK_INT(value, 41);
	bpf_object_close(&o);
	end();
}

TEST(what_the_verifier_refuses_is_a_bug)
{
	struct diag_sink sink = { 0 };
	struct loc nowhere = { 0 };
	struct strbuf debug = { 0 };
	struct bpf_object o;
	struct host h = { 0 };

	if (!may_load())
		SKIP("programs cannot be loaded here");
	begin();
	sink.region = r;
	bpf_object_init(r, &o);
	o.name = "bad";
	o.prog_type = BPF_PROG_TYPE_SCHED_CLS;
	asm_load(&o.code, W64, R0, R5, 0);	/* nothing is there */
	asm_exit(&o.code);
	CHECK(bpf_object_load(&o, &h, &sink, nowhere, &debug) < 0);
	CHECK_INT(sink.errors, 1);
	CHECK(strstr(sink.diags.v[0]->message, "this is a bug of nft"));
	CHECK(!strstr(sink.diags.v[0]->message, "R5"));
	CHECK(strstr(strbuf_str(&debug), "R5 !read_ok"));
	strbuf_free(&debug);
	end();
}

TEST(types_of_the_kernel)
{
	struct host h;

	if (access("/sys/kernel/btf/vmlinux", R_OK))
		SKIP("this kernel tells nothing of its types");
	begin();
	REQUIRE(!host_read(r, &h));
	CHECK(host_has(&h, HOST_SKB_NFCT));
	CHECK_INT(h.member[HOST_SKB_NFCT].bits, 64);
	if (host_has(&h, HOST_CT_MARK)) {
		CHECK_INT(h.member[HOST_CT_MARK].bits, 32);
		CHECK(host_at(&h, HOST_CT_STATUS) > host_at(&h, HOST_CT_TUPLES));
		CHECK_INT(h.member[HOST_TUPLE_SRC].bits, 128);
		CHECK(h.tuple_size >= 48);
	}
	end();
}

TEST(broken_types)
{
	uint32_t blob[64] = { 0 };
	struct btf_header *h = (void *)blob;
	struct btf_place place;
	struct btf b;

	begin();
	CHECK_INT(btf_parse(r, blob, sizeof(blob), NULL, &b), -EINVAL);
	h->magic = BTF_MAGIC;
	h->hdr_len = sizeof(*h);
	h->type_len = 0xffffff00;
	CHECK_INT(btf_parse(r, blob, sizeof(blob), NULL, &b), -EINVAL);
	h->type_len = 16;
	h->str_off = 16;
	h->str_len = 0xfffffff0;
	CHECK_INT(btf_parse(r, blob, sizeof(blob), NULL, &b), -EINVAL);
	h->str_len = 4;
	blob[7] = BTF_KIND_STRUCT << 24 | 0xffff;	/* members that are not there */
	CHECK_INT(btf_parse(r, blob, sizeof(blob), NULL, &b), -EINVAL);
	blob[7] = BTF_KIND_TYPEDEF << 24;		/* of itself */
	blob[8] = 1;
	CHECK_INT(btf_parse(r, blob, sizeof(blob), NULL, &b), 0);
	CHECK_INT(btf_struct_size(&b, 1), 0);
	CHECK_INT(btf_member(&b, 1, "x", &place), -ENOENT);
	end();
}

TEST_MAIN()
