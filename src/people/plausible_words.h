/* people/plausible_words: the words of plausible names: our own syllables, and plain words (river,
 * light, stone) in the scripts of the hubs. No list of anybody's names. For plausible.c alone. */
#ifndef SEEDBED_PEOPLE_PLAUSIBLE_WORDS_H
#define SEEDBED_PEOPLE_PLAUSIBLE_WORDS_H

#include "base/str.h"

typedef struct {
        Str written, latin;
} Word;

typedef struct {
        const Word *at;
        size_t n;
} Words;

#define W(written, latin)                      \
        {                                      \
                S_INIT(written), S_INIT(latin) \
        }
#define WORDS(list)                                 \
        {                                           \
                list, sizeof(list) / sizeof *(list) \
        }

/* A brand is fixed-width pieces, so that different numbers never spell the same word. */
static const char brand_consonants[] = "bdfgklmnprstvwyz";
static const char brand_vowels[] = "aeio";
static const char brand_endings[][4] = {
        "lin", "ron", "vex", "dra", "zia", "mar", "nus", "pel", "qua", "ris", "sol",
        "tek", "umi", "von", "wen", "xis", "yra", "zon", "bel", "cor", "den", "fin",
        "gan", "hiv", "jun", "kin", "lux", "mio", "nox", "ora", "pia", "tum",
};
enum { BRAND_SYLLABLES = 64, BRAND_ENDINGS = 32, BRAND_BITS = 17 };

static const Word latin_given_heads[] = {
        W("Ma", "ma"),   W("Le", "le"), W("Ta", "ta"), W("Jo", "jo"), W("Sa", "sa"),
        W("Ni", "ni"),   W("Ka", "ka"), W("Ri", "ri"), W("El", "el"), W("An", "an"),
        W("Da", "da"),   W("Vi", "vi"), W("Mi", "mi"), W("Lu", "lu"), W("No", "no"),
        W("Ira", "ira"), W("Os", "os"), W("Fe", "fe"), W("Ce", "ce"), W("Ha", "ha"),
};
static const Word latin_given_tails[] = {
        W("ra", "ra"),   W("ven", "ven"),   W("lio", "lio"), W("rek", "rek"),   W("mila", "mila"),
        W("sha", "sha"), W("tona", "tona"), W("deo", "deo"), W("nari", "nari"), W("bel", "bel"),
        W("sun", "sun"), W("vika", "vika"), W("los", "los"), W("dan", "dan"),   W("yo", "yo"),
};
static const Word latin_family_heads[] = {
        W("Tor", "tor"), W("Bal", "bal"),    W("Kev", "kev"),      W("Mur", "mur"), W("San", "san"),
        W("Del", "del"), W("Pra", "pra"),    W("Ost", "ost"),      W("Wij", "wij"), W("Lan", "lan"),
        W("Har", "har"), W("Ven", "ven"),    W("Gor", "gor"),      W("Zul", "zul"), W("Abe", "abe"),
        W("Nak", "nak"), W("O'Dar", "odar"), W("van Re", "vanre"),
};
static const Word latin_family_tails[] = {
        W("ling", "ling"), W("avo", "avo"),   W("enti", "enti"), W("usa", "usa"),
        W("mond", "mond"), W("ikar", "ikar"), W("ono", "ono"),   W("esh", "esh"),
        W("irro", "irro"), W("ata", "ata"),   W("wick", "wick"), W("undo", "undo"),
        W("ema", "ema"),   W("itz", "itz"),
};

static const Word euro_given_heads[] = {
        W("Jö", "joe"),  W("Zé", "ze"),   W("Ló", "lo"),    W("Añ", "an"),
        W("Çe", "ce"),   W("Ma", "ma"),   W("Élo", "elo"),  W("Ü", "ue"),
        W("Fío", "fio"), W("Bri", "bri"), W("Søl", "soel"), W("Nuñe", "nune"),
};
static const Word euro_family_heads[] = {
        W("Grüm", "gruem"), W("Béra", "bera"),    W("Ó Mal", "omal"),   W("Cañe", "cane"),
        W("Häll", "haell"), W("de Vau", "devau"), W("Ørst", "oerst"),   W("Łuk", "luk"),
        W("Muñ", "mun"),    W("Fïne", "fine"),    W("Straß", "strass"), W("Čer", "cer"),
};

static const Word viet_family[] = {
        W("Mây", "may"),   W("Sông", "song"), W("Núi", "nui"), W("Rừng", "rung"),
        W("Đồng", "dong"), W("Biển", "bien"), W("Đá", "da"),   W("Gió", "gio"),
};
static const Word viet_given_heads[] = {
        W("Ánh ", "anh"),   W("Ngọc ", "ngoc"), W("Hoài ", "hoai"), W("Thiên ", "thien"),
        W("Xuân ", "xuan"), W("Việt ", "viet"), W("Bạch ", "bach"), W("Quỳnh ", "quynh"),
};
static const Word viet_given_tails[] = {
        W("Sương", "suong"), W("Lụa", "lua"), W("Bằng", "bang"), W("Tre", "tre"),
        W("Sáng", "sang"),   W("Đào", "dao"), W("Mưa", "mua"),   W("Thơ", "tho"),
        W("Nắng", "nang"),   W("Ước", "uoc"),
};

static const Word han_family[] = {
        W("云", "yun"),  W("江", "jiang"), W("石", "shi"),  W("林", "lin"),  W("雷", "lei"),
        W("白", "bai"),  W("金", "jin"),   W("木", "mu"),   W("海", "hai"),  W("星", "xing"),
        W("山", "shan"), W("田", "tian"),  W("风", "feng"), W("舟", "zhou"),
};
static const Word han_given[] = {
        W("明", "ming"), W("晴", "qing"),  W("禾", "he"),   W("远", "yuan"), W("雨", "yu"),
        W("竹", "zhu"),  W("光", "guang"), W("溪", "xi"),   W("松", "song"), W("月", "yue"),
        W("桥", "qiao"), W("安", "an"),    W("羽", "yu"),   W("青", "qing"), W("航", "hang"),
        W("梅", "mei"),  W("宁", "ning"),  W("峰", "feng"),
};

static const Word thai_given_heads[] = {
        W("ดาว", "dao"), W("ฟ้า", "fa"),     W("น้ำ", "nam"),  W("ใจ", "chai"), W("แสง", "saeng"),
        W("ฝน", "fon"),  W("ทอง", "thong"), W("เมฆ", "mek"), W("ลม", "lom"),  W("ภู", "phu"),
};
static const Word thai_tails[] = {
        W("งาม", "ngam"), W("ดี", "di"),    W("ใส", "sai"),   W("เย็น", "yen"), W("สุข", "suk"),
        W("ทิพย์", "thip"), W("รุ่ง", "rung"), W("หวาน", "wan"), W("มั่น", "man"),
};
static const Word thai_family_heads[] = {
        W("ป่า", "pa"),  W("เขา", "khao"),    W("นา", "na"),    W("บ้าน", "ban"), W("ไร่", "rai"),
        W("หิน", "hin"), W("คลอง", "khlong"), W("สวน", "suan"), W("เกาะ", "ko"),
};

static const Word arab_given[] = {
        W("نور", "nur"),    W("قمر", "qamar"), W("نهر", "nahr"),   W("فجر", "fajr"),
        W("ندى", "nada"),   W("بدر", "badr"),  W("غيث", "ghaith"), W("شمس", "shams"),
        W("نسيم", "nasim"), W("ربيع", "rabi"), W("سحاب", "sahab"), W("جبل", "jabal"),
};
static const Word arab_family[] = {
        W("البحري", "albahri"),  W("النخلي", "alnakhli"), W("الحجري", "alhajari"),
        W("الرملي", "alramli"),  W("السهلي", "alsahli"),  W("الوادي", "alwadi"),
        W("الغيمي", "alghaimi"), W("الضوئي", "aldawi"),   W("المائي", "almai"),
        W("الزهري", "alzahri"),
};

static const Word sinhala_given_heads[] = {
        W("මල්", "mal"), W("සඳ", "sanda"), W("හිරු", "hiru"),    W("වැසි", "wasi"),
        W("රන්", "ran"), W("නිල්", "nil"),   W("සුළං", "sulang"), W("තරු", "tharu"),
};
static const Word sinhala_given_tails[] = {
        W("මිණි", "mini"),  W("වන්", "wan"), W("රස", "rasa"),
        W("පියා", "piya"), W("දම්", "dam"), W("ලිය", "liya"),
};
static const Word sinhala_family_heads[] = {
        W("ගල්", "gal"),     W("වෙල", "wela"), W("කඳු", "kandu"),
        W("මුහුදු", "muhudu"), W("පොල්", "pol"),  W("ගම", "gama"),
};
static const Word sinhala_family_tails[] = {
        W("ගොඩ", "goda"),
        W("වත්ත", "watta"),
        W("තොට", "thota"),
        W("පිටිය", "pitiya"),
};

/* How a script puts a name together: head and tail of each half, the halves in its order. */
typedef struct {
        Words given_heads, given_tails, family_heads, family_tails;
        bool family_first;
        Str between;
} Script;

enum { LATIN, EURO, VIET, HAN, THAI, ARAB, SINHALA, SCRIPTS };
static const Script scripts[SCRIPTS] = {
        [LATIN] = {WORDS(latin_given_heads), WORDS(latin_given_tails), WORDS(latin_family_heads),
                   WORDS(latin_family_tails), false, S_INIT(" ")},
        [EURO] = {WORDS(euro_given_heads), WORDS(latin_given_tails), WORDS(euro_family_heads),
                  WORDS(latin_family_tails), false, S_INIT(" ")},
        [VIET] = {WORDS(viet_given_heads),
                  WORDS(viet_given_tails),
                  WORDS(viet_family),
                  {0, 0},
                  true,
                  S_INIT(" ")},
        [HAN] = {WORDS(han_given), WORDS(han_given), WORDS(han_family), {0, 0}, true, S_INIT("")},
        [THAI] = {WORDS(thai_given_heads), WORDS(thai_tails), WORDS(thai_family_heads),
                  WORDS(thai_tails), false, S_INIT(" ")},
        [ARAB] = {WORDS(arab_given), {0, 0}, WORDS(arab_family), {0, 0}, false, S_INIT(" ")},
        [SINHALA] = {WORDS(sinhala_given_heads), WORDS(sinhala_given_tails),
                     WORDS(sinhala_family_heads), WORDS(sinhala_family_tails), false, S_INIT(" ")},
};

/* What stands around a brand to make it a company: before in written, after in latin. */
static const Word latin_frames[] = {
        W("", ""),
        W("", ""),
        W("", " Labs"),
        W("", " Systems"),
        W("", " Works"),
        W("", " Studio"),
        W("", " Technologies"),
        W("", ", Inc."),
        W("The ", " Company"),
        W("", " \"Next\""),
};
static const Word viet_frames[] = {W("Công ty ", ""), W("Công nghệ ", ""), W("", " Việt Nam")};
static const Word han_frames[] = {W("", "科技"), W("", "智能"), W("", "数据"), W("", "（亚洲）")};
static const Word thai_frames[] = {W("บริษัท ", " จำกัด"), W("", " ประเทศไทย")};
static const Word arab_frames[] = {W("شركة ", ""), W("تقنيات ", ""), W("", " العربية")};
static const Word sinhala_frames[] = {W("", " ලංකා"), W("", " සමාගම")};
static const Words frames[SCRIPTS] = {
        [LATIN] = WORDS(latin_frames),     [EURO] = WORDS(latin_frames),
        [VIET] = WORDS(viet_frames),       [HAN] = WORDS(han_frames),
        [THAI] = WORDS(thai_frames),       [ARAB] = WORDS(arab_frames),
        [SINHALA] = WORDS(sinhala_frames),
};

/* Shares of a thousand. */
typedef struct {
        Str hub, country;
        int share, script;
        Word legal; /* a company's legal form there, before and after its name */
} HubShare;

static const HubShare hub_shares[] = {
        {S_INIT("singapore-one-north"), S_INIT("SG"), 110, LATIN, W("", " Pte. Ltd.")},
        {S_INIT("singapore-punggol"), S_INIT("SG"), 40, LATIN, W("", " Pte. Ltd.")},
        {S_INIT("kuala-lumpur"), S_INIT("MY"), 85, LATIN, W("", " Sdn. Bhd.")},
        {S_INIT("penang"), S_INIT("MY"), 25, LATIN, W("", " Sdn. Bhd.")},
        {S_INIT("bangkok"), S_INIT("TH"), 95, THAI, W("", " Co., Ltd.")},
        {S_INIT("chiang-mai"), S_INIT("TH"), 20, THAI, W("", " Co., Ltd.")},
        {S_INIT("hong-kong-harbour"), S_INIT("HK"), 75, HAN, W("", " Limited")},
        {S_INIT("jakarta"), S_INIT("ID"), 95, LATIN, W("PT ", "")},
        {S_INIT("bandung"), S_INIT("ID"), 25, LATIN, W("PT ", "")},
        {S_INIT("manila"), S_INIT("PH"), 60, LATIN, W("", ", Inc.")},
        {S_INIT("cebu"), S_INIT("PH"), 20, LATIN, W("", ", Inc.")},
        {S_INIT("colombo"), S_INIT("LK"), 45, SINHALA, W("", " (Pvt) Ltd")},
        {S_INIT("hanoi"), S_INIT("VN"), 45, VIET, W("", " JSC")},
        {S_INIT("ho-chi-minh-city"), S_INIT("VN"), 55, VIET, W("", " JSC")},
        {S_INIT("beijing"), S_INIT("CN"), 20, HAN, W("", " Co., Ltd.")},
        {S_INIT("shanghai"), S_INIT("CN"), 25, HAN, W("", " Co., Ltd.")},
        {S_INIT("shenzhen"), S_INIT("CN"), 30, HAN, W("", " Co., Ltd.")},
        {S_INIT("paris"), S_INIT("FR"), 20, EURO, W("", " SAS")},
        {S_INIT("berlin"), S_INIT("DE"), 15, EURO, W("", " GmbH")},
        {S_INIT("dublin"), S_INIT("IE"), 10, EURO, W("", " DAC")},
        {S_INIT("madrid"), S_INIT("ES"), 10, EURO, W("", ", S.L.")},
        {S_INIT("riyadh"), S_INIT("SA"), 35, ARAB, W("", " LLC")},
        {S_INIT("cairo"), S_INIT("EG"), 25, ARAB, W("", " S.A.E.")},
        {S_INIT("nairobi"), S_INIT("KE"), 5, LATIN, W("", " Ltd")},
        {S_INIT("sao-paulo"), S_INIT("BR"), 5, EURO, W("", " Ltda.")},
        {S_INIT("mexico-city"), S_INIT("MX"), 5, EURO, W("", " S.A. de C.V.")},
};
enum { HUBS_N = sizeof hub_shares / sizeof *hub_shares };

typedef struct {
        Str slug, word; /* the word that companies of the sector like in their names */
        int share;
} SectorShare;

static const SectorShare sector_shares[] = {
        {S_INIT("ai"), S_INIT(" AI"), 190},
        {S_INIT("cloud"), S_INIT(" Cloud"), 110},
        {S_INIT("fintech"), S_INIT(" Pay"), 130},
        {S_INIT("health"), S_INIT(" Health"), 95},
        {S_INIT("education"), S_INIT(" Learning"), 75},
        {S_INIT("logistics"), S_INIT(" Freight"), 70},
        {S_INIT("climate"), S_INIT(" Energy"), 60},
        {S_INIT("agritech"), S_INIT(" Farms"), 50},
        {S_INIT("security"), S_INIT(" Secure"), 50},
        {S_INIT("games"), S_INIT(" Games"), 45},
        {S_INIT("media"), S_INIT(" Media"), 45},
        {S_INIT("robotics"), S_INIT(" Robotics"), 40},
        {S_INIT("retail"), S_INIT(" Market"), 40},
};
enum { SECTORS_N = sizeof sector_shares / sizeof *sector_shares };

#endif
