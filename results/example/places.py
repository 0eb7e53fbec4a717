"""Where the example takes place and who is in it. A line a city: its code, its name in both languages, its stores."""

from dataclasses import dataclass
from random import Random

SEED = 20_250_301


def dice(of: str) -> Random:
    """The same throws each time, apart for each part of the example, so that one part does not change another."""
    return Random(f"{SEED} {of}")  # noqa: S311 - repeatable is what is wanted here


EAST = """\
SHA Shanghai 上海: Nanjing East Road 南京东路, Xujiahui 徐家汇, Wujiaochang 五角场, Lujiazui 陆家嘴, Zhongshan Park 中山公园
HGH Hangzhou 杭州: Wulin Square 武林广场, Hubin 湖滨, Qianjiang 钱江新城, Binjiang 滨江, Xiasha 下沙
NKG Nanjing 南京: Xinjiekou 新街口, Confucius Temple 夫子庙, Hexi 河西, Xianlin 仙林, Jiangning 江宁
SUZ Suzhou 苏州: Guanqian Street 观前街, Jinji Lake 金鸡湖, Shilu 石路, Shihu 石湖, Wujiang 吴江
NGB Ningbo 宁波: Tianyi Square 天一广场, Old Bund 老外滩, Yinzhou 鄞州, Jiangbei 江北, Beilun 北仑
HFE Hefei 合肥: Huaihe Road 淮河路, Luyang 庐阳, Binhu 滨湖, Shushan 蜀山, Yaohai 瑶海
WUX Wuxi 无锡: Sanyang Square 三阳广场, Nanchang Street 南长街, Taihu 太湖新城, Huishan 惠山, Xishan 锡山
XMN Xiamen 厦门: Zhongshan Road 中山路, Huli 湖里, Jimei 集美, Wuyuan Bay 五缘湾, Haicang 海沧
"""
CENTRAL = """\
WUH Wuhan 武汉: Jianghan Road 江汉路, Optics Valley 光谷, Han Street 楚河汉街, Zhongnan Road 中南路, Wangjiawan 王家湾
CSX Changsha 长沙: Wuyi Square 五一广场, Huangxing Road 黄兴路, Meixi Lake 梅溪湖, Yuhua 雨花, Xingsha 星沙
CGO Zhengzhou 郑州: Erqi Square 二七广场, Zhengdong 郑东, Zhongyuan 中原, Huayuan Road 花园路, Longhu 龙湖
LYA Luoyang 洛阳: Luoyi 洛邑古城, Xigong 西工, Jianxi 涧西, Luolong 洛龙, Chanhe 瀍河
YIH Yichang 宜昌: Yiling Square 夷陵广场, Wujiagang 伍家岗, Xiling 西陵, Dianjun 点军, Xiaoting 猇亭
XFN Xiangyang 襄阳: People's Square 人民广场, Fancheng 樊城, Xiangcheng 襄城, Dongjin 东津, North Street 北街
ZZU Zhuzhou 株洲: Central Square 中心广场, Tianyuan 天元, Lusong 芦淞, Shifeng 石峰, Hetang 荷塘
YYA Yueyang 岳阳: Dongmaoling 东茅岭, Nanhu Square 南湖广场, Yueyang Tower 岳阳楼, Wulipai 五里牌, Junshan 君山
"""
SOUTHWEST = """\
CTU Chengdu 成都: Chunxi Road 春熙路, Kuanzhai Alley 宽窄巷子, Tianfu Square 天府广场, Jinniu 金牛, Shuangliu 双流
CKG Chongqing 重庆: Jiefangbei 解放碑, Guanyinqiao 观音桥, Nanping 南坪, Shapingba 沙坪坝, Yangjiaping 杨家坪
KMG Kunming 昆明: Nanping Street 南屏街, Green Lake 翠湖, Guandu 官渡, Chenggong 呈贡, Dianchi Road 滇池路
KWE Guiyang 贵阳: Dashizi 大十字, Huaguoyuan 花果园, Guanshan Lake 观山湖, Huaxi 花溪, Yunyan 云岩
MIG Mianyang 绵阳: Linyuan Road 临园路, Fucheng 涪城, Youxian 游仙, Science City 科技城, Yuejin Road 跃进路
ZYI Zunyi 遵义: Dingzikou 丁字口, Huichuan 汇川, Honghuagang 红花岗, Xinpu 新蒲, Bozhou 播州
DLU Dali 大理: Xiaguan 下关, Old Town 古城, Erhai 洱海, Haidong 海东, Longshan 龙山
YBP Yibin 宜宾: Daguan Tower 大观楼, South Bank 南岸, Cuiping 翠屏, Lingang 临港, Xuzhou 叙州
"""


# Latitude and longitude of each city's centre in degrees (WGS 84), to a hundredth.
CENTRES = {
    "SHA": (31.23, 121.47), "HGH": (30.27, 120.16), "NKG": (32.06, 118.80), "SUZ": (31.30, 120.62), "NGB": (29.87, 121.55),
    "HFE": (31.82, 117.23), "WUX": (31.49, 120.31), "XMN": (24.48, 118.09), "WUH": (30.59, 114.31), "CSX": (28.23, 112.94),
    "CGO": (34.75, 113.62), "LYA": (34.62, 112.45), "YIH": (30.69, 111.29), "XFN": (32.01, 112.12), "ZZU": (27.83, 113.13),
    "YYA": (29.36, 113.13), "CTU": (30.57, 104.07), "CKG": (29.56, 106.55), "KMG": (25.04, 102.71), "KWE": (26.65, 106.63),
    "MIG": (31.47, 104.68), "ZYI": (27.73, 106.93), "DLU": (25.59, 100.23), "YBP": (28.77, 104.62),
}  # fmt: skip
HOURS = (("09:00", "21:30"), ("09:30", "22:00"), ("10:00", "22:00"))


@dataclass(frozen=True)
class AreaText:
    """`lift` is added to the chance that an item is passed in a store of this region."""

    code: str
    en: str
    chinese: str
    potential: str
    lift: float
    cities: str


AREAS = (
    AreaText("EAST", "East China", "华东", "high", 0.03, EAST),
    AreaText("CENTRAL", "Central China", "华中", "medium", 0.0, CENTRAL),
    AreaText("SOUTHWEST", "Southwest China", "西南", "low", -0.04, SOUTHWEST),
)
TEAMS = (("S", "Sales floor", "销售组"), ("D", "Service desk", "服务台"))


@dataclass(frozen=True)
class StoreText:
    code: str
    en: str
    chinese: str
    area: str
    quality: float  # added to the chance that an item is passed
    latitude: float
    longitude: float
    opens_at: str
    closes_at: str


def stores() -> list[StoreText]:
    """120 stores, eight cities a region and five stores a city, each with the quality of its region and its own."""
    random, made = dice("stores"), []
    for area in AREAS:
        for line in area.cities.splitlines():
            city, _, places = line.partition(": ")
            code, en, chinese = city.split(" ")
            for number, place in enumerate(places.split(", "), start=1):
                place_en, place_chinese = place.rsplit(" ", 1)
                quality = area.lift + random.gauss(0, 0.05)
                name, store = (f"{en} {place_en}", f"{chinese}{place_chinese}店"), f"{code}-{number:02}"
                (latitude, longitude), (opens_at, closes_at) = _around(code, store), _hours(store)
                made.append(StoreText(store, *name, area.code, quality, latitude, longitude, opens_at, closes_at))
    return made


def _around(city: str, store: str) -> tuple[float, float]:
    """Somewhere within ten kilometres of the city's centre."""
    own, (latitude, longitude) = dice(f"place of {store}"), CENTRES[city]
    return round(latitude + own.uniform(-0.08, 0.08), 6), round(longitude + own.uniform(-0.08, 0.08), 6)


def _hours(store: str) -> tuple[str, str]:
    return dice(f"hours of {store}").choice(HOURS)


@dataclass(frozen=True)
class PersonText:
    """`scope` is the code of the region or store the person is limited to, empty for none."""

    user_name: str
    display_name: str
    role: str
    scope: str = ""


CREW = (
    ("lead", "programme_lead", ("周敏 Zhou Min", "韩磊 Han Lei"), ("", "EAST")),
    ("reviewer", "reviewer", ("沈静 Shen Jing", "彭浩 Peng Hao", "罗琳 Luo Lin"), ()),
    ("supervisor", "supervisor", ("马强 Ma Qiang", "何颖 He Ying", "邓超 Deng Chao", "谢婷 Xie Ting"), ()),
    (
        "shopper",
        "mystery_shopper",
        (
            "王芳 Wang Fang", "李娜 Li Na", "张伟 Zhang Wei", "刘洋 Liu Yang", "陈晨 Chen Chen", "杨帆 Yang Fan", "赵磊 Zhao Lei",
            "黄蓉 Huang Rong", "吴迪 Wu Di", "徐莉 Xu Li", "孙悦 Sun Yue", "胡斌 Hu Bin", "朱婷 Zhu Ting", "林峰 Lin Feng",
        ),
        (),
    ),
    (
        "manager",
        "store_manager",
        ("郭涛 Guo Tao", "高洁 Gao Jie", "梁宇 Liang Yu", "宋佳 Song Jia", "唐军 Tang Jun"),
        ("SHA-01", "HGH-02", "WUH-01", "CSX-01", "CTU-01"),
    ),
    ("executive", "executive", ("冯远 Feng Yuan", "董欣 Dong Xin"), ()),
)  # fmt: skip


def people() -> list[PersonText]:
    """30 people over all roles but the administrator's: 2, 3, 4, 14, 5 and 2."""
    made = []
    for word, role, names, scopes in CREW:
        for number, name in enumerate(names, start=1):
            scope = scopes[number - 1] if scopes else ""
            made.append(PersonText(f"{word}-{number}", name, role, scope))
    return made


USER_NAMES = frozenset(person.user_name for person in people())
