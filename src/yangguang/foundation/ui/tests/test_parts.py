"""Every tag draws its part: words for those who hear, shape before colour, nothing unescaped."""

import pytest
from django import forms
from django.template import Context, Template

from yangguang.foundation.ui.api import Confirmation, Field, Step
from yangguang.foundation.ui.shapes import LAMPS


def draw(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


@pytest.mark.parametrize("level", LAMPS)
def test_lamp__has_shape_and_word(level: str) -> None:
    html = draw("{% lamp level %}", level=level)

    assert LAMPS[level][1] in html
    assert 'aria-hidden="true"' in html


def test_lamp__unknown_level__is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        draw("{% lamp 'green' %}")


def test_lamp__words_from_outside__are_escaped() -> None:
    assert "<script>" not in draw("{% lamp 'ok' text %}", text="<script>")


class TestSeal:
    def test_open__until_a_checkpoint_is_signed(self) -> None:
        html = draw("{% seal 1048213 %}")

        assert "yg-seal--open" in html
        assert 'href="/log/1048213/"' in html

    def test_solid__says_it_can_be_checked(self) -> None:
        assert "已入账，可查验" in draw("{% seal 1048213 'solid' %}")

    def test_no_act_yet__leads_nowhere(self) -> None:
        assert "href" not in draw("{% seal None %}")


class TestField:
    def test_problem__is_tied_to_the_control(self) -> None:
        html = draw("{% field one %}", one=Field("area", "面积", hint="照合同填", problem="这里要填数字。"))

        assert 'aria-describedby="f-area-hint f-area-problem"' in html
        assert 'aria-invalid="true"' in html

    def test_prefilled__says_from_where_and_how_to_object(self) -> None:
        html = draw(
            "{% field one %}", one=Field("n", "名称", value="甲", source="营业执照", dispute_address="/d/")
        )

        assert "来自营业执照" in html
        assert 'href="/d/"' in html

    def test_choices__are_one_group(self) -> None:
        html = draw(
            "{% field one %}", one=Field("k", "业态", "radio", "b", choices=[("a", "甲"), ("b", "乙", "注")])
        )

        assert html.count('type="radio"') == 2
        assert "<legend" in html
        assert 'value="b" checked' in html

    def test_value__is_escaped(self) -> None:
        assert '"><script>' not in draw("{% field one %}", one=Field("n", "名", value='"><script>'))

    def test_django_form__looks_the_same(self) -> None:
        class Sample(forms.Form):
            name = forms.CharField(label="名称", max_length=5)
            note = forms.CharField(label="说明", required=False, widget=forms.Textarea)

        html = draw("{% form_fields form %}", form=Sample({"name": "", "note": "好"}))

        assert "没有保存" in html
        assert "<textarea" in html
        assert "选填" in html


def test_confirmation__reads_back_before_the_grave_button() -> None:
    one = Confirmation(
        "准予许可", "某公司", "决定岗 0102 号", "签署，准予许可", document="1号", read_first="我已读完"
    )
    html = draw("{% confirmation one %}", one=one)

    assert html.index("对谁") < html.index("签署人") < html.index("yg-btn--grave")
    assert "required" in html


def test_flowline__the_sun_stands_on_one_step() -> None:
    html = draw("{% flowline steps %}", steps=[Step("受理", "done"), Step("审查", "now"), Step("决定")])

    assert html.count('aria-current="step"') == 1


def test_marked__keeps_text_safe() -> None:
    assert (
        draw("{{ text|marked:words }}", text="<i>开餐馆</i>", words="餐馆 (")
        == "&lt;i&gt;开<b>餐馆</b>&lt;/i&gt;"
    )


def test_masks__hide_the_middle() -> None:
    assert draw("{{ '张伟'|mask_name }} {{ '13812340921'|mask_phone }}") == "张* 138****0921"
