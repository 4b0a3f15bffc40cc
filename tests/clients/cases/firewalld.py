# SPDX-License-Identifier: GPL-2.0-or-later
"""firewalld's core with its nftables backend, as the daemon runs it: start, a zone, rich rules, removal by handle, reload."""
import os
import sys

root, state = sys.argv[1:3]
# no NetworkManager here: its bindings say so
import types
gi = types.ModuleType("gi")
def no_version(*_):
    raise ValueError("not here")
gi.require_version = no_version
gi.repository = types.ModuleType("gi.repository")
gi.repository.GLib = types.SimpleNamespace(Error=ValueError)
sys.modules.update({"gi": gi, "gi.repository": gi.repository})

import firewall.config as config
config.set_default_config_paths(root + "/usr/lib/firewalld")
config.set_system_config_paths(state)
config.FIREWALLD_CONF = root + "/etc/firewalld/firewalld.conf"

from firewall.core.logger import log
log.setDebugLogLevel(log.NO_DEBUG)
log.setInfoLogLevel(log.NO_INFO)
from firewall.core.fw import Firewall
from firewall.core.rich import Rich_Rule

fw = Firewall()
fw._check_tables = lambda *args: None
fw.start()
assert fw._nftables_enabled if hasattr(fw, "_nftables_enabled") else fw.nftables_enabled
assert fw._firewall_backend == "nftables" if hasattr(fw, "_firewall_backend") else True
zone = fw.get_default_zone()
fw.zone.add_service(zone, "http")
fw.zone.add_port(zone, "8000-8010", "tcp")
fw.zone.add_port(zone, "53", "udp")
fw.zone.add_source("trusted", "192.0.2.0/24")
fw.zone.change_zone_of_interface("internal", "lo")
for text in ('rule family="ipv4" source address="203.0.113.7" reject', 'rule service name="ftp" log prefix="ftp" level="info" limit value="1/m" accept',
             'rule priority="-10" family="ipv6" source address="2001:db8::/32" port port="80" protocol="tcp" drop'):
    fw.zone.add_rule(zone, Rich_Rule(rule_str=text))
fw.zone.add_forward_port("external", "80", "tcp", "8080", "192.0.2.10")
fw.zone.remove_port(zone, "53", "udp")
fw.zone.remove_service(zone, "http")
fw.zone.remove_rule(zone, Rich_Rule(rule_str='rule family="ipv4" source address="203.0.113.7" reject'))
if "reload" in sys.argv:
    fw.reload()
    fw.zone.add_service(zone, "https")
if "panic" in sys.argv:
    fw.enable_panic_mode()
    fw.disable_panic_mode()
