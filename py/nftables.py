# SPDX-License-Identifier: GPL-2.0-or-later
"""libnftables from Python.

    import nftables

    nft = nftables.Nftables()
    status, output, error = nft.cmd("list ruleset")

status is 0 on success; output and error are text. json_cmd() takes and gives the JSON form as Python objects. For each name
in OUTPUT_FLAGS there are get_NAME_output() and set_NAME_output(bool); the setters return what was set before.
"""
import ctypes
import json

SONAME = "libnftables.so.1"

# as in nftables/libnftables.h
INPUT_FLAGS = {"no-dns": 1 << 0, "json": 1 << 1}
OUTPUT_FLAGS = {
    "reversedns": 1 << 0,
    "service": 1 << 1,
    "stateless": 1 << 2,
    "handle": 1 << 3,
    "json": 1 << 4,
    "echo": 1 << 5,
    "guid": 1 << 6,
    "numeric_proto": 1 << 7,
    "numeric_prio": 1 << 8,
    "numeric_symbol": 1 << 9,
    "numeric_time": 1 << 10,
    "numeric_all": 0xf << 7,
    "terse": 1 << 11,
}
DEBUG_FLAGS = {
    "scanner": 0x1,
    "parser": 0x2,
    "eval": 0x4,
    "netlink": 0x8,
    "mnl": 0x10,
    "proto-ctx": 0x20,
    "segtree": 0x40,
    "all": 0x7f,
}

_CONTEXT, _FLAGS, _TEXT = ctypes.c_void_p, ctypes.c_uint, ctypes.c_char_p
_FUNCTIONS = {
    "nft_ctx_new": (_CONTEXT, (ctypes.c_uint32,)),
    "nft_ctx_free": (None, (_CONTEXT,)),
    "nft_ctx_get_dry_run": (ctypes.c_bool, (_CONTEXT,)),
    "nft_ctx_set_dry_run": (None, (_CONTEXT, ctypes.c_bool)),
    "nft_ctx_input_get_flags": (_FLAGS, (_CONTEXT,)),
    "nft_ctx_input_set_flags": (_FLAGS, (_CONTEXT, _FLAGS)),
    "nft_ctx_output_get_flags": (_FLAGS, (_CONTEXT,)),
    "nft_ctx_output_set_flags": (None, (_CONTEXT, _FLAGS)),
    "nft_ctx_output_get_debug": (_FLAGS, (_CONTEXT,)),
    "nft_ctx_output_set_debug": (None, (_CONTEXT, _FLAGS)),
    "nft_ctx_buffer_output": (ctypes.c_int, (_CONTEXT,)),
    "nft_ctx_buffer_error": (ctypes.c_int, (_CONTEXT,)),
    "nft_ctx_get_output_buffer": (_TEXT, (_CONTEXT,)),
    "nft_ctx_get_error_buffer": (_TEXT, (_CONTEXT,)),
    "nft_ctx_add_include_path": (ctypes.c_int, (_CONTEXT, _TEXT)),
    "nft_ctx_clear_include_paths": (None, (_CONTEXT,)),
    "nft_ctx_add_var": (ctypes.c_int, (_CONTEXT, _TEXT)),
    "nft_ctx_clear_vars": (None, (_CONTEXT,)),
    "nft_run_cmd_from_buffer": (ctypes.c_int, (_CONTEXT, _TEXT)),
    "nft_run_cmd_from_filename": (ctypes.c_int, (_CONTEXT, _TEXT)),
}


class Nftables:
    """One context of the library; not for several threads at a time."""

    def __init__(self, sofile=SONAME):
        self._ctx = None
        self._lib = ctypes.CDLL(sofile)
        for name, (result, arguments) in _FUNCTIONS.items():
            function = getattr(self._lib, name)
            function.restype, function.argtypes = result, arguments
        self._ctx = self._lib.nft_ctx_new(0)
        if not self._ctx:
            raise MemoryError("no nftables context")
        self._lib.nft_ctx_buffer_output(self._ctx)
        self._lib.nft_ctx_buffer_error(self._ctx)

    def __del__(self):
        if self._ctx:
            self._lib.nft_ctx_free(self._ctx)
            self._ctx = None

    def _get_output(self, flag):
        return self._lib.nft_ctx_output_get_flags(self._ctx) & flag == flag

    def _set_output(self, flag, on):
        flags = self._lib.nft_ctx_output_get_flags(self._ctx)
        self._lib.nft_ctx_output_set_flags(self._ctx, flags | flag if on else flags & ~flag)
        return flags & flag == flag

    def _run(self, function, text):
        status = function(self._ctx, text.encode())
        return (status, self._lib.nft_ctx_get_output_buffer(self._ctx).decode(errors="replace"),
                self._lib.nft_ctx_get_error_buffer(self._ctx).decode(errors="replace"))

    def cmd(self, cmdline):
        return self._run(self._lib.nft_run_cmd_from_buffer, cmdline)

    def cmd_from_file(self, filename):
        return self._run(self._lib.nft_run_cmd_from_filename, filename)

    def json_cmd(self, json_root):
        """json_root is the whole {"nftables": [...]}; output is "" or the object that was printed."""
        was = self._set_output(OUTPUT_FLAGS["json"], True)
        try:
            status, output, error = self.cmd(json.dumps(json_root))
        finally:
            self._set_output(OUTPUT_FLAGS["json"], was)
        return status, json.loads(output) if output.strip() else output, error

    def get_dry_run(self):
        return self._lib.nft_ctx_get_dry_run(self._ctx)

    def set_dry_run(self, on):
        was = self.get_dry_run()
        self._lib.nft_ctx_set_dry_run(self._ctx, bool(on))
        return was

    def get_input_flags(self):
        flags = self._lib.nft_ctx_input_get_flags(self._ctx)
        return [name for name, bit in INPUT_FLAGS.items() if flags & bit]

    def set_input_flags(self, values):
        was = self.get_input_flags()
        self._lib.nft_ctx_input_set_flags(self._ctx, _mask(INPUT_FLAGS, values))
        return was

    def get_debug(self):
        mask = self._lib.nft_ctx_output_get_debug(self._ctx)
        return [name for name, bit in DEBUG_FLAGS.items() if name != "all" and mask & bit]

    def set_debug(self, values):
        """A name of DEBUG_FLAGS, a list of them, or the mask itself."""
        was = self.get_debug()
        self._lib.nft_ctx_output_set_debug(self._ctx, _mask(DEBUG_FLAGS, values))
        return was

    def add_include_path(self, path):
        return self._lib.nft_ctx_add_include_path(self._ctx, path.encode()) == 0

    def clear_include_paths(self):
        self._lib.nft_ctx_clear_include_paths(self._ctx)

    def add_var(self, var):
        return self._lib.nft_ctx_add_var(self._ctx, var.encode()) == 0

    def clear_vars(self):
        self._lib.nft_ctx_clear_vars(self._ctx)


def _mask(names, values):
    if isinstance(values, int):
        return values
    mask = 0
    for value in [values] if isinstance(values, str) else values:
        if isinstance(value, str) and value not in names:
            raise ValueError("unknown flag " + value)
        mask |= value if isinstance(value, int) else names[value]
    return mask


def _add_accessors():
    for name, flag in OUTPUT_FLAGS.items():
        setattr(Nftables, "get_%s_output" % name, lambda self, flag=flag: self._get_output(flag))
        setattr(Nftables, "set_%s_output" % name, lambda self, on, flag=flag: self._set_output(flag, on))


_add_accessors()
