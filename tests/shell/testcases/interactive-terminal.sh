# SPDX-License-Identifier: GPL-2.0-or-later
# the prompt on a terminal: lines that go on, a history that stays, JSON, and monitor that Ctrl-C ends without ending the rest
ours
python3 - <<'EOT'
import os, pty, select, sys, time

os.environ.update(HOME=os.getcwd(), TERM="dumb")

def session(options, keys):
    pid, fd = pty.fork()
    if not pid:
        os.execv(os.environ["NFT"], [os.environ["NFT"], *options])
    out = b""
    def wait_for(what, seconds=10):
        nonlocal out
        end, start = time.time() + seconds, len(out)
        while time.time() < end and what not in out[start:]:
            if select.select([fd], [], [], 0.1)[0]:
                try:
                    out += os.read(fd, 4096)
                except OSError:
                    return
        assert what in out[start:], (what, out)
    wait_for(b"nft> ")
    for key, answer in keys:
        os.write(fd, key)
        if answer is not None:
            wait_for(answer)
        time.sleep(0.1)
    status = os.waitpid(pid, 0)[1]
    assert status == 0, (options, status, out)

session(["-i"], [(b"add table ip a\n", b"nft> "), (b"add table ip \\\n", b".... "), (b"b\n", b"nft> "), (b"add tabel\n", b"Error: "),
                 (b"quit\n", None)])
session(["-i"], [(b"\x10\x10\x10", b"add table ip a"), (b"\n", b"nft> "), (b"list tables\n", b"table ip b"), (b"exit\n", None)])
session(["-j", "-i"], [(b"list tables\n", b'"name": "b"'), (b'{"nftables": [{"list": {"tables": null}}]}\n', b'"name": "a"'), (b"\x04", None)])
session(["-i"], [(b"monitor\n", None), (b"", None), (b"\x03", b"nft> "), (b"list tables\n", b"table ip a"), (b"quit\n", None)])
session(["-c", "-i"], [(b"delete table ip a\n", b"nft> "), (b"list tables\n", b"table ip a"), (b"quit\n", None)])
EOT
same "table ip a
table ip b" "$("$NFT" list tables)"

# from a pipe that is slow, and from one that ends early
{ echo 'add table ip c'; sleep 0.3; echo 'add chain ip c d'; } | "$NFT" -f -
same 'table ip c {
	chain d {
	}
}' "$("$NFT" list table ip c)"
"$NFT" -f - </dev/null

# monitor through the library
if ! grep -q __asan_init "$BUILDDIR/.libs/libnftables.so.1"; then
	python3 -c 'import ctypes, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_DFL)
nft = ctypes.CDLL(sys.argv[1])
nft.nft_ctx_new.restype = ctypes.c_void_p
nft.nft_run_cmd_from_buffer(ctypes.c_void_p(nft.nft_ctx_new(0)), b"monitor tables")' "$BUILDDIR/.libs/libnftables.so.1" >told 2>&1 &
	listener=$!
	sleep 1
	"$NFT" delete table ip c
	sleep 0.3
	kill "$listener"
	wait "$listener" || true
	same 'delete table ip c' "$(cat told)"
fi
