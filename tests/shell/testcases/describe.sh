# SPDX-License-Identifier: GPL-2.0-or-later
# describe tells the type of an expression and the names of its values
shows 'payload expression, datatype inet_service .*16 bits' describe tcp dport
shows 'datatype ct_state .*32 bits' describe ct state
shows 'established' describe ct state
shows 'datatype icmp_type' describe icmp_type
shows 'echo-request' describe icmp_type
refused describe nosuch
# names that files of this machine give to numbers
shows '^	default  *	  *0$' describe devgroup
shows '^	cosmos  *	  *0$' describe realm
