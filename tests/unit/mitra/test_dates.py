"""Days as people say them: read when they are certain, asked back when they are not, and written back."""

import datetime as dt
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mitra.dates import (
    MONTHS,
    MOST_LETTERS,
    MOST_OPTIONS,
    REASONS,
    WEEKDAYS,
    Unclear,
    ramadan_of,
    read_day,
    say_day,
    say_distance,
)
from tests.strategies import typed_texts

#: A Tuesday; the tables below are read on it.
TODAY = dt.date(2026, 11, 24)

#: What is typed, and the day it means.
CLEAR = {
    # today and the next days, as they are shortened, misspelt, said in Java, Sunda and English
    "hari ini": "2026-11-24",
    "hr ini": "2026-11-24",
    "Hari ini juga!": "2026-11-24",
    "skrg": "2026-11-24",
    "sekarang": "2026-11-24",
    "saiki": "2026-11-24",
    "nanti sore": "2026-11-24",
    "ntar malem": "2026-11-24",
    "malam ini": "2026-11-24",
    "sore ini jam 4": "2026-11-24",
    "3 jam lagi": "2026-11-24",
    "30 menit lagi": "2026-11-24",
    "besok": "2026-11-25",
    "bsk": "2026-11-25",
    "besuk": "2026-11-25",
    "BESOK": "2026-11-25",
    "besokkkk 🙏": "2026-11-25",
    "besoknya": "2026-11-25",
    "besoklah": "2026-11-25",
    "sesuk": "2026-11-25",
    "isukan": "2026-11-25",
    "tomorrow": "2026-11-25",
    "besok pagi jam 10": "2026-11-25",
    "besok, setelah jam 10": "2026-11-25",
    "1x24 jam": "2026-11-25",
    "2 x 24 jam": "2026-11-26",
    "48 jam": "2026-11-26",
    "lusa": "2026-11-26",
    "besok lusa": "2026-11-26",
    # so far from now
    "3 hari lagi": "2026-11-27",
    "3hr lg": "2026-11-27",
    "3hari": "2026-11-27",
    "tiga hari lagi": "2026-11-27",
    "dalam 3 hari": "2026-11-27",
    "3 hari ke depan": "2026-11-27",
    "3 hari dari sekarang": "2026-11-27",
    "3 hari kerja": "2026-11-27",
    "6 hari kerja lagi": "2026-12-01",  # not on Sunday
    "10 hari": "2026-12-04",
    "dua belas hari lagi": "2026-12-06",
    "duapuluh lima hari": "2026-12-19",
    "seratus hari": "2027-03-04",
    "seminggu lagi": "2026-12-01",
    "smggu lg": "2026-12-01",
    "se minggu": "2026-12-01",
    "sepekan": "2026-12-01",
    "kira2 semingguan": "2026-12-01",
    "2 minggu": "2026-12-08",
    "2 minggu lagi": "2026-12-08",
    "dua mgg lg": "2026-12-08",
    "2 mingguan lagi": "2026-12-08",
    "2 minggu 3 hari": "2026-12-11",
    "sebulan": "2026-12-24",
    "sebulan lagi": "2026-12-24",
    "1 bln": "2026-12-24",
    "3 bulan": "2027-02-24",
    "setengah bulan lagi": "2026-12-09",
    "½ bulan": "2026-12-09",
    "1/2 bulan": "2026-12-09",
    "1,5 bulan": "2027-01-08",
    "sebulan setengah": "2027-01-08",
    "2½ bulan": "2027-02-08",
    "dua setengah bulan": "2027-02-08",
    "sebulan dua minggu lagi": "2027-01-07",
    "setengah tahun": "2027-05-24",
    "setahun lagi": "2027-11-24",
    "3 thn": "2029-11-24",
    # days of the week: the coming one, or that of next calendar week
    "rabu": "2026-11-25",
    "jumat": "2026-11-27",
    "Jum'at": "2026-11-27",
    "jumaaat": "2026-11-27",
    "jmt": "2026-11-27",
    "hari jumat": "2026-11-27",
    "hr jum": "2026-11-27",
    "jumat malam": "2026-11-27",
    "malam jumat": "2026-11-26",  # the evening before
    "malam minggu": "2026-11-28",
    "sbtu": "2026-11-28",
    "hari minggu": "2026-11-29",
    "ahad": "2026-11-29",
    "snn": "2026-11-30",
    "senen": "2026-11-30",
    "jumat ini": "2026-11-27",
    "jumat minggu ini": "2026-11-27",
    "senin ini": "2026-11-30",
    "jumat besok": "2026-11-27",
    "besok jumat": "2026-11-27",
    "besok rabu": "2026-11-25",
    "rabu depan": "2026-12-02",
    "rabu dpn": "2026-12-02",
    "jumat depan": "2026-12-04",
    "jumat minggu depan": "2026-12-04",
    "minggu depan, jumat": "2026-12-04",
    "jumat kita kerjakan minggu depan": "2026-12-04",
    "jumat yang akan datang": "2026-12-04",
    "next friday": "2026-12-04",
    "senin depan": "2026-11-30",
    "hari minggu depan": "2026-12-06",
    "selsa depan": "2026-12-01",
    "senin 2 minggu lagi": "2026-12-07",
    "senin 30": "2026-11-30",
    "jumat, 4": "2026-12-04",
    # parts of a week, a month, a year
    "akhir minggu": "2026-11-28",
    "akhir pekan": "2026-11-28",
    "weekend": "2026-11-28",
    "akhir minggu depan": "2026-12-05",
    "awal minggu depan": "2026-11-30",
    "pertengahan minggu depan": "2026-12-02",
    "awal bulan": "2026-12-01",
    "awal bulan depan": "2026-12-01",
    "pertengahan bulan": "2026-12-15",
    "tengah bulan depan": "2026-12-15",
    "akhir bulan": "2026-11-30",
    "akhir bln ini": "2026-11-30",
    "akhir bulan depan": "2026-12-31",
    "akhir tahun": "2026-12-31",
    "ahir th ini": "2026-12-31",
    "akhir 2027": "2027-12-31",
    "akhir januari": "2027-01-31",
    "akhir bulan 2": "2027-02-28",
    "awal maret": "2027-03-01",
    "pertengahan des": "2026-12-15",
    "desember akhir": "2026-12-31",
    "awal2 bulan depan": "2026-12-01",
    "senin pertama bulan depan": "2026-12-07",
    "jumat terakhir desember": "2026-12-25",
    "jumat minggu kedua januari": "2027-01-08",
    # days of a month
    "tanggal 5": "2026-12-05",
    "tgl 5": "2026-12-05",
    "tgl5": "2026-12-05",
    "tgl. 5": "2026-12-05",
    "tgl2": "2026-12-02",
    "tanggal dua puluh lima": "2026-11-25",
    "tgl 30": "2026-11-30",
    "tanggal 5 bulan depan": "2026-12-05",
    "bulan depan tgl 25": "2026-12-25",
    "tgl 25 bln ini": "2026-11-25",
    "tgl 5 bln 1": "2027-01-05",
    "tgl 25 pas gajian": "2026-11-25",
    "tgl 5.1": "2027-01-05",
    # dates
    "2026-12-04": "2026-12-04",
    "2026-12-04T10:00": "2026-12-04",
    "2026/12/4": "2026-12-04",
    "5 januari": "2027-01-05",
    "5 jan": "2027-01-05",
    "5jan": "2027-01-05",
    "5 Januari 2027": "2027-01-05",
    "5 januari tahun depan": "2027-01-05",
    "5 januari depan": "2027-01-05",
    "5 jan '27": "2027-01-05",
    "5 Jan. 2028": "2028-01-05",
    "5 / 1 / 2028": "2028-01-05",
    "5-jan-2027": "2027-01-05",
    "5/jan/2027": "2027-01-05",
    "lima januari": "2027-01-05",
    "januari tgl 5": "2027-01-05",
    "5/1": "2027-01-05",
    "5-1": "2027-01-05",
    "5-1-2027": "2027-01-05",
    "5/1/27": "2027-01-05",
    "05.01.27": "2027-01-05",
    "5 1 2027": "2027-01-05",
    "\uff15/\uff11": "2027-01-05",  # wide digits of some keyboards
    "1/2": "2027-02-01",  # no half here
    "25-12": "2026-12-25",
    "24 november": "2026-11-24",
    "29 februari 2028": "2028-02-29",
    "17 agustus": "2027-08-17",
    "Jumat, 4 Desember": "2026-12-04",
    "Jumat (4 Desember 2026)": "2026-12-04",
    "sen, 7 des": "2026-12-07",
    "Minggu, 6 Desember": "2026-12-06",
    "hari kamis tgl 3 desember 2026 jam 10.00": "2026-12-03",
    # one wrong letter in a long word
    "5 desmber": "2026-12-05",
    "5 janauri": "2027-01-05",
    "5 agsutus": "2027-08-05",
    "5 pebruari": "2027-02-05",
    # a holiday that is the same each year
    "h-3 natal": "2026-12-22",
    "seminggu sebelum tahun baru": "2026-12-25",
    "malam tahun baru": "2026-12-31",
    # with words around, and words that only explain
    "paling lambat jumat ya pak": "2026-11-27",
    "insyaallah jumat depan selesai": "2026-12-04",
    "deadline 15/12": "2026-12-15",
    "sebelum akhir bulan": "2026-11-30",
    "sampai tgl 10": "2026-12-10",
    "kira-kira 2 minggu lagi": "2026-12-08",
    "kurang lebih sebulan": "2026-12-24",
    "mulai besok": "2026-11-25",
    "jumat aja mungkin": "2026-11-27",
    "nanti, hari jumat": "2026-11-27",
    "segera, paling lambat jumat": "2026-11-27",
    "secepatnya besok": "2026-11-25",
    "mesin rusak kemarin, diganti besok": "2026-11-25",
    "mesin rusak senin lalu, diganti besok": "2026-11-25",
    "belum sempat, besok ya": "2026-11-25",
    "gimana kalau jumat?": "2026-11-27",
    "jumat gimana pak?": "2026-11-27",
    "tidak lebih dari 3 hari": "2026-11-27",
    "jumat = 27/11": "2026-11-27",  # twice the same
}

#: What is asked back: why, and which days are offered.
UNCLEAR = {
    # Lebaran is fixed by decree, in 2027 about 10 March with joint leave to the 15th
    "habis lebaran": ("lebaran", "2027-03-16 2027-03-23 2027-03-30"),
    "abis lbran": ("lebaran", "2027-03-16 2027-03-23 2027-03-30"),
    "setelah lebaran": ("lebaran", "2027-03-16 2027-03-23 2027-03-30"),
    "setelah libur lebaran": ("lebaran", "2027-03-16 2027-03-23 2027-03-30"),
    "sesudah Idul Fitri": ("lebaran", "2027-03-16 2027-03-23 2027-03-30"),
    "habis puasa": ("lebaran", "2027-03-16 2027-03-23 2027-03-30"),
    "habis lebaran 2028": ("lebaran", "2028-02-29 2028-03-07 2028-03-14"),
    "habis lebaran tahun depan": ("lebaran", "2027-03-16 2027-03-23 2027-03-30"),
    "sebelum lebaran": ("lebaran", "2027-02-20 2027-02-27 2027-03-06"),
    "menjelang hari raya": ("lebaran", "2027-02-20 2027-02-27 2027-03-06"),
    "lebaran": ("lebaran", "2027-03-06 2027-03-16 2027-03-23"),
    "h-7 lebaran": ("lebaran", "2027-03-03"),
    "lebaran H-7": ("lebaran", "2027-03-03"),
    "h+3 lebaran": ("lebaran", "2027-03-13"),
    "seminggu setelah lebaran": ("lebaran", "2027-03-17"),
    "sebelum puasa": ("lebaran", "2027-01-21 2027-01-28 2027-02-04"),
    "bulan puasa": ("lebaran", "2027-02-08 2027-02-15 2027-02-22 2027-03-01"),
    "awal ramadhan": ("lebaran", "2027-02-08 2027-02-15 2027-02-22 2027-03-01"),
    # other holidays; after joint leave, and never on a Sunday
    "habis natal": ("holiday", "2026-12-26 2027-01-02 2027-01-09"),
    "sebelum natal": ("holiday", "2026-12-09 2026-12-16 2026-12-23"),
    "sebelum hari raya natal": ("holiday", "2026-12-09 2026-12-16 2026-12-23"),
    "natal": ("holiday", "2026-12-23 2026-12-26 2027-01-02"),
    "habis tahun baru": ("holiday", "2027-01-02 2027-01-09 2027-01-16"),
    "habis nataru": ("holiday", "2027-01-02 2027-01-09 2027-01-16"),
    "habis 17an": ("holiday", "2027-08-18 2027-08-25 2027-09-01"),
    "habis tujuh belasan": ("holiday", "2027-08-18 2027-08-25 2027-09-01"),
    "habis 17 agustus": ("holiday", "2027-08-18 2027-08-25 2027-09-01"),
    "habis lebaran haji": ("holiday", "2027-05-21 2027-05-28 2027-06-04"),
    "setelah imlek": ("holiday", "2027-02-08 2027-02-15 2027-02-22"),
    "habis libur": ("holiday", "2026-12-26 2027-01-02 2027-01-06"),
    "sebelum cuti bersama": ("holiday", "2026-12-23 2026-12-31 2027-01-04"),
    # over
    "kemarin": ("past", ""),
    "kmrn": ("past", ""),
    "tadi pagi": ("past", ""),
    "3 hari yg lalu": ("past", ""),
    "minggu lalu": ("past", ""),
    "jumat kemarin": ("past", "2026-11-27"),
    "senin minggu ini": ("past", "2026-11-30"),
    "sudah 2 minggu": ("past", ""),
    "5 januari 2020": ("past", "2027-01-05"),
    "5 nov": ("past", "2027-11-05"),  # three weeks ago, rather than in a year
    "tgl 5 bln ini": ("past", "2026-12-05"),
    "awal bulan ini": ("past", "2026-12-01"),
    "lebaran 2020": ("past", ""),
    # a week without its day, or a day of two weeks
    "minggu depan": ("weekday", "2026-11-30 2026-12-02 2026-12-04 2026-12-05"),
    "mgg dpn": ("weekday", "2026-11-30 2026-12-02 2026-12-04 2026-12-05"),
    "pekan depan": ("weekday", "2026-11-30 2026-12-02 2026-12-04 2026-12-05"),
    "minggu ini": ("weekday", "2026-11-25 2026-11-26 2026-11-27 2026-11-28"),
    "minggu": ("weekday", "2026-11-29 2026-11-30 2026-12-02 2026-12-04"),
    "minggu kedua januari": ("weekday", "2027-01-08 2027-01-09 2027-01-11 2027-01-13"),
    "minggu terakhir desember": ("weekday", "2026-12-25 2026-12-26 2026-12-28 2026-12-30"),
    "selasa": ("weekday", "2026-11-24 2026-12-01"),
    "jumat bulan depan": ("weekday", "2026-12-04 2026-12-11 2026-12-18 2026-12-25"),
    # a month, a year, or no more than some day
    "bulan depan": ("vague", "2026-12-01 2026-12-15 2026-12-31"),
    "bln dpn": ("vague", "2026-12-01 2026-12-15 2026-12-31"),
    "bulan ini": ("vague", "2026-11-30"),
    "januari": ("vague", "2027-01-01 2027-01-15 2027-01-31"),
    "des": ("vague", "2026-12-01 2026-12-15 2026-12-31"),
    "bulan 1": ("vague", "2027-01-01 2027-01-15 2027-01-31"),
    "tahun depan": ("vague", "2027-03-31 2027-06-30 2027-09-30 2027-12-31"),
    "awal tahun depan": ("vague", "2027-01-02 2027-01-15 2027-01-31"),
    "kuartal depan": ("vague", "2026-12-31 2027-03-31 2027-06-30 2027-09-30"),
    "tgl 24": ("vague", "2026-11-24 2026-12-24"),
    "gajian": ("vague", "2026-11-25 2026-11-30 2026-12-01"),
    "habis gajian": ("vague", "2026-11-25 2026-11-30 2026-12-01"),
    "tgl 20an": ("vague", "2026-12-20 2026-12-22 2026-12-25 2026-12-28"),
    "tanggal muda": ("vague", "2026-12-01 2026-12-05 2026-12-10"),
    "setelah tanggal 5": ("vague", "2026-12-07 2026-12-08 2026-12-12"),
    "2-3": ("vague", "2027-03-02"),  # the second of March, or two to three days
    "secepatnya": ("vague", "2026-11-24 2026-11-25 2026-11-26 2026-12-01"),
    "ASAP!!": ("vague", "2026-11-24 2026-11-25 2026-11-26 2026-12-01"),
    "segera ya": ("vague", "2026-11-24 2026-11-25 2026-11-26 2026-12-01"),
    "dlm waktu dekat": ("vague", "2026-11-24 2026-11-25 2026-11-26 2026-12-01"),
    "kapan-kapan": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "kapan-kapan aja": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "kapan2": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "kapan aja bisa": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "nanti": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "ntar dulu": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "belum tau": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "blm pasti pak": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "gatau": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "entahlah": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "terserah bapak": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "nunggu sparepart": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "setelah mesinnya datang": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "bbrp minggu lagi": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "besok-besok": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "besok gak bisa": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    "jangan jumat": ("vague", "2026-11-25 2026-12-01 2026-12-08 2026-12-26"),
    # more than one day
    "bukan jumat, sabtu": ("two", "2026-11-27 2026-11-28"),
    "besok apa lusa": ("two", "2026-11-25 2026-11-26"),
    "senin atau rabu": ("two", "2026-11-25 2026-11-30"),
    "senin/rabu": ("two", "2026-11-25 2026-11-30"),
    "jumat-sabtu": ("two", "2026-11-27 2026-11-28"),
    "senin atau selasa": ("two", "2026-11-24 2026-11-30 2026-12-01"),
    "besok atau lusa": ("two", "2026-11-25 2026-11-26"),
    "besok, lusa": ("two", "2026-11-25 2026-11-26"),
    "2-3 hari": ("two", "2026-11-26 2026-11-27"),
    "2 atau 3 minggu lagi": ("two", "2026-12-08 2026-12-15"),
    "2,3 hari": ("two", "2026-11-26 2026-11-27"),
    "dua tiga hari": ("two", "2026-11-26 2026-11-27"),
    "seminggu dua minggu": ("two", "2026-12-01 2026-12-08"),
    "tgl 5 atau 7": ("two", "2026-12-05 2026-12-07"),
    "tgl 5-7": ("two", "2026-12-05 2026-12-07"),
    "5/6 desember": ("two", "2026-12-05 2026-12-06"),
    "5 s/d 7 des": ("two", "2026-12-05 2026-12-07"),
    "5 s.d. 7 des": ("two", "2026-12-05 2026-12-07"),
    "senin 4 desember": ("two", "2026-11-30 2026-12-04"),  # that is a Friday
    "besok atau habis lebaran": ("two", "2026-11-25 2027-03-16 2027-03-23 2027-03-30"),
    # no such day, or too far
    "31/2": ("impossible", "2027-02-28 2027-03-01"),
    "30 februari": ("impossible", "2027-02-28 2027-03-01"),
    "29 feb": ("impossible", "2027-02-28 2027-03-01"),
    "31 april": ("impossible", "2027-04-30 2027-05-01"),
    "32 desember": ("impossible", "2026-12-31 2027-01-01"),
    "tgl 31": ("impossible", "2026-11-30 2026-12-01"),
    "tgl 0": ("impossible", ""),
    "12/25/2026": ("impossible", "2026-12-25"),  # month first
    "2026-13-01": ("impossible", ""),
    "4 tahun lagi": ("impossible", ""),
    "5000 hari": ("impossible", ""),
    "4 desember 2126": ("impossible", "2026-12-04"),
    "januari 2035": ("impossible", ""),
}

NO_DAY = [
    "",
    "ok pak",
    "12 reject",
    "12 dari 400",
    "3/400",
    "12/40",
    "2-3 orang",
    "mesin 3 rusak",
    "kapan?",
    "besar",
    "lembaran baru",
    "laporan bulanan",
    "p3k",
    "5r",
    "h-7",
    "sudah selesai",
    "bahan habis",
    # a question, with or without a day
    "lembur hari minggu dibayar berapa",
    "tgl berapa ya",
    "brp hari lagi?",
    "kapan gajian?",
    "sampai kapan?",
    "besok siapa yang masuk",
    "gimana cara pasang apar besok",
    "apa itu lembur hari libur",
    # a time of day
    "jam 10.30",
    "15.30",
    "17:00",
    # how often
    "tiap hari",
    "setiap jumat",
    "seminggu sekali",
    "2 minggu sekali",
]

#: Days on which a word means something else than on a Tuesday in November.
ON_OTHER_DAYS = [
    # a Friday: today, or next week
    ("2026-11-27", "jumat", ("weekday", "2026-11-27 2026-12-04")),
    ("2026-11-27", "hari jumat ini", "2026-11-27"),
    ("2026-11-27", "jumat depan", "2026-12-04"),
    ("2026-11-27", "jumat besok", "2026-12-04"),
    ("2026-11-27", "jumat tgl 4", "2026-12-04"),
    # a Sunday: tomorrow is next week already
    ("2026-11-29", "senin", "2026-11-30"),
    ("2026-11-29", "senin depan", "2026-11-30"),
    ("2026-11-29", "senin ini", "2026-11-30"),
    ("2026-11-29", "minggu ini", ("weekday", "2026-11-29")),
    ("2026-11-29", "akhir minggu", ("weekday", "2026-11-29 2026-12-05")),
    # a Saturday
    ("2026-11-28", "akhir pekan", ("weekday", "2026-11-28 2026-12-05")),
    # a Monday
    ("2026-11-23", "rabu depan", "2026-12-02"),
    ("2026-11-23", "awal minggu", ("weekday", "2026-11-23 2026-11-30")),
    # the last three days of a month, and the one before
    ("2026-11-27", "akhir bulan", "2026-11-30"),
    ("2026-11-28", "akhir bulan", ("vague", "2026-11-30 2026-12-31")),
    ("2026-11-30", "akhir bulan", ("vague", "2026-11-30 2026-12-31")),
    ("2026-11-30", "akhir bulan ini", "2026-11-30"),
    ("2026-12-30", "akhir tahun", ("vague", "2026-12-31 2027-12-31")),
    ("2026-12-30", "akhir tahun ini", "2026-12-31"),
    # the middle of a month
    ("2026-12-15", "pertengahan bulan", "2026-12-15"),
    ("2026-12-16", "pertengahan bulan", "2027-01-15"),
    # short months
    ("2027-02-10", "tgl 30", ("impossible", "2027-02-28 2027-03-01")),
    ("2027-01-31", "sebulan lagi", "2027-02-28"),
    ("2028-02-10", "29 feb", "2028-02-29"),
    ("2028-02-10", "tgl 29", "2028-02-29"),
    ("2027-03-10", "29 feb", ("past", "2028-02-29")),
    # months that are over, or about to come
    ("2027-01-20", "des depan", ("vague", "2027-12-01 2027-12-15 2027-12-31")),
    ("2027-01-20", "januari", ("vague", "2027-01-31")),
    ("2027-01-20", "awal januari", ("past", "2028-01-01")),
    ("2026-11-24", "20 agustus", "2027-08-20"),
    ("2026-11-24", "20 september", ("past", "2027-09-20")),
    # payday itself
    ("2026-11-25", "gajian", ("vague", "2026-11-25 2026-11-30 2026-12-01")),
    ("2026-11-26", "gajian", ("vague", "2026-11-30 2026-12-01 2026-12-25")),
    # in Ramadan, during the leave, after it
    ("2027-02-20", "bulan puasa", ("lebaran", "2027-02-22 2027-03-01")),
    ("2027-02-20", "sebelum puasa", ("lebaran", "2028-01-13 2028-01-20 2028-01-27")),
    ("2027-03-11", "habis lebaran", ("lebaran", "2027-03-16 2027-03-23 2027-03-30")),
    ("2027-03-16", "habis lebaran", ("lebaran", "2027-03-16 2027-03-23 2027-03-30")),
    ("2027-04-01", "habis lebaran", ("lebaran", "2028-02-29 2028-03-07 2028-03-14")),
    # Lebaran by decree: 21 March 2026, with leave to the 24th
    ("2026-01-05", "habis lebaran", ("lebaran", "2026-03-25 2026-04-01 2026-04-08")),
]

#: Typed to break something.
HOSTILE = [
    "9" * 4_000,
    "tiap " * 800,
    "1 minggu " * 440,
    "2 setengah " * 360,
    "1-" * 2_000,
    "5 atau " * 570,
    "januari " * 500,
    "hari raya " * 400,
    "sesudah " * 500,
    "desembrx " * 440,
    "kira2 " * 660,
    "h - " * 1_000,
    ", " * 2_000,
    "\ufdfa" * 4_000,  # one letter that becomes eighteen
    "a" * 4_000,
    "besok\n" * 660,
    "١٢/١٢/٢٠٢٦",  # digits of another script
    "besok\x00\u202elusa",
    "0000-00-00",
    "9999-12-31",
    "32/12/9999",
    "999999999 tahun",
    "999999999 tahun sebelum lebaran",
    "99999999999999999999 hari",
    "h-999 lebaran",
    "tahun 2099",
]

todays = st.dates(dt.date(2024, 1, 1), dt.date(2029, 12, 31))
#: Words of days in any order, most of which nobody would say.
day_words = st.lists(
    st.sampled_from(
        [
            *(
                "senin",
                "jumat",
                "minggu",
                "hari",
                "bulan",
                "tahun",
                "tanggal",
                "tgl",
                "depan",
                "ini",
                "lalu",
                "lagi",
            ),
            *(
                "awal",
                "tengah",
                "akhir",
                "besok",
                "lusa",
                "kemarin",
                "sebelum",
                "habis",
                "lebaran",
                "puasa",
                "natal",
            ),
            *(
                "libur",
                "gajian",
                "nanti",
                "tiap",
                "sekali",
                "sudah",
                "atau",
                "sampai",
                "setengah",
                "beberapa",
                "jam",
            ),
            *(
                "januari",
                "feb",
                "desember",
                "ke",
                "dua",
                "sebulan",
                "0",
                "1",
                "2",
                "5",
                "29",
                "31",
                "32",
                "2026",
            ),
            *(
                "2027",
                "9999",
                "5/1",
                "31/2",
                "2-3",
                "1,5",
                "5-1-27",
                "h",
                "-",
                "+",
                ",",
                "/",
                "x",
                "24",
                "kerja",
            ),
        ]
    ),
    max_size=8,
).map(" ".join)
POLITE = [
    *(
        "ya",
        "ya pak",
        "aja",
        "saja bu",
        "mungkin",
        "insyaallah",
        "kira-kira",
        "kira2",
        "paling lambat",
        "deadline",
    ),
    *("sekitar", "kurang lebih", "rencananya", "target", "bisa", "dong", "pokoknya", "🙏", "...", "!!"),
]


def day(text):
    return dt.date.fromisoformat(text)


def answer(expected):
    """Return what a row of the tables stands for: a day, or a reason and the days to offer."""
    if isinstance(expected, str):
        return day(expected)
    reason, options = expected
    return Unclear(reason=reason, options=tuple(day(option) for option in options.split()))


@pytest.mark.parametrize("text", CLEAR)
def test_a_day_is_read_as_it_is_typed(text):
    assert read_day(text, TODAY) == answer(CLEAR[text])


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_not_one_certain_day_is_asked_back(text):
    assert read_day(text, TODAY) == answer(UNCLEAR[text])


@pytest.mark.parametrize("text", NO_DAY)
def test_what_names_no_day_is_none(text):
    assert read_day(text, TODAY) is None


@pytest.mark.parametrize(("today", "text", "expected"), ON_OTHER_DAYS)
def test_the_same_words_mean_another_day_on_another_day(today, text, expected):
    assert read_day(text, day(today)) == answer(expected)


def test_each_reason_has_its_rows():
    assert {reason for reason, _ in UNCLEAR.values()} == set(REASONS)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_costs_no_time(text):
    read_day("habis lebaran", TODAY)  # whoever comes first waits for the calendar
    start = time.perf_counter()
    read_day(text, TODAY)
    assert time.perf_counter() - start < 0.5


def test_a_text_longer_than_any_message_is_not_read():
    assert read_day("besok" + " " * MOST_LETTERS, TODAY) is None


@given(st.one_of(typed_texts, st.text(), day_words), todays)
@example("2026-02-29", TODAY)
@example("sebulan lagi", dt.date(2024, 2, 29))
def test_whatever_is_typed_leads_to_a_day_that_can_be_planned_for(text, today):
    read = read_day(text, today)
    days = read.options if isinstance(read, Unclear) else (read,) if read else ()
    assert all(one >= today for one in days)
    assert list(days) == sorted(set(days))
    assert len(days) <= MOST_OPTIONS
    assert not isinstance(read, Unclear) or read.reason in REASONS
    assert not isinstance(read, dt.date) or (read - today).days <= 3 * 366


@given(st.sampled_from([*CLEAR, *UNCLEAR]), st.sampled_from(POLITE), st.sampled_from(POLITE), todays)
def test_polite_words_change_nothing(text, before, behind, today):
    assert read_day(f"{before} {text} {behind}", today) == read_day(text, today)


@given(st.sampled_from([*CLEAR, *UNCLEAR]), todays)
def test_capitals_change_nothing(text, today):
    assert read_day(text.upper(), today) == read_day(text, today)


@given(todays, st.integers(0, 364))
def test_a_day_that_is_said_is_read_again(today, ahead):
    said = today + dt.timedelta(days=ahead)
    assert read_day(say_day(said, today), today) == said


@given(todays, st.integers(0, 3 * 365), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "tgl %d-%m-%Y"]))
def test_a_date_in_numbers_is_read_however_they_are_put(today, ahead, form):
    written = today + dt.timedelta(days=ahead)
    assert read_day(written.strftime(form), today) == written


@given(todays, st.sampled_from(WEEKDAYS[:6]), st.sampled_from(["", "ini", "besok", "depan", "minggu depan"]))
def test_a_day_of_the_week_is_that_day_within_two_weeks(today, name, which):
    read = read_day(f"{name} {which}", today)
    days = read.options if isinstance(read, Unclear) else (read,)
    assert {WEEKDAYS[one.weekday()] for one in days} == {name}
    assert all(0 <= (one - today).days < 14 for one in days)


@given(todays, st.sampled_from(WEEKDAYS[:6]))
def test_next_weeks_day_is_in_next_calendar_week(today, name):
    read = read_day(f"{name} depan", today)
    assert read.isocalendar()[:2] == (today + dt.timedelta(weeks=1)).isocalendar()[:2]


@given(todays, st.integers(1, 1_000))
def test_days_from_now_are_counted(today, count):
    assert read_day(f"{count} hari lagi", today) == today + dt.timedelta(days=count)


@given(
    todays,
    st.sampled_from(["habis lebaran", "sebelum lebaran", "habis natal", "habis libur", "sebelum imlek"]),
)
def test_around_holidays_only_days_are_offered_on_which_factories_work(today, text):
    options = read_day(text, today).options
    assert options
    assert all(one.weekday() != 6 for one in options)
    assert all((one.month, one.day) != (12, 25) for one in options)


@given(todays, st.sampled_from(MONTHS))
def test_a_month_is_asked_for_its_day(today, month):
    read = read_day(month, today)
    assert read.reason == "vague"
    assert {one.month for one in read.options} == {MONTHS.index(month) + 1}


@pytest.mark.parametrize(
    ("said", "in_words"),
    [
        ("2026-11-24", "hari ini"),
        ("2026-11-25", "besok"),
        ("2026-11-26", "Kamis, 26 November"),
        ("2026-12-06", "Minggu, 6 Desember"),
        ("2027-01-05", "Selasa, 5 Januari 2027"),
        # over, when a list shows what was missed
        ("2026-11-23", "Senin, 23 November"),
        ("2025-11-24", "Senin, 24 November 2025"),
    ],
)
def test_a_day_is_said_with_its_year_only_when_it_is_another(said, in_words):
    assert say_day(day(said), TODAY) == in_words


@pytest.mark.parametrize(
    ("days", "in_words"),
    [(0, "hari ini"), (1, "besok"), (2, "2 hari lagi"), (30, "30 hari lagi"), (-1, "terlambat 1 hari")],
)
def test_a_distance_is_said_in_days(days, in_words):
    assert say_distance(days) == in_words


@pytest.mark.parametrize(
    ("before", "first", "last", "lebaran"),
    [
        # as decreed
        ("2026-02-18", "2026-02-19", "2026-03-20", "2026-03-21"),
        # as estimated
        ("2027-02-07", "2027-02-08", "2027-03-09", "2027-03-10"),
        # the second Ramadan of 2030 ends in 2031
        ("2030-12-25", "2030-12-26", "2031-01-24", "2031-01-25"),
    ],
)
def test_ramadan_lasts_until_the_day_before_lebaran(before, first, last, lebaran):
    assert [ramadan_of(day(one)) for one in (before, first, last, lebaran)] == [False, True, True, False]


@given(todays)
def test_ramadan_is_a_month_of_the_year(today):
    year = [today + dt.timedelta(days=ahead) for ahead in range(354)]
    assert 29 <= sum(map(ramadan_of, year)) <= 31
