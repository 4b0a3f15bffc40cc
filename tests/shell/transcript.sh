# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the commands of a document, and compares what they print with what it says.
#
# In a document they stand as on a terminal, indented by four blanks: a line with a prompt is a command, what follows up to the next one, or
# to the end of the block, is what it prints, standard error with it. The prompt says what a command needs: '$' nothing but nft,
# '#' root and a kernel with flowtables. All run in one shell, so functions and background jobs stay.

# commands_of DOCUMENT: a line 'P COMMAND' for each, with its prompt, and behind it what it prints, each line after a tab
commands_of() {
	awk '/^    [$#] / { on = 1; print substr($0, 5); next }
		/^    / && on { for (; blank > 0; blank--) print "\t"; print "\t" substr($0, 5); next }
		/^$/ && on { blank++; next }
		{ on = blank = 0 }' "$1"
}

# any_number FILE: a number that may differ from run to run is N; nothing is left as a nothing
any_number() {
	sed -E ':a; s/(^|[ (])[1-9][0-9.]*($|[ ,):])/\1N\2/; ta' "$1"
}

# transcript DOCUMENT PROMPTS [FILTER]: all commands with one of these prompts; FILTER is what is compared of a text.
# Calls 'said COMMAND' for each that is as the document says, 'differs COMMAND DIFFERENCE' for each that is not.
transcript() {
	local line command= filter=${3:-cat}
	commands_of "$1" >.commands
	echo "# end" >>.commands
	while IFS= read -r line <&8; do
		case $line in
		$'\t'*)
			printf '%s\n' "${line#?}" >>.want
			continue ;;
		esac
		[ -z "$command" ] || transcript_command
		command=
		case $2 in
		*"${line%% *}"*) command=${line#? } ;;
		esac
		[ "$line" != "# end" ] || command=
		: >.want
	done 8<.commands
}

transcript_command() {
	eval "$command" >.got 2>&1 8<&- || true
	if diff -u -L "the document" -L "the command" <($filter .want) <($filter .got) >.difference; then
		said "$command"
	else
		differs "$command" .difference
	fi
}
