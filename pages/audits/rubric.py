import streamlit as st

from audits.rubrics.forms.phrases import policy_sentences
from audits.rubrics.queries import open_drafts, published_rubrics, rubric_version, shipped_rubrics, versions_of
from audits.rubrics.screens.comparing import compare_versions
from audits.rubrics.screens.showing import offer_to_publish, section_heading, show_item
from audits.rubrics.screens.starting import drafts_in_hand, offer_beginnings, offer_version
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action, can
from tracker.people.screens import open_page

actor = open_page("rubrics.title", Action.SEE_RUBRIC)
may_edit = can(actor, Action.PUBLISH_RUBRIC)

with reading() as session:
    published = published_rubrics(session, by=actor)
    shipped = shipped_rubrics(session, by=actor) if may_edit and not published else []
    drafts = open_drafts(session, by=actor) if may_edit else []
if may_edit:
    drafts_in_hand(drafts)
    offer_beginnings(published, drafts, actor)
if not published:
    offer_to_publish(shipped, actor)
    empty_state("rubrics.none_published")
    st.stop()

chosen = published[0]
if len(published) > 1:
    chosen = st.selectbox(say("rubrics.choose"), published, format_func=lambda one: str(one.name), key="rubric")
with reading() as session:
    versions = versions_of(session, code=chosen.code, by=actor)
number = versions[0].version_id
if len(versions) > 1:
    names = {one.version_id: say("rubrics.version", number=one.number, at=one.published_at) for one in versions}
    number = st.selectbox(say("rubrics.choose_version"), names, format_func=names.__getitem__, key=f"version_{chosen.code}")
with reading() as session:
    version = rubric_version(session, version_id=number, by=actor)
rubric = version.rubric

st.subheader(str(rubric.name))
critical = sum(item.critical for item in rubric.items.values())
st.text(say("rubrics.counts", sections=len(rubric.sections), items=len(rubric.items), critical=critical))
st.text(str(rubric.purpose))
st.caption(say("rubrics.version", number=version.number, at=version.published_at))
st.caption(say("rubrics.fingerprint", hash=version.snapshot_hash[:12]), help=say("rubrics.fingerprint_help"))
offer_version(version, drafts, actor, may_edit=may_edit)

if len(versions) > 1:
    with st.expander(say("rubrics.compare.title"), key="rubric_compare"):
        compare_versions(versions, actor)
for section in rubric.sections:
    with st.expander(section_heading(section), expanded=True):
        st.caption(say("rubrics.section_weight", weight=float(section.weight)))
        if section.pass_mark is not None:
            st.caption(say("rubrics.section_pass_mark", mark=float(section.pass_mark)))
        for item in section.items:
            show_item(rubric, item)

st.subheader(say("scoring.policy.title"))
st.text("\n".join(policy_sentences(rubric)))
