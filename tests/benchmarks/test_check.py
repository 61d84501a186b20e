"""What bench-check calls slower."""

from benchmarks.check import comparison, ratios, slower

RECORDED = {"blur": {"engine": 1.0, "server": 2.0}}


def test_ratios_are_to_the_floor_of_the_same_operation() -> None:
    best = {("blur", "floor"): 0.05, ("blur", "engine"): 0.1, ("blur", "server"): 0.125}
    assert ratios(best) == {"blur": {"engine": 2.0, "server": 2.5}}


def test_what_costs_clearly_more_is_slower() -> None:
    assert slower({"blur": {"engine": 1.0, "server": 2.31}}, RECORDED) == ["blur"]
    assert slower({"blur": {"engine": 1.16, "server": 1.0}}, RECORDED) == ["blur"]


def test_a_little_more_is_noise() -> None:
    assert slower({"blur": {"engine": 1.14, "server": 2.29}}, RECORDED) == []


def test_what_was_never_recorded_is_not_slower() -> None:
    now = {"sharpen": {"engine": 9.0, "server": 9.0}}
    assert slower(now, RECORDED) == []
    assert comparison(now, RECORDED).count("not recorded") == 2


def test_the_table_says_how_much_slower_and_what_to_record_again() -> None:
    text = comparison({"blur": {"engine": 1.5, "server": 1.0}}, RECORDED)
    assert "1.50 times" in text
    assert "faster: record it" in text
