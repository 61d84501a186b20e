"""A machine that lacks a protection: it is told of, and the others are in force."""

import pytest

from tests.isolation.children import answer_of


@pytest.mark.parametrize(
    ("missing", "name", "told"),
    [
        ("ENOSYS", "landlock", "off: the kernel has no Landlock"),
        ("EOPNOTSUPP", "landlock", "off: Landlock was not switched on when the machine started"),
        ("EPERM", "landlock", "off: the container's seccomp profile refuses it"),
        ("EINVAL", "landlock", "off: [Errno 22] Invalid argument"),
        ("libseccomp", "seccomp", "off: the library libseccomp is not installed"),
        ("/proc", "memory_limit", "off: [Errno 2] No such file or directory: '/proc/nothing'"),
    ],
)
def test_what_is_missing_is_told_of_and_the_rest_is_in_force(missing: str, name: str, told: str) -> None:
    answer = answer_of("without", missing=missing)
    assert answer.pop(name) == told
    assert [other for other, state in answer.items() if not state.startswith("on")] == []
