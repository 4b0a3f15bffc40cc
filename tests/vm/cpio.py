# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the archive format of the kernel's initial file system (newc): everything in it belongs to root."""
import os
import stat


class Archive:
    def __init__(self):
        self.parts = []
        self.seen = set()
        self.inode = 0

    def _entry(self, path, mode, data=b"", rdev=(0, 0)):
        self.inode += 1
        name = path.encode() + b"\0"
        fields = (self.inode, mode, 0, 0, 1, 0, len(data), 0, 0, rdev[0], rdev[1], len(name), 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + name
        self.parts += [head, bytes(-len(head) % 4), data, bytes(-len(data) % 4)]

    def _parents(self, path):
        parent = os.path.dirname(path)
        if parent and parent not in self.seen:
            self._parents(parent)
            self._entry(parent, stat.S_IFDIR | 0o755)
            self.seen.add(parent)

    def directory(self, path):
        self._parents(os.path.join(path, "x"))

    def file(self, path, data, mode=0o644):
        """A path that is there already stays as it is."""
        if path not in self.seen:
            self._parents(path)
            self.seen.add(path)
            self._entry(path, stat.S_IFREG | mode, data)

    def link(self, path, target):
        if path not in self.seen:
            self._parents(path)
            self.seen.add(path)
            self._entry(path, stat.S_IFLNK | 0o777, target.encode())

    def device(self, path, major, minor):
        self._parents(path)
        self._entry(path, stat.S_IFCHR | 0o600, rdev=(major, minor))

    def copy(self, source, path, mode=0o644):
        with open(source, "rb") as file:
            self.file(path, file.read(), mode)

    def add_tree(self, source, path):
        for place, _, names in sorted(os.walk(source)):
            for name in sorted(names):
                full = os.path.join(place, name)
                self.copy(full, os.path.join(path, os.path.relpath(full, source)), os.stat(full).st_mode & 0o755)

    def close(self):
        """The bytes; padded, so that another archive may follow."""
        self._entry("TRAILER!!!", 0)
        whole = b"".join(self.parts)
        return whole + bytes(-len(whole) % 512)
