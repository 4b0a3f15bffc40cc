# SPDX-License-Identifier: GPL-2.0-or-later
# a C program that makes every call, built once with Debian's header: the symbols and what they return
mkdir include
echo 'add table ip included' >include/some.nft
echo 'add table ip more' >more.nft
echo 'add rule ip t c tcp dport $port drop; add rule ip t c tcp dport $ports drop' >vars.nft
gcc -o abi -I"$ROOT/usr/include" "$CASES/abi.c" -L"$ROOT/usr/lib/$(gcc -print-multiarch)" -l:libnftables.so.1 -Wl,--allow-shlib-undefined -ldl
./abi "$PWD/include" 2>/dev/null
