"""Command lines for Hypothesis: what somebody may type after `mitra`, and what may be read from standard input."""

from hypothesis import strategies as st

from tests.hostile.junk import EDGES, SPITEFUL, short_texts, texts

#: A path or a text that an operating system can hand over: no NUL.
_given = st.one_of(
    short_texts, st.sampled_from(SPITEFUL), st.sampled_from(["--", "-", "\udcff", "--json", "@x"])
).map(lambda text: text.replace("\0", ""))
_numbers = st.one_of(
    st.integers(0, 9).map(str),
    st.sampled_from(EDGES).map(str),
    st.sampled_from(
        ["9" * 30, "9" * 5_000, "\u0661", "\u00b2", "1.5", "1e3", "+1", "365000", "99999999", ""]
    ),
)
_days = st.one_of(
    st.sampled_from(
        [
            "2026-06-30",
            "2026-02-30",
            "0001-01-01",
            "9999-12-31",
            "20260630",
            "2026-W01-1",
            "kemarin",
            "",
            "-1",
        ]
    ),
    _given,
)
_zones = st.sampled_from(["Asia/Jakarta", "Asia/Jakarta", "Asia/Jayapura", "Mars/Olympus"])
_roles = st.sampled_from(["worker", "manager", "committee", "trainer", "operator", "dukun"])


def _option(name: str, value: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[list[str]]:
    if value is None:
        return st.sampled_from([[], [], [name]])
    given = value.map(lambda text: [f"{name}={text}"])
    return st.one_of(st.just([]), given, given)


def _line(*parts: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    return st.tuples(*parts).map(lambda found: [word for part in found for word in part])


def _words(*words: str) -> st.SearchStrategy[list[str]]:
    return st.just([*words])


_someone = st.one_of(
    st.just([]), _given.map(lambda text: [text]), _option("--telegram-id", _numbers), st.just(["Orang"])
)
#: All commands but those that serve, train, or answer with the model.
_known = st.one_of(
    _line(_words("questions"), _option("--since", _days), _option("--most", _numbers), _option("--json")),
    _line(_words("topics")),
    _line(
        _words("enterprise", "add"),
        _given.map(lambda text: [text]),
        _option("--timezone", _zones),
        _option("--province", _given),
        _option("--sector", _given),
        _option("--size", st.sampled_from(["micro", "small", "huge"])),
        _option("--area", _given),
        _option("--json"),
    ),
    _line(
        _words("invite"),
        _option("--role", _roles),
        _option("--enterprise", _numbers),
        _option("--side", st.sampled_from(["workers", "management", "x"])),
        _option("--uses", _numbers),
        _option("--days", _numbers),
        _option("--json"),
    ),
    _line(
        _words("export"),
        _someone,
        _option("--on", _days),
        _option("--people"),
        _option("--reason", _given),
        _option("--enterprise", _numbers),
    ),
    _line(_words("erase"), _someone, _option("--yes"), _option("--enterprise", _numbers)),
)
#: As known, and with words anywhere that belong nowhere.
_spoilt = st.builds(
    lambda line, at, word: [*line[: at % (len(line) + 1)], word, *line[at % (len(line) + 1) :]],
    _known,
    st.integers(0, 9),
    _given,
)
_odd = st.lists(_given, max_size=4).filter(lambda line: not any(word in _SERVING for word in line[:1]))
_SERVING = {"run", "demo", "train", "ask"}
lines = st.one_of(
    _known,
    _known,
    _known,
    _spoilt,
    _odd,
    st.sampled_from(
        [
            [],
            ["doctor"],
            ["doctor", "--retry"],
            ["doctor", "--retry", "--drop"],
            ["--help"],
            ["doctor", "x"],
            ["export", "--people"],
            ["ask", "--nope"],
            ["enterprise"],
            ["enterprise", "add", "--help"],
        ]
    ),
).filter(lambda line: not _SERVING.intersection(line[:2]) or line[1:] == ["--nope"])
#: Lines of standard input for `mitra ask --jsonl`.
questions = st.lists(texts.map(lambda text: text.replace("\0", "")), max_size=5)
