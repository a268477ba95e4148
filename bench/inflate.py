"""Inflates the one member of a zip and checks its CRC, with ISA-L and nothing else: the floor of what reading costs."""

import sys
import zipfile
from pathlib import Path

from isal import isal_zlib


def main(path: Path) -> None:
    """Inflate, and compare the checksum."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        member = archive.infolist()[0]
        file.seek(member.header_offset + 26)
        lengths = file.read(4)
        file.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
        stream, checksum = isal_zlib.decompressobj(-15), 0
        while not stream.eof:
            data = stream.decompress(stream.unconsumed_tail or file.read(1 << 20), 1 << 20)
            checksum = isal_zlib.crc32(data, checksum)
    if checksum != member.CRC:
        raise SystemExit("the checksum does not match")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
