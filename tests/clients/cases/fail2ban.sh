# SPDX-License-Identifier: GPL-2.0-or-later
# fail2ban's actions nftables-multiport and nftables-allports: start, bans of both families, an unban, what they leave
python3 - "$ROOT/etc/fail2ban" <<'PY'
import sys
from fail2ban.client.actionreader import ActionReader
from fail2ban.server.action import CommandAction

def action(which, **more):
    reader = ActionReader(which, "jail", dict({"name": "sshd", "port": "22,2222", "protocol": "tcp"}, **more), basedir=sys.argv[1])
    assert reader.read()
    reader.getOptions({})
    made = CommandAction(None, which)
    for command in reader.convert():
        if command[0] == "set" and command[2] == "action":
            setattr(made, command[4], command[5])
        elif command[0] == "multi-set":
            for key, value in command[-1]:
                setattr(made, key, value)
    return made

for made in action("nftables-multiport"), action("nftables-allports", name="all", protocol="udp"):
    made.start()
    for ip, family in ("192.0.2.1", "inet4"), ("192.0.2.2", "inet4"), ("2001:db8::1", "inet6"):
        made.ban({"ip": ip, "family": family, "failures": 3, "time": 0, "matches": "", "bantime": 600})
    made.unban({"ip": "192.0.2.1", "family": "inet4", "failures": 3, "time": 0, "matches": "", "bantime": 600})
PY
