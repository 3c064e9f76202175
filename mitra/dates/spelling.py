"""One spelling for how people write days: slang, typos, short forms; and the names that the rules are made of."""

import re
import unicodedata

from rapidfuzz.distance import OSA

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def _table(text: str) -> dict[str, str]:
    """Return each spelling with the word it stands for, from lines of "word: its spellings"."""
    rows = (line.split(":") for line in text.strip().splitlines())
    return {spelling: word.strip() for word, spellings in rows for spelling in spellings.split()}


#: Spellings, shortenings and slips, some of them Javanese and Sundanese.
_SPELLINGS = _table("""
    hari: hr hri dinten day days
    hari ini: skrg skrang skr skg sekarang skarang hariini today now saiki ayeuna
    besok: bsk besuk bsok besk bseok esok mbesuk sesuk isukan tomorrow tmrw enjing
    lusa: lsa pageto
    kemarin: kmrn kemaren kmaren kmarin kemarinnya wingi kamari yesterday
    tadi: td tadinya
    pagi: pg morning
    sore: sre petang
    malam: malem mlm
    senin: senen snin snn senim monday
    selasa: slasa slsa sls selsa slesa selaza tuesday
    rabu: rebo rabo wednesday
    kamis: kemis kms kmis kamsi thursday
    jumat: jumaat jmt jumt jmat juamt jumta jumuah jemuah friday
    sabtu: sabto sbtu sbt saptu saturday
    ahad: sunday
    minggu: mgg mggu mingu minggi pekan week weeks
    bulan: bln month months
    tahun: thn taun th thun year years
    tanggal: tgl tggl tangal date
    1 hari: sehari seharian
    1 minggu: seminggu smingu smggu semingguan sepekan semgg
    1 bulan: sebulan sebln sebulanan
    1 tahun: setahun setaun sethn
    setengah: stengah stgh setgh separuh separo
    depan: dpn dpan depn berikut mendatang ngarep hareup
    ke depan: kedepan kedpn kdpn
    lagi: lg lgi
    lalu: lewat
    ini: niki iki
    awal: awl permulaan
    tengah: pertengahan tngh tengahan mid
    akhir: akir ahir akhr ujung penghujung
    akhir minggu: weekend wiken wikend
    sebelum: sblm sebelom sblum sblom seblum before menjelang jelang mendekati
    sesudah: setelah stlh setlah habis abis hbs selepas pasca seusai usai after sehabis bakda bada
    pas: saat waktu ketika pada
    sampai: sd sampe smp smpe hingga sampek
    atau: atw ato utawa or
    kalau: kalo klo kl jika bila
    tiap: setiap saban
    sudah: udah udh sdh dah
    jam: jm pukul pkl
    menit: mnt
    kapan: kpn
    nanti: ntar entar nti nnti ntr entaran engke mengko mengke
    segera: sgera sgr sesegera asap secepatnya scptnya secepat secepetnya secpatnya cepat buruan urgent
    beberapa: bbrp beberpa
    tau: tahu tw
    tidak: tdk tak gak gk ga nggak ngga enggak engga ndak ora
    belum: blm blum belom durung can
    berapa: brp brapa piro sabaraha
    kenapa: knp mengapa ngapa
    gimana: gmn bagaimana piye kumaha
    tidak tau: gatau gtau gaktau
    tunggu: nunggu menunggu
    entah: ntah mbuh
    ke 1: pertama kesatu
    ke 2: kedua
    ke 3: ketiga
    ke 4: keempat
    ke 9: terakhir
    jan: january januri
    feb: february pebruari peb febuari
    mar: march mrt
    mei: may
    jun: june
    jul: july
    agu: ags agt agus agst august aug
    sep: sept
    okt: oct october
    nov: nop nopember
    des: dec december
    1: satu
    2: dua
    3: tiga
    4: empat
    5: lima
    6: enam
    7: tujuh tuju
    8: delapan lapan
    9: sembilan
    10: sepuluh
    11: sebelas
    100: seratus
    belas an: belasan
    7 belas an: tujuhbelasan
    lebaran: lbran lebran idulfitri riyaya eid syawal thr mudik
    iduladha: kurban qurban idhuladha
    puasa: ramadan ramadhan romadhon romadon poso puasaan
    natal: natalan christmas xmas
    tahunbaru: nataru
    imlek: sincia imlekan
    maulid: maulud mulud muludan
    kemerdekaan: agustusan
    libur: liburan cuti
    gajian: gajihan payday bayaran
""")
_SPELLINGS |= {
    f"{word}{end}": f"{number} {end}"
    for word, number in _SPELLINGS.items()
    for end in ("belas", "puluh")
    if number in set("123456789")
}
#: What changes nothing: politeness, promises, and words of a deadline.
_FILLERS = frozenset(
    """
    ya yah y iya aja aj saja doang dong deh sih lah loh kok nih tuh kan pak bu bos boss mas mbak mba kak min gan bang
    mungkin mgkn mngkn insyaallah insyaalloh insya insha inshaallah inshaalloh allah alloh kira kirakira paling
    sekitar sktr sekitaran sekiranya lebih lambat lambatnya lmbt telat maksimal maks max deadline deadlinenya
    batas batasnya rencana rencananya target targetnya targetin selesai selesainya beres kelar bisa saya kami kita
    mau yang yg dalam dlm di pokoknya kayaknya kyknya sepertinya harus hrs oke ok baik siap makasih terima kasih
    tolong mohon jadi jadinya jadwal jadwalnya tempo jatuh mulai mulainya
    """.split()
)

#: What a holiday is called here, and officially.
FEASTS = {
    "lebaran": "Hari Raya Idul Fitri", "iduladha": "Hari Raya Idul Adha", "natal": "Hari Raya Natal",
    "tahunbaru": "Tahun Baru Masehi", "kemerdekaan": "Hari Kemerdekaan", "imlek": "Tahun Baru Imlek",
    "nyepi": "Hari Suci Nyepi", "waisak": "Hari Raya Waisak", "maulid": "Maulid Nabi", "buruh": "Hari Buruh",
    "muharram": "Tahun Baru Islam", "isra": "Isra Mikraj", "paskah": "Kebangkitan Yesus", "jumatagung": "Wafat Yesus",
}  # fmt: skip
#: Each year on the same day, so "h-3 natal" needs no question.
FIXED = {"natal", "tahunbaru", "kemerdekaan", "buruh"}
FEAST = "|".join((*FEASTS, "puasa"))
SUNDAY = 6
DAY_NAMES = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "ahad")
DAY_NAME = "|".join(DAY_NAMES)
SHORT_DAY_NAME = "|".join(name[:3] for name in DAY_NAMES[:SUNDAY])
_FULL_MONTHS = tuple(month.casefold() for month in MONTHS)
SHORT_MONTHS = tuple(month[:3] for month in _FULL_MONTHS)
FULL_MONTH_NAME = "|".join(_FULL_MONTHS)
MONTH_NAME = f"{FULL_MONTH_NAME}|{'|'.join(SHORT_MONTHS)}"
UNIT = "hari kerja|hari|minggu|bulan|tahun"
COUNT = r"(?:[0-9]{1,9}(?:[.,](?:5|25|50|75))?(?: setengah)?|setengah)"

#: What is written in several words, in one; each row sees what those before it have made.
_PHRASES = [
    (re.compile(rf"\b(?:{pattern})\b"), made)
    for pattern, made in (
        ("([1-9]) belas", r"1\1"),
        ("([1-9]) puluh ([1-9])", r"\1\2"),
        ("([1-9]) puluh", r"\g<1>0"),
        ("salah 1", ""),
        (r"ke (?:- )?([1-9])", r"ke \1"),
        ("se (hari|minggu|bulan|tahun)", r"1 \1"),
        ("(?<=[0-9] )(hari|minggu|bulan|tahun)an", r"\1"),
        (rf"1/2(?= (?:{UNIT}))", "setengah"),
        (r"(awal|tengah|akhir) \1", r"\1"),
        (
            rf"((?:minggu|bulan|tahun) depan|{FULL_MONTH_NAME}) (awal|tengah|akhir)(?! (?:minggu|bulan|tahun))",
            r"\2 \1",
        ),
        (rf"({DAY_NAME})(?: ,)? ([0-9]{{1,2}})(?= ,|$)", r"\1 tanggal \2"),
        # evenings belong to the day before: "malam minggu" is Saturday's
        *((f"malam {name}", eve) for name, eve in zip(DAY_NAMES, (DAY_NAMES[-1], *DAY_NAMES), strict=False)),
        ("malam minggu|malming", "sabtu"),
        ("(?<![0-9] )hari minggu", "ahad"),
        (rf"(?<![0-9] )hari (?={DAY_NAME})", ""),
        *((f"hari {name[:3]}", name) for name in DAY_NAMES[:SUNDAY]),
        ("(?:nanti |sebentar |tar )?(?:pagi|siang|sore|malam) (?:hari )?ini", "hari ini"),
        ("(?:nanti|sebentar|tar) (?:pagi|siang|sore|malam)", "hari ini"),
        ("akan datang", "depan"),
        (f"next ({DAY_NAME}|minggu|bulan|tahun)", r"\1 depan"),
        ("(?<![0-9] )(minggu|bulan|tahun) (?:besok|ke depan)", r"\1 depan"),
        ("mg (?=depan|ini|lagi|lalu)", "minggu "),
        ("akhir minggu minggu", "akhir minggu"),
        ("malam tahun baru", "31 des"),
        ("17 (?:- )?an|hut (?:ri|kemerdekaan)|17 kemerdekaan|(?<=sesudah )17 agu(?:stus)?", "kemerdekaan"),
        ("lebaran haji|hari raya haji|idh?ul ?adh?a", "iduladha"),
        ("idh?ul ?fitri|1 lebaran", "lebaran"),
        ("tahun baru (?:imlek|china|cina)", "imlek"),
        ("tahun baru islam|1 muharram", "muharram"),
        ("tahun baru(?: masehi)?|libur akhir tahun", "tahunbaru"),
        ("isra mi.?raj", "isra"),
        ("jumat agung", "jumatagung"),
        ("bulan puasa", "puasa"),
        ("hari buruh|mei day", "buruh"),
        ("natal (?:dan |/ )?(?:tahunbaru|natal)", "tahunbaru"),
        (f"(?:libur bersama|libur|perayaan|hari raya|hari suci|hari) (?={FEAST})", ""),
        ("hari raya", "lebaran"),
    )
]
_TOKEN = re.compile(r"[0-9]+(?:[-./,:][0-9]+)*|[^\W\d_]+|(?<![^\W\d_])-|-(?![^\W\d_])|[/+,;.\n]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_APOSTROPHES = re.compile(r"[’'‘`´ʼ]")
_ABOUT = re.compile(r"\b(?:kurang ?lebih|krg lbh|kurleb)\b|±")
_UP_TO = re.compile(r"\bs ?[/.] ?d\b\.?")
_PARTED = re.compile(r"(?<=[0-9]) ?/ ?(?=[0-9])")
_SHORTENED = re.compile(r"\b([a-z]{2,4})\.(?= ?[0-9])")
_ANY_TIME = re.compile(r"\b(?:ka?pa?n ?-? ?)?ka?pa?n ?(?:aj|aja|saja|pun)\b")
#: "kapan2" is "kapan-kapan"; "tgl2" is the second.
_TWICE = re.compile(r"\b([a-z]{3,})2(?=[a-z]*\b)")
_COUNTED = {"tanggal", "jam", *_FULL_MONTHS, *SHORT_MONTHS}
_MONTH_NUMBER = re.compile(
    rf"(?:(?<![0-9] )|(?<=tanggal [0-9] )|(?<=tanggal [0-9][0-9] ))\bbulan (1[0-2]|[1-9])(?!\S)(?! (?:{UNIT})\b)"
)
_BREAKS = frozenset(",;.\n")
_SAME_MARKS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212~", "-") | {"\u2044": "/"})
_ENDINGS = ("nya", "lah")
_KNOWN = {word for meant in _SPELLINGS.values() for word in meant.split()} | {*FEASTS, *_FULL_MONTHS}
#: Words in which one wrong letter is forgiven; short ones look too much like others.
_LONG_WORDS = [word for word in (*_FULL_MONTHS, "minggu", "lebaran", "kemarin") if len(word) > 5]  # noqa: PLR2004
_LOOK_ALIKES = {"lembaran"}


def canonical(text: str) -> str:
    """Return `text` in known spellings with single spaces, without what changes nothing."""
    plain = unicodedata.normalize("NFKC", text.replace("½", " 1/2 ")).casefold().translate(_SAME_MARKS)
    plain = _ABOUT.sub(" ", _STRETCHED.sub(r"\1", _APOSTROPHES.sub("", plain)))
    plain = _ANY_TIME.sub(" terserah ", _UP_TO.sub(" sampai ", plain))
    plain = _TWICE.sub(_doubled, _SHORTENED.sub(r"\1 ", _PARTED.sub("/", plain)))
    words = " ".join(word for token in _TOKEN.findall(plain) if (word := _spelt(token)) not in _FILLERS)
    for pattern, made in _PHRASES:
        words = pattern.sub(made, words)
    words = _MONTH_NUMBER.sub(lambda found: f"bulan {SHORT_MONTHS[int(found[1]) - 1]}", words)
    return " ".join(words.split()).strip(" ,")


def _doubled(found: re.Match[str]) -> str:
    word = found[1]
    return found.group() if _SPELLINGS.get(word, word) in _COUNTED else f"{word} {word} "


def _spelt(token: str) -> str:
    """Return a token in its known spelling, without endings; one wrong letter in a long word is forgiven."""
    if token in _BREAKS:
        return ","
    if token in _SPELLINGS or token in _KNOWN:
        return _SPELLINGS.get(token, token)
    for ending in _ENDINGS:
        stem = token.removesuffix(ending)
        if stem != token and (stem in _SPELLINGS or stem in _KNOWN):
            return _SPELLINGS.get(stem, stem)
    if token in _LOOK_ALIKES or not token.isalpha():
        return token
    return next((word for word in _LONG_WORDS if _is_slip(token, word)), token)


def _is_slip(token: str, word: str) -> bool:
    same_start = token[0] == word[0] and abs(len(token) - len(word)) <= 1
    return same_start and OSA.distance(token, word, score_cutoff=1) <= 1
