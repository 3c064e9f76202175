"""Sample values for the messages of quizzes."""

_MODULE = {"number": 3, "icon": "⚙️", "title": "Produktivitas & produksi bersih"}
_TIPS = [{"id": "m1-saran-tidak-ditanggapi", "title": "Saran & usul <yang> belum dijawab"}] * 2
_LONGEST = "Mana < yang & benar? " * 11

SAMPLES = {
    "quiz_menu": [
        {"count": 5, "modules": [_MODULE | {"standing": standing} for standing in standings]}
        for standings in (
            [None] * 5,
            [{"finished": finished, "number": number, "count": 5} for finished in (True, False) for number in (0, 4)],
        )
    ],
    "quiz_question": [{"module": _MODULE, "question": _LONGEST, "number": 2, "count": 5}],
    "quiz_result": [
        {"module": _MODULE, "right": right, "count": 5, "tips": tips}
        for right in range(6)
        for tips in (_TIPS, _TIPS[:1], [])
    ],
    "quiz_late": [{"module": _MODULE}],
    "quiz_stranger": [{}],
}  # fmt: skip
