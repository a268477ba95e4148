"""The CRC-32 of gzip and zip: five times as fast where ISA-L is there."""

try:
    from isal.isal_zlib import crc32
except ImportError:
    from zlib import crc32

__all__ = ["crc32"]
