"""What happened to somebody is told from a suggestion, a hazard, and what would prevent it."""

import pytest

from nlu.grievance import grievance
from nlu.normaliser import normalise
from nlu.spelling import Speller, read_lexicon

#: At least so many incidents must be seen, and at most so many ordinary texts taken for one.
RECALL, FALSE_ALARMS = 0.95, 0.03

#: The signs in content/grievance.yml were chosen on these.
VIOLENCE = """
saya dilecehkan sama kepala regu
digerayangi pas antri absen
temen saya dipukul mandor gara2 hasil jelek
mandor megang pantat anak magang
saya dicolek colek terus sama satpam
dibully sama senior di line 3
aku diancam mau dibunuh sama temen sebelah
tiap hari dimaki maki pak bos di depan orang
ada karyawan yg diperkosa di gudang
leader minta foto bugil lewat wa
pak joko suka pegang2 badan saya kalo lembur
mandor nampar teman saya tadi pagi
saya ditendang pengawas
supervisor ngajak tidur biar kontrak dilanjut
dada saya diremas waktu mati lampu
kepala ditoyor sama mandor
disiram air panas sama kepala dapur
dikirimin video porno sama atasan
ada yg ngintip di toilet perempuan
saya dikatain babi tiap hari sama senior
kulo dikaplok mandor
abdi diteunggeul ku mandor
bos sering ngelempar gunting ke kami
dipaksa cium sama manajer
saya korban pelecehan di pabrik ini
usul mandor diganti, dia suka ngeraba anak2 cewek
saran saya pecat satpam itu, dia nampar saya
diseneni lan dipisuhi mandor saben dina
dipalak preman pabrik tiap gajian
rambut saya dijambak senior
dia nunjukin kelaminnya ke saya
diejek terus soal badan sampe saya nangis
siul2 jorok sama ngomong mesum tiap saya lewat
saya di bully anak line sebelah min
"""
RETALIATION = """
saya dipindah gara-gara lapor
abis kasih saran malah diintimidasi
diancam pecat karena ikut serikat
dikucilkan setelah ngadu
kontrak ga diperpanjang gara2 komplain
sejak usul kemarin saya dimusuhi mandor, ini balas dendam
saya dipecat setelah melaporkan kecelakaan
lembur saya dicabut gara2 protes soal upah
abis ngomong di rapat saya dikasih sp
temen gw dimutasi krn gabung serikat pekerja
gara gara nulis keluhan, gaji saya dipotong
setelah lapor apar kosong saya malah dimarahi terus dan ga dikasih lembur
mandor bilang siapa yg lapor bakal dipecat
dipersulit cuti sejak saya ngadu ke panitia
"""
ORDINARY = """
usul pelatihan pencegahan pelecehan
pasang poster anti bullying
mesin pukul dipindah
mandor tolong jangan teriak2 pas toolbox
palu buat mukul paku kurang
ancaman banjir di gudang
usul kotak aduan pelecehan
lantai bikin kepukul
usul dong, kipas di ruang jahit ditambah
rak benang dipindah deket mesin biar ga bolak balik
saran saya meja packing ditinggiin dikit
kasih roda di keranjang potongan
jadwal piket digilir
air minum di line 2 abis mulu
toilet belakang bau, tolong disampein
mandor pilih kasih bagi lemburan
parkiran motor dikasih atap
lantai dekat mesin cuci licin
kabel mesin obras terkelupas
apar di gudang sudah kadaluarsa
tangga ke mezanin ga ada pegangan
pintu darurat kehalang kardus
mesin potong kemarin bikin jari saya kena
kepala saya kejedot pipa rendah
kaki saya ketiban palet
tolong mesin dipindah karena banyak yang komplain panas
rak dipindah setelah ada laporan bocor
makasih usul saya soal kipas sudah dijalankan
lapor lampu mati di gudang
setelah saya lapor kemarin, lampunya udah dibenerin
gaji dipotong gara2 telat, tolong diperjelas aturannya
karena banyak komplain pembeli, inspeksi akhir ditambah
kain diraba dulu biar tau yang kasar
saklar ketutup rak, harus diraba raba dulu
stop kontak nyetrum kalo dipegang
paku dipukul pake kayu, beliin palu dong
kayu sering dilempar dari atas truk, bahaya
jangan lempar gunting ke teman, usul dikasih rak alat
ban forklift ditendang dulu sebelum dipakai, biar tau kempes
cat basah jangan dicolek, pasang tulisan
kontrak tidak diperpanjang kenapa ya ga pernah dijelasin
usul kontrak kerja diperpanjang otomatis
serikat minta ruang rapat
usul bikin serikat pekerja
sosialisasi cara lapor kekerasan ke semua karyawan
bikin aturan soal pelecehan dan ditempel di papan
usul pasang cctv di lorong biar aman
usul satgas pencegahan kekerasan seksual
training buat mandor cara negur yang sopan
tolong mandor kalau negur pelan aja
briefing jangan sambil marah marah
kalau ada yang dilecehkan lapornya ke siapa, tolong ditempel nomornya
poster stop kekerasan dipasang di kantin
nomor pengaduan ditempel di toilet
mesin sablon ngancem putus rantai
debu kapas bikin sesak
tikus di kantin banyak, diracun aja
anjing liar ngejar karyawan shift malem, tolong diusir
kucing suka nyakar di gudang
bos, tolong galon jangan telat
ibu hamil jangan ditaruh di mesin berat
pengawas ditambah satu di shift 3
orang baru dikasih pendamping dulu
satpam ditambah di parkiran belakang soalnya helm suka ilang
motor saya dicuri di parkiran
kursi operator keras, pantat sakit duduk seharian
dada sesak kena bau lem
tangan pegel, gunting diganti yang enteng
badan sakit semua, kursi ga ada sandaran
cium bau gas dekat boiler
foto contoh cacat ditempel di meja qc
minta foto produk jadi buat acuan jahit
kirim video cara pakai mesin baru
minta video pelatihan k3
mesin press tolong dikasih pelindung tangan biar ga kejepit
usulan saya ditolak gara2 apa ya
masukan saya belum dijawab setelah sebulan
habis rapat, kursi tolong dirapikan
temen saya kesetrum mesin cuci
saya jatuh gara2 oli setelah lapor tiga kali belum dibersihkan
"""

#: Written together with those above and looked at only when the signs were chosen.
UNSEEN_VIOLENCE = """
mandor gudang ngelecehin saya kemarin malem
saya dipegang2 sama bos waktu di ruang stok
operator sebelah nonjok saya sampe berdarah
saya ditampar gara gara salah potong
atasan sering ngirim chat mesum
diajak ke hotel sama pak manajer kalo mau diangkat tetap
dia ngancem mau nyelakain keluarga saya
anak pkl digodain terus sama bapak2 gudang
saya dibentak bentak tiap pagi sampe nangis
dihina bodoh di depan semua orang oleh leader
bokong saya dipukul sambil ketawa
ada mandor yang suka meluk anak baru
saya digebukin 3 orang di parkiran
pengawas nyekik temen saya
temen saya diraba-raba di lift barang
senior maksa saya beliin rokok, kalo ga dipukul
aku diancem pake cutter karo kanca
abdi dilecehkeun ku dunungan
usulnya mandor itu dipindah, suka nyentuh paha saya
ide saya: satpam jangan boleh geledah badan cewek, saya diraba
saya mengalami kekerasan dari kepala bagian
korban bullying di tempat kerja, harus gimana
pak rt kepala gudang minta dicium kalo mau pulang cepet
mandor lempar sepatu ke muka saya
saya direkam waktu ganti baju
di ruang ganti ada kamera tersembunyi
mandor ngomong jorok soal payudara saya
tiap hari diolok olok karena saya pincang
saya dirundung teman satu regu
dijewer mandor kayak anak kecil
saya mau diperkosa sama sopir jemputan
dikurung di gudang sama senior
saya diludahi atasan
bos nyebut saya monyet terus terusan
"""
UNSEEN_RETALIATION = """
setelah saya ngasih masukan, saya dipindah ke bagian limbah
habis lapor ke panitia jam kerja saya dikurangi
gara2 saya ngadu soal mandor sekarang saya dijauhi
saya diancam ga diperpanjang kalo berani lapor
dikeluarin dari kerjaan krn ikut demo
karena jadi anggota serikat, saya ga pernah dikasih lembur lagi
mandor dendam sama saya gara2 usul kemarin
diintimidasi hrd setelah komplain upah
saya kena sp 2 abis protes jam lembur
waktu itu saya lapor lantai licin eh malah saya yang dimarahin terus
teman saya di phk gara gara ngomong ke serikat
bar lapor aku malah dipindah neng gudang
bonus saya dihapus sejak usul di rapat
ketahuan nulis saran, saya dicari cari kesalahan
"""
UNSEEN_ORDINARY = """
usul seminar tentang pelecehan seksual di tempat kerja
bikin prosedur kalau terjadi kekerasan
stiker anti kekerasan di ruang istirahat
kotak saran ditaruh dekat toilet biar ga malu
mesin tumbuk suaranya kenceng banget
palu karet hilang dua
pukulan mesin press kurang rata
kepala saya terpukul tuas mesin
tangan saya kepukul palu sendiri
ancaman kebakaran dari kabel numpuk
gudang terancam ambruk atapnya
mandor tolong kalau ngasih tugas yang jelas
mandor tolong keliling cek lampu
bos usul kantin buka pagi
pengawas jangan gonta ganti terus
lampu jalan ke parkiran gelap, takut ada orang jahat
cewek pulang malem minta dianter jemputan
ruang ganti perempuan pintunya ga bisa dikunci
kunci toilet cewek rusak
tirai ruang laktasi bolong
usul ruang ganti dipisah laki perempuan
meja dipindah karena usul panitia
setelah rapat usul jadwal piket dipindah ke jumat
mesin saya dipindah ke dekat jendela dong
saya minta dipindah ke shift pagi karena rumah jauh
boleh ga saya dipindah ke line 2, gara2 alergi debu
komplain pelanggan ditempel di papan
karena komplain soal ukuran, penggaris diganti
lembur dikurangi biar ga capek
bonus dihapus kenapa ya
gaji telat terus, mohon dibayar tepat waktu
potongan gaji tolong dirinci di slip
upah lembur belum dibayar sejak bulan lalu
cuti susah, usul pake formulir
laporan harian dibikin papan aja
form lapor kerusakan ditaruh di tiap mesin
abis lapor harusnya dikasih tau hasilnya
lapor pipa bocor udah 2x belum diperbaiki
saya dimarahi gara2 salah ambil benang, usul benang dikasih label
operator sering dimarahi karena target ga jelas, usul target ditulis
anak baru sering ketinggalan info
rekan kerja dilatih pake apar
teman saya jatuh dari tangga
teman saya kena pecahan gerinda
badan forklift penyok ditabrak rak
plat tajam kena paha
dada kena cipratan lem
celana robek kecantol mesin
baju ketarik mesin pintal
rambut kelilit mesin, usul wajib ikat rambut
rambut panjang dijepit, hampir kejambak mesin bor
air panas dispenser nyiprat
siram lantai pake air sabun biar ga licin
lemari dilempar barang terus, usul label
kardus jangan ditendang, isinya pecah
pintu ditendang terus karena engselnya macet
botol kimia disimpen di botol minum, bahaya
tabung gas ga dirantai
tolong pasang kamera cctv di gudang
foto sebelum sesudah 5r ditempel
minta foto layout yang baru
kirim saran anonim
usul rapat bulanan sama serikat
anggota serikat boleh pake ruang rapat
latihan evakuasi tiap 6 bulan
usul kegiatan olahraga bareng tiap jumat
usul arisan
lomba pukul bantal pas 17an
meluk bantal leher pas istirahat enak, usul ruang rebahan
mesin dipegang panas
pegangan tangga goyang
gagang pisau licin kalo dipegang
disentuh dikit panelnya nyetrum
jangan sentuh panel, pasang tanda
satpam tolong periksa isi truk
satpam tidur terus, usul gantian
usul gantungan helm di parkiran
anjing galak deket gerbang, saya digigit
tawon bersarang di atap gudang, teman disengat
supaya tidak ada bullying, usul mentor buat anak baru
biar ga ada yang dilecehkan di jemputan, kursi cewek dipisah
"""

#: Written when the signs stood, to see what they miss, then used to widen them: 12 of the first 24 incidents had been
#: heard, 13 of the next 18.
LATER_INCIDENTS = """
kemarin dicubitin sama kepala regu sampe lebam
pak mandor narik kerah saya sambil nantang
dia maksa nyium di tangga
tiap lewat lorong gudang badan saya disenggol senggol sengaja sama pak dedi
leader suka kirim stiker jorok ke wa saya
temen se line ngolok2 logat saya terus
saya takut masuk kerja, diancem terus sama bang jali
ditendang mesin nya? bukan, saya yg ditendang sama mekanik
perempuan baru disuruh nemenin bos karaoke kalo mau lulus percobaan
bos nepok pantat operator
mandor gebrak meja terus nunjuk2 muka saya sambil bilang goblok
sering dipanggil gendut sama hrd di depan semua
waktu shift malam ada yg nyelinap meluk dari belakang
saya dihajar sampe bibir pecah
rok saya disingkap
gara2 saya lapor kipas rusak, sekarang ga pernah diajak ngobrol, dikucilin
bis protes upah langsung dirumahkan
sesudah isi kotak saran ketauan, saya disuruh tanda tangan surat pengunduran diri
saya disuruh mundur karena ikut rapat serikat
mentang mentang saya ngadu, jatah lembur saya dikasih ke orang lain
diancam bakal disantet kalo ngomong ke panitia
kulo bar wadul malah dipindah bagian sing paling abot
mandornya bales dendam ke saya
setelah saya komplain soal toilet, absen saya dipersulit
si mandor kemarin main gampar ke anak sortir
ada bapak2 suka ngeliatin sambil ngeraba2 lengan saya
bosku ngomong pengen nidurin aku
saya dipepet ke tembok terus dicium sama pak kepala
temen saya babak belur digebugin satpam
tiap salah dikit langsung dilempar sepatu sama mandor
senior malakin duit makan anak baru
pak rudi nunjukin video bokep ke cewek2 line 5
saya diejek bau sama satu line, tiap hari
mandor ngancem mau mutus kontrak kalo ga nurut diajak jalan
bahu saya dielus elus terus risih
abis nanya soal bpjs, kontrak saya diputus
sejak gabung serikat saya dipindahin ke shift malem terus
dulu pernah protes, sekarang dicari2 salahnya
saya dicuekin satu tim gara2 lapor kecelakaan ke panitia
lapor mesin bahaya malah dapet sp
usul saya bikin mandor marah, sekarang saya ga dikasih lembur
"""
LATER_ORDINARY = """
usul mandor keliling tiap jam
tolong kepala regu jangan marah marah kalo target ga nyampe
mesin jahit no 4 ngadat habis diservis mekanik
tali pinggang mesin putus kena badan mesin
saya kepleset abis ngepel
usul orang yang lapor bahaya dikasih hadiah
usul tiap laporan dijawab seminggu
gara2 lampu mati saya salah potong
sejak usul kipas dijalanin, enak kerja
habis demo masak di kantin, piring kotor
ikut serikat harus bayar berapa ya, tolong dijelaskan
kontrak saya belum ditandatangani
upah dipotong kasbon, tolong ditulis di slip
bos minta kami pakai helm tapi helmnya ga ada
satpam dorong gerbang berat, kasih roda
mandor lempar barang dari truk, harusnya pake papan luncur
karyawan dorong palet pake badan
orang lewat kena percikan las
teman saya kejepit pintu
kepala benjol kena rak
bapak bapak ngerokok di gudang
ibu ibu pegang kain basah terus tangannya gatel
badan gatal kena serat
meja dorong kaki patah
anak kecil suka main di area produksi
foto karyawan teladan dipasang
video senam pagi
usul tes urine
karyawan disuruh angkat 60 kilo sendiri
rekan shift malam ngantuk, usul kopi
kunci ruang ganti hilang
tirai kamar mandi bolong
cctv mengarah ke ruang ganti, tolong digeser
kursi dorong dipukul biar lurus
gas diintip dulu indikatornya
usul kalau ada masalah sama atasan bisa cerita ke siapa
form pengaduan ditaruh dekat absen
usul lomba kritik saran terbaik
jadwal dipindah gara2 puasa
libur diganti karena demo
rapat dipindah setelah protes warga
mesin dipindahkan sebab laporan getaran
tempat sampah ditendang tutupnya, beli yang injak
gajian dipindah ke tanggal 25
kipas dipegang goyang
panel listrik kesentuh air
bahan dilempar lempar jadi kotor
lem disiram air malah keras
tutup botol susah ditarik
kami dikejar target, tambah orang
usul nomor telp panitia ditempel di wc
kepala regu tolong kasih tau target dari pagi
meja qc terlalu pendek
abis makan siang sampah numpuk
minta waktu sholat jumat
orang gudang lempar karung sembarangan
kerja sambil duduk, kursi kurang
setelah protes buyer, standar jahit diubah
pesan bahan jangan telat
laporan produksi pindah ke papan
lembur dikurangi karena order sepi
ada yang suka ambil helm saya
satpam suka telat buka gerbang
gara gara usul saya, meja jadi enak
tali karung ditarik susah
teman teman minta kipas
mandor minta saya bersihin mesin tiap sore, kasih alatnya dong
waktu laporan banjir, panel langsung dipindah
operator nyuruh saya angkat sendiri, berat
kirim gambar contoh jahitan lewat wa
jilbab kecantol mesin
cowok cewek dipisah loker
"""


def lines(table):
    return table.strip().splitlines()


def heard(text):
    return grievance(Speller(read_lexicon(), ()).correct(normalise(text)))


@pytest.mark.parametrize("text", lines(VIOLENCE))
def test_violence_is_heard(text):
    assert heard(text) == "violence"


@pytest.mark.parametrize("text", lines(RETALIATION))
def test_retaliation_is_heard(text):
    assert heard(text) == "retaliation"


@pytest.mark.parametrize("text", ["", *lines(ORDINARY), *lines(LATER_ORDINARY)])
def test_an_ordinary_suggestion_or_hazard_is_no_grievance(text):
    assert not heard(text)


@pytest.mark.parametrize(
    ("happened", "denied"),
    [
        ("mandor bentak bentak kami", "mandor tolong jangan bentak bentak kami"),
        ("saya dipukul", "saya tidak dipukul"),
        ("ada kekerasan di line 2", "line 2 anti kekerasan"),
        ("yang lapor dipecat", "yang lapor jangan dipecat"),
    ],
)
def test_what_did_not_happen_is_no_grievance(happened, denied):
    assert heard(happened)
    assert not heard(denied)


@pytest.mark.parametrize("text", lines(LATER_INCIDENTS))
def test_an_incident_told_otherwise_is_heard(text):
    assert heard(text)


def test_incidents_in_other_words_are_heard():
    incidents = lines(UNSEEN_VIOLENCE + UNSEEN_RETALIATION.lstrip())
    missed = [text for text in incidents if not heard(text)]
    assert len(missed) <= (1 - RECALL) * len(incidents), missed


def test_other_ordinary_texts_raise_few_false_alarms():
    texts = lines(UNSEEN_ORDINARY)
    alarms = [text for text in texts if heard(text)]
    assert len(alarms) <= FALSE_ALARMS * len(texts), alarms


def test_retaliation_is_told_from_violence():
    told = [heard(text) for text in lines(UNSEEN_RETALIATION)]
    assert told.count("retaliation") >= 0.85 * len(told)


def test_no_sentence_counts_twice():
    tables = (VIOLENCE, RETALIATION, ORDINARY, UNSEEN_VIOLENCE, UNSEEN_RETALIATION, UNSEEN_ORDINARY)
    texts = [text for table in tables for text in lines(table)]
    assert len(texts) == len(set(texts))
