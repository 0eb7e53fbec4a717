"""Who may do what, against a table written by hand from the roles' duties and not from the code."""

from uuid import UUID

import pytest

from tracker.people.rules import Action, Actor, Place, Role, can

ME, OTHER = UUID(int=1), UUID(int=2)
MINE, FOREIGN = UUID(int=3), UUID(int=4)

# One line an action: a(dministrator) l(ead) r(eviewer) s(upervisor) m(ystery shopper) t (store manager) e(xecutive).
EXPECTED = {
    "manage_people": "a......",
    "manage_organisation": "al.....",
    "see_organisation": "alrs..e",
    "start_programme": "al.....",
    "edit_plan": "al.....",
    "see_plan": "alrs.te",
    "report_progress": "alrs.te",
    "decide_gate": "al....e",
    "see_money": "al....e",
    "manage_money": "al.....",
    "see_risks": "alrs..e",
    "import_readings": "al.....",
    "see_results": "alr..te",
    "manage_results": "al.....",
    "see_reports": "al....e",
    "publish_rubric": "al.....",
    "see_rubric": "alrsm..",
    "assign_visit": "al.....",
    "fill_in_visit": "...sm..",
    "review_audit": "..r....",
    "see_audit_score": "alr..t.",
    "see_shopper_identity": "alr....",
    "release_audit": "alr....",
    "appeal_audit": ".....t.",
    "decide_appeal": "..r....",
    "draw_scorings": "al.....",
    "score_again": "..rs...",
    "see_agreement": "alr....",
    "manage_field": "al.....",
    "settle_costs": "al.....",
    "see_actions": "alrs.t.",
    "plan_action": "al.s.t.",
    "manage_actions": "al.....",
    "manage_messages": "a......",
    "see_event_log": "a......",
    "fill_example": "a......",
}
ROLES = (
    Role.ADMINISTRATOR,
    Role.PROGRAMME_LEAD,
    Role.REVIEWER,
    Role.SUPERVISOR,
    Role.MYSTERY_SHOPPER,
    Role.STORE_MANAGER,
    Role.EXECUTIVE,
)
LIMITS = {
    "no limit": {},
    "my programme": {"programmes": {MINE}},
    "my region": {"regions": {MINE}},
    "my store": {"stores": {MINE}},
    "my programme and store": {"programmes": {MINE}, "stores": {MINE}},
}
PLACES = {
    "anywhere": Place(),
    "in my programme": Place(programme_id=MINE),
    "in another programme": Place(programme_id=FOREIGN),
    "in my region": Place(region_id=MINE),
    "in another region": Place(region_id=FOREIGN),
    "in my store": Place(store_id=MINE),
    "in another store": Place(store_id=FOREIGN),
    "my own": Place(person_id=ME),
    "somebody else's": Place(person_id=OTHER),
    "my store, another programme": Place(programme_id=FOREIGN, store_id=MINE),
    "another store, my programme": Place(programme_id=MINE, store_id=FOREIGN),
}


def allowed_there(role: Role, limit: str, place: str) -> bool:
    """The limits in the words of the people page: another's is another's, and a store manager without a store has none."""
    if place in ("in another programme", "my store, another programme") and "programme" in limit:
        return False
    in_area = limit in ("my region", "my store", "my programme and store")
    if not (in_area or role is Role.STORE_MANAGER):
        return True
    return {
        "in my region": limit == "my region",
        "in another region": False,
        "in my store": "store" in limit,
        "in another store": False,
        "my store, another programme": "store" in limit,
        "another store, my programme": False,
    }.get(place, True)


def test_the_table_names_every_action_and_every_role():
    assert set(EXPECTED) == {action.value for action in Action}
    assert set(ROLES) == set(Role)


def test_every_cell_of_the_matrix_is_as_expected():
    wrong, cells = [], 0
    for number, role in enumerate(ROLES):
        for limit, scope in LIMITS.items():
            actor = Actor(ME, role, **{name: frozenset(keys) for name, keys in scope.items()})
            for action in Action:
                for name, place in PLACES.items():
                    expected = EXPECTED[action.value][number] != "." and allowed_there(role, limit, name)
                    if action is Action.FILL_IN_VISIT and name == "somebody else's":
                        expected = False
                    cells += 1
                    if can(actor, action, place) != expected:
                        wrong.append((role.value, limit, action.value, name))
    assert wrong == []
    assert cells == 7 * 5 * 36 * 11


@pytest.mark.parametrize("role", [Role.STORE_MANAGER, Role.EXECUTIVE])
def test_stores_and_executives_never_learn_who_the_shopper_was(role):
    assert not can(Actor(ME, role), Action.SEE_SHOPPER_IDENTITY)
