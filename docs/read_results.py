#!/usr/bin/env python3
"""Prints what a running engine publishes: read_results.py DIRECTORY [ROUNDS [SECONDS]]
DIRECTORY is an engine's result directory or any one above it; every number below stands in layouts.md."""
import glob, ipaddress, json, mmap, os, struct, sys, time

SIZES = {"I8": 1, "BOOL": 1, "I16": 2, "I32": 4, "I64": 8, "I128": 16, "F64": 8, "ADDRESS": 16}
STATES = "free active suspended quarantined finished closed".split()

def decode(kind, raw):
    if kind == "TEXT":
        return raw.split(b"\0")[0].decode()
    if kind == "ADDRESS":
        address = ipaddress.IPv6Address(bytes(raw))
        return str(address.ipv4_mapped or address)
    return struct.unpack("<d", raw)[0] if kind == "F64" else int.from_bytes(raw, "little", signed=True)

class ResultFile:
    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.data = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        if struct.unpack_from("<8sII", self.data) != (b"MAPIRSLT", 1, 0x0A0B0C0D):
            raise ValueError(path + ": not a result file of format 1")
        self.longs = memoryview(self.data).cast("q")   # an aligned element is loaded at once, never in pieces
        self.ints = memoryview(self.data).cast("i")

    def text(self, offset, room):
        return decode("TEXT", self.data[offset:offset + room])

    def newest(self):
        """This file or the one in which the engine went on; FileNotFoundError when that is gone as well."""
        if self.ints[320 // 4] == 0:
            return self
        return ResultFile(os.path.join(os.path.dirname(self.path), self.text(328, 120))).newest()

    def read(self, at):
        """The directory entry at that offset with its value, or None when it is not in use or always being written."""
        for _ in range(1000):
            sequence = self.ints[at // 4]
            entry = struct.unpack_from("<6i2q2iqi", self.data, at)
            state, flow, applied, _, slots, block, _, payload, stride, schema, schema_length = entry[1:]
            if sequence % 2 == 0 and state == 0:
                return None
            name = "%s:%s/%s" % (self.text(at + 128, 64), self.text(at + 72, 56), self.text(at + 192, 32))
            if sequence % 2 or self.ints[at // 4] != sequence:
                continue                               # the entry is being changed
            number = self.longs[block // 8] // 2       # of the last publication: it is in slot number % slots
            slot = block + number % slots * stride
            image = self.data[slot:slot + 64 + payload]
            if self.longs[block // 8] < 2 * number + 2 * slots - 1 and self.ints[at // 4] == sequence:
                head = f"flow={flow} applied={applied} {name} {STATES[state]}"
                return head, image, self.data[schema:schema + schema_length].decode().splitlines()

    def show(self):
        start, count, length = struct.unpack_from("<qii", self.data, 256)
        for head, image, lines in filter(None, map(self.read, range(start, start + count * length, length))):
            counts = "seen=%d passed=%d missed=%d" % struct.unpack_from("<3q", image, 24)
            print(f"{self.text(128, 128)}/{self.ints[92 // 4]}", head, counts, json.dumps(fields(lines, image[64:])), flush=True)

def fields(lines, payload):
    values = {}
    for name, kind, offset, count, stride, _, *length in (line.split(":") for line in lines):
        size, offset, count = SIZES.get(kind, int(count)), int(offset), 1 if kind == "TEXT" else int(count)
        used = max(0, min(count, values[length[0]])) if length else count
        row = [decode(kind, payload[i:i + size]) for i in range(offset, offset + used * int(stride), int(stride))]
        values[name] = row if "[]" in name else row[0]
    return values

directory, rounds, seconds = (sys.argv + ["1", "1"])[1:4]
files = []
for turn in range(int(rounds)):
    time.sleep(float(seconds) if turn else 0)
    try:
        files = [file for file in files if file.ints[96 // 4] != 3]
        files = files or [ResultFile(path) for path in glob.glob(directory + "/**/*.results", recursive=True)]
        files = list({file.path: file for file in map(ResultFile.newest, files)}.values())
    except FileNotFoundError:
        files = []                                     # replaced between two looks: list the directory again next time
    for file in files:
        if file.ints[96 // 4] == 1:
            file.show()
