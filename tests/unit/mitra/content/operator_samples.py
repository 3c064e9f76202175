"""Sample values for what operators are told about the installation."""

_SILENCE = {"minutes": 125, "since": "10.05", "until": "12.10"}

SAMPLES = {
    "operator_alert": [
        {"kind": "poisoned", "count": 12},
        {"kind": "disk", "free": "480,5 MB"},
        {"kind": "telegram", **_SILENCE},
        {"kind": "database", **_SILENCE},
        {"kind": "model"},
        {"kind": "backup", "days": 3},
        {"kind": "chores"},
        {"kind": "conflict"},
    ]
}
