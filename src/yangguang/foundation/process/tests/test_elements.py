"""
What each element does, one case each, written from the execution semantics of OMG BPMN 2.0.2 (chapter 13).
"""

import pytest

from yangguang.foundation.process import api as process
from yangguang.foundation.process.models import Definition, Instance
from yangguang.foundation.process.tests.flows import composer, nested, parallel, sequence, several, users
from yangguang.foundation.process.tests.given import (
    CLERK,
    NOW,
    done,
    finish,
    inside,
    nothing_waits,
    published,
    started,
    task_at,
    waiting,
)
from yangguang.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db


def test_sequence__steps_one_after_the_other() -> None:
    case = started(sequence("a", "b"))

    assert waiting(case) == ["a"]
    assert waiting(done(case, "a")) == ["b"]
    assert done(case, "b").state == "done"
    assert nothing_waits(case)


def test_task__knows_its_post_limit_and_case() -> None:
    task = task_at(started(sequence("a")), "a")

    assert (task.post_kind, task.step, str(task.due_on)) == ("accept", "E", "2024-05-11")


def test_exclusive__first_true_condition_in_order_of_the_file() -> None:
    made = composer()
    users(made, "a", "b", "c")
    made.gateway("exclusive", "x", default="fd")
    made.flow("start", "x")
    made.flow("x", "a", when="n > 10")
    made.flow("x", "b", when="n > 5")
    made.flow("x", "c", flow_id="fd")
    made.gateway("exclusive", "y")
    for name in ("a", "b", "c"):
        made.flow(name, "y")
    made.flow("y", "end")
    flow = published(made.xml())

    assert waiting(started(flow, n=20)) == ["a"]
    assert waiting(started(flow, n=7)) == ["b"]
    assert waiting(started(flow)) == ["c"]


def test_exclusive__nothing_holds_and_no_default__is_refused_and_nothing_written() -> None:
    made = composer()
    users(made, "a", "b")
    made.gateway("exclusive", "x")
    made.gateway("exclusive", "y")
    made.chain("start", "a", "x")
    made.flow("x", "b", when="n > 5")
    made.flow("x", "y", when="n <= 5")
    made.flow("b", "y")
    made.flow("y", "end")
    case = started(made.xml())

    with pytest.raises(process.NoWayForward):
        done(case, "a", 备注="x")

    case.refresh_from_db()
    assert waiting(case) == ["a"]
    assert case.variables == {}


def test_parallel__waits_for_all() -> None:
    case = started(parallel("a", "b", "c"))

    assert sorted(waiting(case)) == ["a", "b", "c"]
    assert sorted(waiting(done(case, "b", "a"))) == ["c"]
    assert waiting(done(case, "c")) == ["last"]
    assert done(case, "last").state == "done"
    assert nothing_waits(case)


def test_inclusive__waits_for_those_that_were_taken() -> None:
    made = composer()
    users(made, "a", "b", "c", "last")
    made.gateway("inclusive", "s", default="fd")
    made.gateway("inclusive", "j")
    made.flow("start", "s")
    made.flow("s", "a", when="a")
    made.flow("s", "b", when="b")
    made.flow("s", "c", flow_id="fd")
    for name in ("a", "b", "c"):
        made.flow(name, "j")
    made.chain("j", "last", "end")
    flow = published(made.xml())

    both = started(flow, a=True, b=True)
    assert waiting(both) == ["a", "b"]
    assert waiting(done(both, "a")) == ["b"]
    assert waiting(done(both, "b")) == ["last"]
    one = started(flow, a=True)
    assert waiting(done(one, "a")) == ["last"]
    none = started(flow)
    assert waiting(none) == ["c"]
    assert waiting(done(none, "c")) == ["last"]


def test_inclusive__branch_that_ends_elsewhere__releases_the_join() -> None:
    made = composer()
    users(made, "a", "b", "last")
    made.gateway("parallel", "s")
    made.gateway("exclusive", "x", default="fd")
    made.gateway("inclusive", "j")
    made.end("out")
    made.chain("start", "s", "a", "j", "last", "end")
    made.chain("s", "b", "x")
    made.flow("x", "j", flow_id="fd")
    made.flow("x", "out", when="放弃 = true")
    case = started(made.xml())

    assert waiting(done(case, "a")) == ["b"]
    assert waiting(done(case, "b", 放弃=True)) == ["last"]


def test_activity__several_flows_out__are_a_parallel_split() -> None:
    made = composer()
    users(made, "a", "b", "c")
    made.end("e2")
    made.chain("start", "a", "b", "end")
    made.chain("a", "c", "e2")
    case = started(made.xml())

    assert waiting(done(case, "a")) == ["b", "c"]
    assert done(case, "b").state == "running"
    assert done(case, "c").state == "done"


def test_terminate__ends_everything() -> None:
    made = composer()
    users(made, "a", "b")
    made.gateway("parallel", "s")
    made.terminate("stop")
    made.chain("start", "s", "a", "stop")
    made.chain("s", "b", "end")
    case = started(made.xml())

    assert done(case, "a").state == "terminated"
    assert nothing_waits(case)


@process.service("process_tests.double")
def double(variables, now):
    if variables.get("n") is None:
        raise process.FlowError("没有数")
    return {"n": variables["n"] * 2}


DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="d" name="档">
<decisionTable><input><inputExpression><text>n</text></inputExpression></input><output name="档"/>
<rule><inputEntry><text>&lt; 10</text></inputEntry><outputEntry><text>"轻"</text></outputEntry></rule>
<rule><inputEntry><text>>= 10</text></inputEntry><outputEntry><text>"重"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_service_and_decision__run_within_the_step() -> None:
    made = composer()
    users(made, "a", "b")
    made.service("s", "process_tests.double")
    made.rule("r", "裁量", result="档次")
    made.chain("start", "a", "s", "r", "b", "end")
    case = started(published(made.xml(), decisions={"裁量": DMN}))

    done(case, "a", n=7)

    assert case.variables == {"n": 14, "档次": "重"}
    assert waiting(case) == ["b"]


def test_error__of_a_service__is_caught_at_its_border() -> None:
    made = composer()
    users(made, "a", "fix")
    made.service("s", "process_tests.double")
    made.boundary("b", "s", made.error_event("没有数"))
    made.gateway("exclusive", "m")
    made.chain("start", "a", "s", "m", "end")
    made.chain("b", "fix", "m")
    case = started(made.xml())

    assert waiting(done(case, "a")) == ["fix"]


def test_error__uncaught__fails_the_case() -> None:
    made = composer()
    users(made, "a", "b")
    made.gateway("parallel", "s")
    made.error_end("bad", "E1")
    made.chain("start", "s", "a", "bad")
    made.chain("s", "b", "end")
    case = started(made.xml())

    done(case, "a")

    assert (case.state, case.error_code) == ("failed", "E1")
    assert nothing_waits(case)


def test_sub_process__nested__completes_when_nothing_is_left_inside() -> None:
    case = done(started(nested()), "before")

    assert sorted(waiting(case)) == ["x", "y"]
    assert waiting(done(case, "y")) == ["x"]
    assert waiting(done(case, "x")) == ["after"]
    assert done(case, "after").state == "done"


def test_sub_process__error_inside__leaves_by_the_border_of_the_outer_one() -> None:
    case = done(started(nested(error=True)), "before", "y")

    assert waiting(case) == ["rescue"]
    assert done(case, "rescue").state == "done"


def test_sub_process__terminate_inside__ends_only_the_inside() -> None:
    made = composer()
    users(made, "after")
    with made.subprocess("sub", lane="l"):
        made.start("s2")
        made.gateway("parallel", "s")
        made.user("x")
        made.user("y")
        made.terminate("t")
        made.end("e2")
        made.chain("s2", "s", "x", "t")
        made.chain("s", "y", "e2")
    made.chain("start", "sub", "after", "end")
    case = started(made.xml())

    assert waiting(done(case, "x")) == ["after"]


def test_call__begins_the_latest_version_and_brings_variables_back() -> None:
    published(sequence("old", process_id="child"), key="child")
    published(sequence("new", process_id="child"), key="child")
    made = composer()
    made.call("c", "child", lane="l")
    users(made, "after")
    made.chain("start", "c", "after", "end")
    case = started(made.xml(), n=1)

    child = Instance.objects.get(parent=case)
    assert waiting(child) == ["new"]
    assert child.variables == {"n": 1}
    done(child, "new", 结果="好")
    case.refresh_from_db()
    assert case.variables == {"n": 1, "结果": "好"}
    assert waiting(case) == ["after"]


def test_call__child_without_steps__ends_at_once() -> None:
    made = composer("child")
    made.service("s", "process_tests.double")
    made.chain("start", "s", "end")
    published(made.xml(), key="child")
    made = composer()
    made.call("c", "child")
    users(made, "after")
    made.chain("start", "c", "after", "end")

    case = started(made.xml(), n=2)

    assert waiting(case) == ["after"]
    assert case.variables["n"] == 4


def test_call__error_in_the_child__is_caught_by_the_caller() -> None:
    child = composer("child")
    users(child, "a")
    child.error_end("bad", "E9")
    child.chain("start", "a")
    child.flow("a", "bad")
    child = child.xml().replace('<endEvent id="end"/>', "")
    published(child, key="child")
    made = composer()
    made.call("c", "child")
    made.boundary("b", "c", made.error_event("E9"))
    users(made, "rescue")
    made.gateway("exclusive", "m")
    made.chain("start", "c", "m", "end")
    made.chain("b", "rescue", "m")
    case = started(made.xml())

    done(Instance.objects.get(parent=case), "a")

    assert waiting(case) == ["rescue"]


def test_call__in_a_circle__is_refused() -> None:
    for key, called in (("one", "two"), ("two", "one")):
        made = composer(key)
        made.call("c", called)
        made.chain("start", "c", "end")
        published(made.xml(), key=key)

    with pytest.raises(process.TooManyCalls):
        started(Definition.objects.get(key="one"))
    assert not Instance.objects.exists()


def test_call__without_published_flow__is_refused() -> None:
    made = composer()
    made.call("c", "missing")
    made.chain("start", "c", "end")

    with pytest.raises(process.NoPublishedDefinition):
        started(made.xml())


def test_several__parallel__one_step_per_element() -> None:
    case = started(several(), 专家=["甲", "乙", "丙"])

    tasks = list(process.open_tasks_of(case))
    assert [task.local["expert"] for task in tasks] == ["甲", "乙", "丙"]
    for task in tasks:
        finish(task, outcome={"result": task.local["expert"]})
    case.refresh_from_db()
    assert waiting(case) == ["last"]
    assert case.variables["jury"]["results"] == ["甲", "乙", "丙"]


def test_several__sequential__one_after_the_other() -> None:
    case = started(several(sequential=True), 专家=["甲", "乙"])

    assert [task.local["expert"] for task in process.open_tasks_of(case)] == ["甲"]
    done(case, "jury")
    assert [task.local["expert"] for task in process.open_tasks_of(case)] == ["乙"]
    assert waiting(done(case, "jury")) == ["last"]


def test_several__two_of_five_agree__takes_the_rest_back() -> None:
    condition = 'count(results[item = "同意"]) >= 2'
    case = started(several(until=condition), 专家=[1, 2, 3, 4, 5])
    tasks = list(process.open_tasks_of(case))

    finish(tasks[0], outcome={"result": "同意"})
    finish(tasks[1], outcome={"result": "不同意"})
    assert len(waiting(case)) == 3
    finish(tasks[2], outcome={"result": "同意"})

    assert waiting(case) == ["last"]
    with pytest.raises(process.TaskNotOpen):
        finish(tasks[3])


def test_several__empty_list__is_skipped_and_no_list_refused() -> None:
    flow = published(several())

    assert waiting(started(flow, 专家=[])) == ["last"]
    with pytest.raises(process.NotACollection):
        started(flow)


def test_several__sub_processes__each_with_its_element() -> None:
    made = composer()
    with made.subprocess("each", lane="l", loop=made.multi("部门", element="dept")):
        made.start("s2")
        made.user("opinion")
        made.end("e2")
        made.chain("s2", "opinion", "e2")
    users(made, "last")
    made.chain("start", "each", "last", "end")
    made = made.xml().replace('<userTask id="opinion"', '<userTask yg:body="dept" id="opinion"')
    case = started(made, 部门=["B1", "B2"])

    assert sorted(task.body_code for task in process.open_tasks_of(case)) == ["B1", "B2"]
    assert waiting(done(case, "opinion")) == ["opinion"]
    assert waiting(done(case, "opinion")) == ["last"]


def test_loop__exclusive_back_edge__opens_the_step_again() -> None:
    made = composer()
    users(made, "a")
    made.gateway("exclusive", "m")
    made.gateway("exclusive", "x", default="fd")
    made.chain("start", "m", "a", "x")
    made.flow("x", "m", when="再来 = true")
    made.flow("x", "end", flow_id="fd")
    case = started(made.xml())

    assert waiting(done(case, "a", 再来=True)) == ["a"]
    assert done(case, "a", 再来=False).state == "done"


def test_loop__without_a_step__is_stopped() -> None:
    made = composer()
    made.gateway("exclusive", "m")
    made.service("s", "process_tests.double")
    made.gateway("exclusive", "x", default="fd")
    made.chain("start", "m", "s", "x")
    made.flow("x", "m", flow_id="fd")
    made.flow("x", "end", when="n = 1")

    with pytest.raises(process.EndlessLoop):
        started(made.xml().replace("yg:service", "yg:service"), n=0)


def test_publish__unsound_model__is_refused_with_every_problem() -> None:
    with pytest.raises(process.DefinitionRefused) as caught:
        published(parallel("a", "b", split="exclusive"))

    assert {problem.code for problem in caught.value.problems} == {"lint.no_default", "lint.deadlock"}


def test_publish__new_version__leaves_running_cases_on_theirs() -> None:
    case = started(sequence("a", "b"))
    second = published(sequence("a", "c"))

    assert second.version == 2
    assert waiting(done(case, "a")) == ["b"]


def test_path__tells_every_node_and_flow() -> None:
    case = done(started(sequence("a", "b")), "a")

    path = [passage.element_id for passage in process.path_of(case)]

    assert path == ["start", "f1_start_a", "a", "f2_a_b", "b"]
    assert process.active_nodes_of(case) == ["b"]


def test_refusals__are_refusals() -> None:
    case = done(started(sequence("a")), "a")
    task = process.done_tasks_of(case).get()

    with pytest.raises(Refusal, match="已经办结"):
        inside(lambda: process.claim_task(task_id=task.pk, actor=CLERK, now=NOW))
