"""Which columns of a file say who somebody is: by their title in English or Chinese, and by what stands in them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    """What a column tells of a person. The order is that in which a title is looked at."""

    EMAIL = "email"
    PHONE = "phone"
    MEMBER = "member"
    IDENTITY = "identity"
    ACCOUNT = "account"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True)
class PersonalColumn:
    """`by_content`: its title does not tell, what stands in it does."""

    name: str
    kind: PersonalKind
    by_content: bool = False


# A store's name and a question about the phone service say nothing of a person; what stands in the column is looked at still.
_OF_THINGS = re.compile(
    r"\b(store|shop|region|channel|team|product|item|file|city|branch|question|survey|programme|program|brand|project|service|support|score|rating)s?\b|satisf|recommend"
    r"|门店|店铺|商店|区域|渠道|团队|小组|班组|产品|商品|项目|问题|城市|品牌|问卷|题目|指标|满意|服务|态度|评分|评价|推荐"
)
_TITLES: dict[PersonalKind, re.Pattern[str]] = {
    PersonalKind.EMAIL: re.compile(r"\b(e ?mails?|mail address)\b|邮箱|邮件|电邮"),
    PersonalKind.PHONE: re.compile(
        r"\b(phones?|telephones?|tel|mobiles?|cell(phone)?s?|fax|contact (number|no|details?))\b"
        r"|手机|电话|联系方式|联络方式|座机|传真"
    ),
    PersonalKind.MEMBER: re.compile(
        r"\b(members?(hip)?|customers?|clients?|respondents?|loyalty|card|users?|visitors?|guests?)"
        r"( ?(ids?|nos?|numbers?|codes?|cards?|nr))\b|\b(member|customer|user|card)(id|no)\b"
        r"|会员(编?号|卡|码|id|代码)|(客户|顾客|用户|受访者|答卷人)(编号|号|码|id|代码)|卡号"
    ),
    PersonalKind.IDENTITY: re.compile(
        r"\b(id (card|number|no)|identity( card| number)?|passports?|national id|ssn|social security|dob)\b"
        r"|\b(date of birth|birth ?(day|date))\b"
        r"|身份证|证件|护照|社保|出生|生日"
    ),
    PersonalKind.ACCOUNT: re.compile(
        r"\b(open ?id|union ?id|wechat( id)?|weixin|we ?com|qq|weibo|alipay|ip( address)?|device id)\b"
        r"|\b(user ?names?|logins?|bank account|iban)\b"
        r"|微信|支付宝|微博|银行|账号|帐号|ip地址|设备号|用户名|昵称"
    ),
    PersonalKind.ADDRESS: re.compile(
        r"\b((home|postal|street|mailing|delivery|shipping) address|address(es)?|post ?code|zip( code)?)\b|地址|住址|邮编"
    ),
    PersonalKind.NAME: re.compile(
        r"\b((sur)?names?|signature)\b|^(customer|member|client|respondent|guest)s?$"
        r"|姓名|姓氏|名字|称呼|签名|(客户|顾客|会员|用户|联系人|受访者|填写人|答卷人)名?$|^(姓|名)$"
    ),
}
_OF_THINGS_TOO = frozenset({PersonalKind.NAME, PersonalKind.ADDRESS, PersonalKind.PHONE, PersonalKind.EMAIL})

_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[A-Za-z]{2,}")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
_ABROAD = re.compile(r"(?<![\d+])(?:\+|00)[1-9]\d{7,14}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3}-\d{7,8}|400-?\d{3}-?\d{4})(?!\d)")
_IDENTITY_CARD = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\w)")
_SPACING = re.compile(r"(?<=\d)[ \-()·.](?=\d)")


def told_by_title(title: str) -> PersonalKind | None:
    """What a column of this title holds of a person; None for what is a place's or a question's."""
    plain = _plain(title)
    of_a_thing = _OF_THINGS.search(plain) is not None
    for kind, pattern in _TITLES.items():
        if pattern.search(plain) and not (of_a_thing and kind in _OF_THINGS_TOO):
            return kind
    return None


def told_by_content(cells: Iterable[str]) -> PersonalKind | None:
    """The first cell that holds an e-mail address, a phone number or the number of an identity card tells for its column."""
    for cell in cells:
        if len(cell) < 5:
            continue
        text = unicodedata.normalize("NFKC", cell)
        if "@" in text and _EMAIL.search(text):
            return PersonalKind.EMAIL
        closed = _SPACING.sub("", text)
        if _IDENTITY_CARD.search(closed):
            return PersonalKind.IDENTITY
        if _MOBILE.search(closed) or _ABROAD.search(closed) or _LANDLINE.search(text):
            return PersonalKind.PHONE
    return None


def personal_column(title: str, cells: Iterable[str]) -> PersonalColumn | None:
    kind = told_by_title(title)
    if kind is not None:
        return PersonalColumn(title, kind)
    found = told_by_content(cells)
    return None if found is None else PersonalColumn(title, found, by_content=True)


def _plain(title: str) -> str:
    """Without case and width; memberId, member_id and MEMBER-ID are `member id`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", title))
    return " ".join(re.sub(r"[_\-./:*：]+", " ", words).casefold().split())
