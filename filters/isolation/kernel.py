"""System calls that Python has no function for."""

import ctypes
import os

LIBC = ctypes.CDLL(None, use_errno=True)


class Unavailable(Exception):
    """The kernel, or a library, has not got it; the text says why."""


def system_call(number: int, *arguments: object) -> int:
    """The result of a system call by its number. Raises OSError."""
    return _checked(LIBC.syscall(ctypes.c_long(number), *arguments))


def process_option(option: int, value: int) -> None:
    """prctl(2) with one argument. Raises OSError."""
    _checked(LIBC.prctl(ctypes.c_int(option), *(ctypes.c_ulong(argument) for argument in (value, 0, 0, 0))))


def _checked(result: int) -> int:
    """The result; only where it is an error does errno mean anything."""
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(result)
