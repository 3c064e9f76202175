"""What a suggestion says besides announcing itself, what became of it, and which module it belongs to."""

import pytest

from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon
from nlu.suggesting import asks_for_status, guess_module, without_announcement


def words_of(text):
    return Speller(read_lexicon(), ()).correct(normalise(text))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("usul dong, kipas di ruang jahit ditambah", "kipas di ruang jahit ditambah"),
        ("saran saya meja packing ditinggiin dikit", "meja packing ditinggiin dikit"),
        ("usul parkiran motor dikasih atap", "parkiran motor dikasih atap"),
        ("ide nih, kasih roda di keranjang", "kasih roda di keranjang"),
        ("Usul: Kipas di Ruang Jahit 🙏", "Kipas di Ruang Jahit 🙏"),
        ("USUL DONG MIN, AC DI KANTOR", "AC DI KANTOR"),
        ("saran\n\n1. kipas\n2. lampu <b>led</b>", "1. kipas\n2. lampu <b>led</b>"),
        ("mau usul nih min, jadwal piket digilir", "jadwal piket digilir"),
        ("mau ngusulin jadwal piket digilir", "jadwal piket digilir"),
        ("saya punya usul, rak benang dipindah", "rak benang dipindah"),
        ("aku ada ide nih: pola digantung aja", "pola digantung aja"),
        ("masukan dari saya, briefing pagi jangan kelamaan", "briefing pagi jangan kelamaan"),
        ("saran buat pabrik, beli troli lagi satu", "beli troli lagi satu"),
        ("usul gw cuma satu, obeng tiap orang punya sendiri", "obeng tiap orang punya sendiri"),
        ("tolong sampaikan ke panitia bahwa loker kami kurang", "loker kami kurang"),
        ("sampein ke manajemen dong, kantinnya sempit bgt", "kantinnya sempit bgt"),
        ("halo min, mau kasih saran. AC di kantor bocor", "AC di kantor bocor"),
        ("arep usul, lampune bagian obras ditambahi", "lampune bagian obras ditambahi"),
        ("abdi gaduh usul, kumaha upami meja motong digeser", "kumaha upami meja motong digeser"),
        ("Saya hendak mengajukan usulan perbaikan alur", "perbaikan alur"),
        ("keluhan saya, istirahatnya bentrok", "istirahatnya bentrok"),
        ("mau komplain ke panitia, air minum habis", "air minum habis"),
        # Nothing but the announcement.
        ("mau kasih masukan", ""),
        ("kirim saran anonim", ""),
        ("mau usul tapi jangan pake nama saya", ""),
        ("saya ingin menyampaikan saran kepada panitia", ""),
        ("mau lapor keluhan tanpa nama", ""),
        ("boleh usul ga?", ""),
        ("ada saran dikit boleh?", ""),
        ("buat usulan baru", ""),
        ("tulis saran", ""),
        ("pengen nyumbang ide", ""),
        ("kirim ide ke panitia", ""),
        ("aku duwe usul kanggo panitia", ""),
        ("bade masihan saran ka panitia", ""),
        ("usul 🙏", ""),
        ("", ""),
        # No announcement, or one that is part of the sentence.
        ("kotak saran ditaruh dekat toilet", "kotak saran ditaruh dekat toilet"),
        ("saran dan keluhan ditempel di papan", "saran dan keluhan ditempel di papan"),
        ("usulan yang lama dijawab dulu dong", "usulan yang lama dijawab dulu dong"),
        ("mau ada kipas di gudang", "mau ada kipas di gudang"),
        ("tolong kasih lampu di parkiran", "tolong kasih lampu di parkiran"),
        ("bikin rak buat benang", "bikin rak buat benang"),
        ("meja digeser, itu usul saya", "meja digeser, itu usul saya"),
        ("Ide bagus kemarin dilanjutkan", "Ide bagus kemarin dilanjutkan"),
        ("sarang tawon di atap dibuang", "sarang tawon di atap dibuang"),
        ("identitas mesin ditempel", "identitas mesin ditempel"),
        ("  pintu   gudang macet ", "pintu   gudang macet"),
    ],
)
def test_only_the_announcement_is_cut(typed, kept):
    assert without_announcement(typed) == kept


STATUS = """
saran saya gimana kabarnya
usul saya kemarin udah sampe mana
cek status saran saya
usulan saya nomor 12 sudah dijawab belum
lihat jawaban panitia buat saran saya
usulku piye kabare
kumaha kabar usul abdi
saran gw yg minggu lalu udah dibaca belum
mau liat saran saya
status usulan
saran nomor 7 gimana
ide saya diterima ga
kapan usul saya dijawab
kok saran saya belum dibales
masukan saya kemaren ditolak ya
udah ada tanggapan soal usul saya?
cabut saran saya yang kemarin
daftar saran saya
"""
NO_STATUS = """
usul papan status mesin
usul dong, kipas di ruang jahit ditambah
saran saya meja packing ditinggiin dikit
mau kasih masukan
usul kotak saran dicek tiap minggu
saran dari karyawan harusnya dijawab panitia
usul saya jadwal piket digilir
tulis saran
usul nomor mesin ditempel
usul gw cuma satu, obeng sama tang tiap orang punya sendiri
saran saya pintu darurat jangan dikunci biar ga nunggu kapan dibuka
usul papan jawaban usulan
gimana kabarnya
status pesanan ditulis di papan
kabar duka ditempel di papan
cek rem forklift tiap pagi
usul saya cek mesin sebelum mulai
usul saya ada daftar hadir pas lembur
cara kasih saran gimana
gimana cara usul
"""


@pytest.mark.parametrize("text", STATUS.strip().splitlines())
def test_somebody_asks_what_became_of_their_suggestion(text):
    assert asks_for_status(words_of(text))


@pytest.mark.parametrize("text", ["", *NO_STATUS.strip().splitlines()])
def test_a_suggestion_asks_for_nothing(text):
    assert not asks_for_status(words_of(text))


#: The words in content/suggestion_words.yml were chosen on these.
BY_MODULE = {
    1: """
papan informasi dipindah ke kantin
rak benang dikasih label
jadwal piket digilir
briefing pagi jangan kelamaan
kardus berantakan di lorong
rapat panitia tiap bulan
alat digantung di papan bayangan
""",
    2: """
contoh jahitan yang benar ditempel
reject banyak gara gara ukuran salah
inspeksi di tengah proses
penggaris besi di meja pola
timbangan dikalibrasi
barang rework dipisah
""",
    3: """
kasih roda di keranjang potongan
troli ditambah
mesin sering macet
lampu dimatiin pas istirahat biar hemat listrik
sisa kain dijual
layout mesin diubah biar ga bolak balik
air cucian dipakai lagi
jig buat ngebor
""",
    4: """
jam istirahat bentrok
toilet kurang
kantin jualan sayur
loker dikasih kunci
slip gaji dirinci
mesin absen ditambah
pelatihan buat operator baru
galon kosong terus
""",
    5: """
kipas di ruang jahit ditambah
lantai licin dekat mesin cuci
kabel mesin obras terkelupas
apar di gudang kadaluarsa
masker buat bagian sablon
kotak p3k di tiap lantai
lampu parkiran gelap
pelindung jarum mesin
""",
}
#: Written together with those above and looked at only when the words were chosen.
UNSEEN = {
    1: """
gudang ditata biar rapi
lorong jangan buat naruh barang
tempel foto sebelum sesudah 5r
kotak saran ditaruh di kantin
barang ga kepake dibuang aja
garis batas di lantai buat palet
sapu sama pel digantung
pengumuman ditempel jangan cuma di grup
panitia keliling tiap jumat
label di tiap laci
jadwal bersih bersih hari sabtu
papan target di tiap line
""",
    2: """
banyak cacat jahitan loncat
sampel warna ditaruh di meja qc
komplain pembeli ditempel biar tau
benang salah warna terus
catat jenis cacat tiap jam
alat ukur dicek tiap minggu
standar lipatan difoto
barang retur dipelajari bareng
kualitas kain dicek pas datang
jahitan sering lepas, cek di tengah
bon tidak cocok sama pola
gosong di setrika, bikin batas suhu standar
""",
    3: """
mesin obras diservis rutin
kompresor bocor angin boros
rak kain dideketin ke meja potong biar ga jauh jalan
potongan kayu dipakai lagi
limbah cair disaring dulu
listrik ac kantor boros
gerobak angkut ditambah
nunggu bahan kelamaan
stok benang sering kehabisan
air keran netes terus sayang
mesin nganggur karena antri
pola disusun biar kain ga banyak kebuang
""",
    4: """
cuti haid jangan dipersulit
uang lembur dihitung jelas
mushola diperluas
seragam bahan adem
wc cowok mampet
jemputan buat shift malam
makan siang telat
absen pake finger antri
bpjs saya belum aktif
kontrak kerja dikasih salinannya
pojok laktasi buat ibu menyusui
karyawan baru diajarin dulu sebulan
""",
    5: """
helm buat orang gudang
sepatu safety dibagi
debu kayu bikin batuk
pintu darurat digembok
suara mesin tenun bising banget
stop kontak nyetrum
tangga ga ada pegangan
ruang setrika panas pol
bau tiner bikin pusing
titik kumpul dikasih tanda
tabung gas ga dirantai
kaca mata buat gerinda
""",
}


def told(table):
    return [(module, text) for module, texts in table.items() for text in texts.strip().splitlines()]


@pytest.mark.parametrize(("module", "text"), told(BY_MODULE))
def test_a_suggestion_belongs_to_the_module_of_its_words(module, text):
    assert guess_module(words_of(text)) == module


def test_other_suggestions_find_their_modules():
    texts = told(UNSEEN)
    wrong = [(module, text) for module, text in texts if guess_module(words_of(text)) != module]
    assert len(wrong) <= 0.2 * len(texts), wrong


@pytest.mark.parametrize("text", ["", "halo", "begitu saja"])
def test_without_a_known_word_it_is_about_working_together(text):
    assert guess_module(words_of(text)) == 1
