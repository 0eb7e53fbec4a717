"""Which columns say who answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.readings.rules.personal import PersonalKind, personal_column, told_by_content, told_by_title


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        (PersonalKind.NAME, ["姓名", "客户姓名", "填写人", "Name", "First name", "customer_name", "Surname", "Customer"]),
        (PersonalKind.PHONE, ["手机", "手机号码", "联系电话", "Phone", "Mobile No.", "tel", "contactNumber"]),
        (PersonalKind.EMAIL, ["邮箱", "电子邮件", "E-mail", "Email address", "e_mail"]),
        (PersonalKind.MEMBER, ["会员编号", "会员卡号", "memberId", "MEMBER-ID", "Customer no.", "用户ID", "客户编号"]),
        (PersonalKind.IDENTITY, ["身份证号", "护照号码", "出生日期", "Date of birth", "Passport"]),
        (PersonalKind.ACCOUNT, ["微信号", "OpenID", "IP地址", "IP address", "user name", "昵称"]),
        (PersonalKind.ADDRESS, ["地址", "家庭住址", "Home address", "zip"]),
    ],
)
def test_a_title_that_names_a_person_is_known_in_both_languages(kind: PersonalKind, titles: list[str]) -> None:
    assert {title: told_by_title(title) for title in titles} == dict.fromkeys(titles, kind)


@pytest.mark.parametrize(
    "title",
    [
        *(
            "日期",
            "门店",
            "门店编码",
            "门店名称",
            "渠道",
            "团队名称",
            "推荐意愿",
            "满意度",
            "会员满意度",
            "电话服务满意度",
            "产品名称",
        ),
        *("Date", "Store name", "answer", "How likely are you to recommend us", "Phone service", "Waiting time"),
    ],
)
def test_a_place_a_day_and_a_question_are_nobody(title: str) -> None:
    assert told_by_title(title) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PersonalKind.EMAIL, "write to li.na@example.cn please"),
        (PersonalKind.PHONE, "13800138000"),
        (PersonalKind.PHONE, "+86 138-0013-8000"),
        (PersonalKind.PHONE, "１３８００１３８０００"),
        (PersonalKind.PHONE, "010-62345678"),
        (PersonalKind.PHONE, "+49 170 1234567"),
        (PersonalKind.IDENTITY, "11010519491231002X"),
    ],
)
def test_what_stands_in_a_column_tells_when_its_title_does_not(kind: PersonalKind, text: str) -> None:
    found = personal_column("remarks", ["fine", "", text])
    assert found is not None
    assert (found.kind, found.by_content) == (kind, True)


@pytest.mark.parametrize("text", ["9", "2026-03-01", "2026-03-01 10:15:30", "20260301101530", "SHA-01", "99.5", "很满意"])
def test_answers_days_and_codes_are_nobody(text: str) -> None:
    assert told_by_content([text]) is None


@given(st.lists(st.integers(0, 10).map(str)), st.lists(st.dates().map(str)))
def test_no_column_of_answers_or_of_days_is_ever_taken_for_a_person(answers: list[str], days: list[str]) -> None:
    assert told_by_content(answers) is None
    assert told_by_content(days) is None


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["{}", "tel {}", "+86{}", "86 {}", "({})"]))
def test_a_mobile_number_is_known_however_it_is_written(number: str, written: str) -> None:
    assert told_by_content([written.format(number)]) is PersonalKind.PHONE
