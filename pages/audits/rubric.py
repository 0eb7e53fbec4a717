import streamlit as st

from audits.rubrics.queries import published_rubrics, rubric_version, shipped_rubrics
from audits.rubrics.screens.showing import offer_to_publish, policy_sentences, section_heading, show_item
from tracker.core.db import reading
from tracker.core.screens import empty_state
from tracker.core.words import say
from tracker.people.rules import Action, can
from tracker.people.screens import open_page

actor = open_page("rubrics.title", Action.SEE_RUBRIC)

with reading() as session:
    published = published_rubrics(session, by=actor)
    shipped = shipped_rubrics(session, by=actor) if can(actor, Action.PUBLISH_RUBRIC) else []
offer_to_publish(shipped, actor)
if not published:
    empty_state("rubrics.none_published")
    st.stop()

chosen = published[0]
if len(published) > 1:
    chosen = st.selectbox(say("rubrics.choose"), published, format_func=lambda one: str(one.name), key="rubric")
with reading() as session:
    version = rubric_version(session, version_id=chosen.version_id, by=actor)
rubric = version.rubric

st.subheader(str(rubric.name))
critical = sum(item.critical for item in rubric.items.values())
st.text(say("rubrics.counts", sections=len(rubric.sections), items=len(rubric.items), critical=critical))
st.text(str(rubric.purpose))
st.caption(say("rubrics.version", number=version.number, at=version.published_at))
st.caption(say("rubrics.fingerprint", hash=version.snapshot_hash[:12]), help=say("rubrics.fingerprint_help"))

for section in rubric.sections:
    with st.expander(section_heading(section), expanded=True):
        st.caption(say("rubrics.section_weight", weight=float(section.weight)))
        if section.pass_mark is not None:
            st.caption(say("rubrics.section_pass_mark", mark=float(section.pass_mark)))
        for item in section.items:
            show_item(rubric, item)

st.subheader(say("scoring.policy.title"))
st.text("\n".join(policy_sentences(rubric)))
