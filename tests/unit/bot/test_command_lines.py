"""Whatever stands behind `mitra`, it ends with a sentence and 0, 1 or 2."""

import pytest
from hypothesis import HealthCheck, example, given, settings

from tests.hostile import arguments, harm

HUGE = str(2**63)


@pytest.fixture(scope="module")
def mitra(tmp_path_factory):
    return harm.CommandLine(tmp_path_factory.mktemp("command-line"))


@pytest.mark.parametrize(
    "line",
    [
        # beyond what a database keeps, or Python reads
        ["export", f"--telegram-id={HUGE}"],
        ["export", f"--telegram-id={'9' * 5_000}"],
        ["export", "Orang", f"--enterprise={HUGE}"],
        ["erase", "--yes", f"--telegram-id={HUGE}"],
        ["invite", "--role=worker", f"--enterprise={HUGE}"],
        ["questions", f"--most={HUGE}"],
        # what argparse takes for the end of the options
        ["enterprise", "add", "CV Baru", "--timezone=Asia/Jakarta", "--area=--"],
        ["export", "--reason=--", "--people"],
        # bytes that are no UTF-8, as Python hands them over
        ["enterprise", "add", "\udcff", "--timezone=Asia/Jakarta"],
        ["export", "\udcff"],
    ],
)
def test_a_line_that_was_a_traceback_once_ends_with_a_sentence(mitra, line):
    code, said = mitra.ended(line)
    assert code == 2
    assert said.strip()


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(arguments.lines)
@example([])
@example(["--help"])
def test_any_line_ends_with_a_sentence(mitra, line):
    mitra.run(line)
